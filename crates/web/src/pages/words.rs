//! The domain's words as a Korean reader knows them.

use openclaw_domain::{
    ledger::TransactionKind,
    order::{Order, OrderStatus},
    settings::PayMethod,
};

use crate::{
    view::badge::Badge,
    words::{Message, say, verbatim},
};

/// What a change of the balance is called.
pub(super) fn transaction_name(kind: TransactionKind) -> Message {
    match kind {
        TransactionKind::Usage => say("filter-usage"),
        TransactionKind::RunRefund => say("filter-run-refund"),
        TransactionKind::Purchase => say("filter-purchase"),
        TransactionKind::PurchaseBonus => say("filter-purchase-bonus"),
        TransactionKind::PaymentRefund => say("filter-payment-refund"),
        TransactionKind::SignupBonus => say("filter-signup-bonus"),
        TransactionKind::Expiry => say("filter-expiry"),
        TransactionKind::Adjustment => say("filter-adjustment"),
    }
}

/// What a way to pay is called.
pub(super) fn method_name(method: PayMethod) -> Message {
    match method {
        PayMethod::Card => say("method-card"),
        PayMethod::KakaoPay => say("method-kakaopay"),
        PayMethod::NaverPay => say("method-naverpay"),
        PayMethod::TossPay => say("method-tosspay"),
        PayMethod::VirtualAccount => say("method-virtual-account"),
    }
}

/// A bank by the gateway's word for it; a word that is not known, and V1's Korean names, as they are.
pub(super) fn bank_name(word: &str) -> Message {
    match word {
        "KDB" => say("bank-kdb"),
        "IBK" => say("bank-ibk"),
        "KOOKMIN" => say("bank-kookmin"),
        "SUHYUP" => say("bank-suhyup"),
        "NONGHYUP" => say("bank-nonghyup"),
        "WOORI" => say("bank-woori"),
        "STANDARD_CHARTERED" => say("bank-sc"),
        "CITI" => say("bank-citi"),
        "DAEGU" => say("bank-daegu"),
        "BUSAN" => say("bank-busan"),
        "KWANGJU" => say("bank-kwangju"),
        "JEJU" => say("bank-jeju"),
        "JEONBUK" => say("bank-jeonbuk"),
        "KYONGNAM" => say("bank-kyongnam"),
        "KFCC" => say("bank-kfcc"),
        "SHINHYUP" => say("bank-shinhyup"),
        "POST" => say("bank-post"),
        "HANA" => say("bank-hana"),
        "SHINHAN" => say("bank-shinhan"),
        "K_BANK" => say("bank-k"),
        "KAKAO" => say("bank-kakao"),
        "TOSS" => say("bank-toss"),
        other => verbatim(other),
    }
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
