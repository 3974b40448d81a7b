//! `/orders/{id}` and its check, which a phone comes back to.

use openclaw_sandbox::{PaymentChange, PaymentStatus};
use openclaw_tests::TestApp;

#[tokio::test]
async fn the_page_of_an_order_tells_how_it_stands() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let (path, check) = (format!("/orders/{order}"), format!("/orders/{order}/check"));
    let states = [
        (None, "결제를 확인하고 있어요"),
        (Some(PaymentStatus::Ready), "결제를 확인하고 있어요"),
        (Some(PaymentStatus::Failed), "크레딧을 넣지 못했어요"),
        (Some(PaymentStatus::Paid), "1,100크레딧을 넣어 드렸어요"),
        // What was granted stays granted.
        (Some(PaymentStatus::Failed), "1,100크레딧을 넣어 드렸어요"),
    ];
    for (position, (status, words)) in states.into_iter().enumerate() {
        if position == 1 {
            app.pay(&prepared);
        }
        if let Some(status) = status {
            let change = PaymentChange {
                status: Some(status),
                ..PaymentChange::default()
            };
            app.control().change_payment(order, change).unwrap();
        }
        assert_eq!(creator.post_form(&check, &[]).await.see_other(), path);
        let page = creator.get(&path).await.page();
        assert!(page.contains(words), "{position}: {page}");
        assert!(
            page.contains("9,900원") && page.contains(order),
            "{position}: {page}"
        );
    }
    assert_eq!(creator.balance().await, 1_200);
    let credits = creator.get("/credits").await.page();
    assert!(
        credits.contains(&path) && credits.contains("Starter 보너스"),
        "{credits}"
    );
    app.finish().await;
}

#[tokio::test]
async fn a_pending_page_asks_again_for_ten_minutes() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let path = format!("/orders/{}", prepared["merchant_uid"].as_str().unwrap());
    let polls = |page: &str| page.contains("hx-trigger=\"every");
    assert!(polls(&creator.get(&path).await.page()));
    app.advance(std::time::Duration::from_mins(10));
    let page = creator.get(&path).await.page();
    assert!(
        !polls(&page) && page.contains("지금 다시 확인하기"),
        "{page}"
    );
    app.finish().await;
}

#[tokio::test]
async fn a_phone_that_comes_back_finds_its_credits() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("pro").await;
    app.pay(&prepared);
    // The payment window leads back with words of its own, which prove nothing either way.
    let back = prepared["redirect_url"].as_str().unwrap();
    let page = creator
        .get(&format!("{back}?code=FAILURE&message=<b>no</b>"))
        .await
        .page();
    assert!(!page.contains("<b>no</b>"), "{page}");
    let check = format!("{back}/check");
    let path = creator.post_form(&check, &[]).await.see_other();
    assert!(
        creator
            .get(&path)
            .await
            .page()
            .contains("3,500크레딧을 넣어 드렸어요")
    );
    app.finish().await;
}
