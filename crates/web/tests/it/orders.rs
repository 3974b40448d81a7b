//! What a buyer and an operator read about an order, state by state.

use std::error::Error;

use askama::Template as _;
use openclaw_web::view::{admin, credits::Credits, order::OrderPage, shell::Shell};

type Outcome = Result<(), Box<dyn Error>>;

#[test]
fn every_state_of_an_order_says_what_became_of_the_money() -> Outcome {
    let pages: [(OrderPage, &[&str]); 10] = [
        (OrderPage::sample(), &["결제를 확인하고 있어요", "확인 중"]),
        (
            OrderPage::sample_doubted(),
            &["결제창에서는 결제를 마치지 못했다고 해요", "다시 결제하기"],
        ),
        (
            OrderPage::sample_transfer(),
            &[
                "9,900원을 입금해 주세요",
                "입금하면 저절로 확인돼요",
                "신한은행",
                "id=\"account-number\">56211234567890<",
                "data-copy=\"account-number\"",
                "2026. 11. 25. 오후 11:59",
            ],
        ),
        (
            OrderPage::sample_completed(),
            &["1,100크레딧을 넣어 드렸어요", "영수증 보기"],
        ),
        (
            OrderPage::sample_asked(),
            &[
                "환불 신청을 받았어요 (3영업일 안)",
                "/refund/withdraw\"",
                "9,504원",
            ],
        ),
        (
            OrderPage::sample_partially_refunded(),
            &["4,950원을 돌려드렸어요", "돌려드리는 중", "일부 환불됨"],
        ),
        (
            OrderPage::sample_refunded(),
            &["9,900원을 모두 돌려드렸어요", "2026. 11. 24. 오전 10:12"],
        ),
        (
            OrderPage::sample_disputed(),
            &["카드사에서 확인하고 있어요", "1,060개"],
        ),
        (OrderPage::sample_failed(), &["빠져나간 돈은 없어요."]),
        (
            OrderPage::sample_void(),
            &["빠져나간 돈을 돌려드리고 있어요.", "100원", "돌려드리는 중"],
        ),
    ];
    for (page, words) in pages {
        let html = page.render()?;
        for words in words {
            assert!(html.contains(words), "{words}: {html}");
        }
    }
    Ok(())
}

#[test]
fn a_refund_is_asked_for_in_two_steps_without_a_script() -> Outcome {
    let html = OrderPage::sample_completed().render()?;
    let (_, offer) = html
        .split_once("오늘 환불받을 수 있는 금액")
        .ok_or("no offer")?;
    for words in ["9,504원", "960개", "80개", "40개", "2026. 11. 28."] {
        assert!(offer.contains(words), "{words}: {offer}");
    }
    let (first, second) = offer.split_once("<details").ok_or("no second step")?;
    assert!(!first.contains("<form"), "{first}");
    assert!(
        second.contains("환불 신청하기</summary>") && second.contains("/refund\""),
        "{second}"
    );
    for page in [OrderPage::sample(), OrderPage::sample_failed()] {
        assert!(!page.render()?.contains("id=\"refund\""));
    }
    Ok(())
}

#[test]
fn what_the_window_brought_goes_on_to_the_check_and_nowhere_else() -> Outcome {
    let html = OrderPage::sample_doubted().render()?;
    assert!(
        html.contains("<input type=\"hidden\" name=\"tx_id\" value=\"0193990a-7c2e\">"),
        "{html}"
    );
    assert!(!html.contains("<script>alert"), "{html}");
    assert!(
        html.contains("hx-include=\"#check\"") && html.contains("id=\"check\" method=\"post\""),
        "{html}"
    );
    Ok(())
}

#[test]
fn a_way_to_pay_is_asked_for_only_where_there_is_a_choice() -> Outcome {
    let html = Credits::sample().render()?;
    assert_eq!(html.matches("name=\"method\"").count(), 5);
    assert_eq!(html.matches(" checked>").count(), 1);
    assert!(
        html.contains("value=\"CARD\" autocomplete=\"off\" checked"),
        "{html}"
    );
    let mut one = Credits::sample();
    one.methods.truncate(1);
    assert!(!one.render()?.contains("name=\"method\""));
    Ok(())
}

#[test]
fn only_operators_are_led_to_their_pages() -> Outcome {
    let link = "href=\"/admin\"";
    let mut page = OrderPage::sample_completed();
    assert!(!page.render()?.contains(link));
    page.shell = Shell::sample_admin("주문");
    assert!(page.render()?.contains(link));
    Ok(())
}

#[test]
fn an_operator_sees_what_a_refund_comes_to_before_it_is_made() -> Outcome {
    let order = admin::AdminOrder::sample().render()?;
    assert!(
        order.contains(
            "method=\"get\" action=\"/admin/orders/0193990a7c2e4b0f9d51a3c07f3b7c2e/refund\""
        ),
        "{order}"
    );
    assert!(order.contains("name=\"reason\" maxlength=\"100\" required"));
    assert!(order.contains("지금 다시 확인") && order.contains("/cancellations/0193990b/retry\""));
    assert!(order.contains("&#60;script&#62;alert(&#39;이름&#39;)"));

    let preview = admin::RefundPreview::sample().render()?;
    assert!(preview.contains("4,950원을 환불할까요?"), "{preview}");
    assert!(preview.contains("name=\"credits\" value=\"500\""));
    assert!(preview.contains("name=\"refunded\" value=\"0\""));

    let unpaid = admin::AdminOrder::sample_unpaid().render()?;
    assert!(!unpaid.contains("name=\"reason\""), "{unpaid}");
    let by_hand = admin::AdminOrder::sample_by_hand().render()?;
    assert!(!by_hand.contains("name=\"reason\""), "{by_hand}");
    assert!(by_hand.contains("결제사 콘솔에서"), "{by_hand}");
    Ok(())
}

#[test]
fn the_operators_tables_keep_their_width_to_themselves() -> Outcome {
    for html in [
        admin::AdminOrder::sample().render()?,
        admin::Orders::sample().render()?,
        admin::Alerts::sample().render()?,
    ] {
        let boxes = html.matches("class=\"table-box ").count();
        assert_eq!(html.matches("<table").count(), boxes, "{html}");
        assert!(html.contains("role=\"region\" aria-label=\""), "{html}");
    }
    let list = admin::Orders::sample().render()?;
    assert!(list.contains("value=\"COMPLETED\" selected"), "{list}");
    assert!(list.contains("data-label=\"구매자\""), "{list}");
    Ok(())
}
