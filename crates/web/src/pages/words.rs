//! The domain's words as a Korean reader knows them.

use openclaw_domain::{
    order::{Order, OrderStatus},
    settings::PayMethod,
};

use crate::view::badge::Badge;

/// What a way to pay is called.
pub(super) const fn method_name(method: PayMethod) -> &'static str {
    match method {
        PayMethod::Card => "카드",
        PayMethod::KakaoPay => "카카오페이",
        PayMethod::NaverPay => "네이버페이",
        PayMethod::TossPay => "토스페이",
        PayMethod::VirtualAccount => "가상계좌",
    }
}

/// A bank by the gateway's word for it; a word that is not known, and V1's Korean names, as they are.
pub(super) fn bank_name(word: &str) -> String {
    let name = match word {
        "KDB" => "KDB산업은행",
        "IBK" => "IBK기업은행",
        "KOOKMIN" => "KB국민은행",
        "SUHYUP" => "Sh수협은행",
        "NONGHYUP" => "NH농협은행",
        "WOORI" => "우리은행",
        "STANDARD_CHARTERED" => "SC제일은행",
        "CITI" => "한국씨티은행",
        "DAEGU" => "iM뱅크(대구은행)",
        "BUSAN" => "부산은행",
        "KWANGJU" => "광주은행",
        "JEJU" => "제주은행",
        "JEONBUK" => "전북은행",
        "KYONGNAM" => "경남은행",
        "KFCC" => "새마을금고",
        "SHINHYUP" => "신협",
        "POST" => "우체국",
        "HANA" => "하나은행",
        "SHINHAN" => "신한은행",
        "K_BANK" => "케이뱅크",
        "KAKAO" => "카카오뱅크",
        "TOSS" => "토스뱅크",
        other => other,
    };
    name.to_owned()
}

/// Where an order stands, at a glance.
pub(super) fn order_badge(order: &Order) -> Badge {
    match order.status {
        OrderStatus::Pending if order.virtual_account.is_some() => Badge::order_transfer(),
        OrderStatus::Pending => Badge::order_pending(),
        OrderStatus::Completed | OrderStatus::PartiallyRefunded
            if order.refund_asked_at.is_some() =>
        {
            Badge::order_refund_asked()
        }
        OrderStatus::Completed if order.refunded.get() > 0 => Badge::order_refunding(),
        OrderStatus::Completed => Badge::order_completed(),
        OrderStatus::PartiallyRefunded => Badge::order_partially_refunded(),
        OrderStatus::Refunded => Badge::order_refunded(),
        OrderStatus::Disputed => Badge::order_disputed(),
        OrderStatus::Expired => Badge::order_expired(),
        OrderStatus::Failed => Badge::order_failed(),
    }
}
