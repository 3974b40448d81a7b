//! The domain's words as the operator knows them.

use openclaw_domain::{
    alert::AlertKind,
    ledger::TransactionKind,
    order::{Cancellation, CancellationKind, CancellationStatus, OrderStatus},
    port::payment::GatewayKind,
};

use crate::view::badge::{Badge, Tone};

/// Every state, in the order that an order goes through them.
pub(super) const STATUSES: [OrderStatus; 7] = [
    OrderStatus::Pending,
    OrderStatus::Completed,
    OrderStatus::PartiallyRefunded,
    OrderStatus::Refunded,
    OrderStatus::Disputed,
    OrderStatus::Failed,
    OrderStatus::Expired,
];

pub(super) const fn status_name(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Pending => "결제 전",
        OrderStatus::Completed => "결제 완료",
        OrderStatus::Expired => "시간 지남",
        OrderStatus::Failed => "결제 안 됨",
        OrderStatus::PartiallyRefunded => "일부 환불됨",
        OrderStatus::Refunded => "환불됨",
        OrderStatus::Disputed => "이의 제기",
    }
}

pub(super) const fn gateway_name(gateway: GatewayKind) -> &'static str {
    match gateway {
        GatewayKind::PortOneV2 => "포트원 V2",
        GatewayKind::PortOneV1 => "포트원 V1",
    }
}

pub(super) const fn cancellation_kind(kind: CancellationKind) -> &'static str {
    match kind {
        CancellationKind::Void => "자동 취소",
        CancellationKind::Refund => "환불",
        CancellationKind::Outside => "밖에서 취소",
    }
}

pub(super) fn cancellation_badge(it: &Cancellation) -> Badge {
    match it.status {
        CancellationStatus::Requested if it.failure.is_some() => {
            Badge::new("다시 시도할 예정", Tone::Warning)
        }
        CancellationStatus::Requested => Badge::new("처리 중", Tone::Active),
        CancellationStatus::Succeeded => Badge::new("완료", Tone::Good),
        CancellationStatus::Failed => Badge::new("거절됨", Tone::Bad),
    }
}

pub(super) const fn transaction_name(kind: TransactionKind) -> &'static str {
    match kind {
        TransactionKind::SignupBonus => "가입 축하",
        TransactionKind::Purchase => "구매",
        TransactionKind::PurchaseBonus => "보너스",
        TransactionKind::Usage => "사용",
        TransactionKind::RunRefund => "실패한 실행 되돌림",
        TransactionKind::PaymentRefund => "환불",
        TransactionKind::Expiry => "기간 끝남",
        TransactionKind::Adjustment => "조정",
    }
}

pub(super) fn alert_badge(kind: AlertKind) -> Badge {
    let (label, tone) = match kind {
        AlertKind::CapturedNotGranted => ("결제됐지만 지급 안 함", Tone::Bad),
        AlertKind::PaymentMismatch => ("결제가 주문과 다름", Tone::Warning),
        AlertKind::CancelRefused => ("취소 거절됨", Tone::Bad),
        AlertKind::CancelledOutside => ("밖에서 취소됨", Tone::Warning),
        AlertKind::CreditsOwed => ("쓴 크레딧의 돈이 돌아감", Tone::Warning),
        AlertKind::DisputeOpened => ("이의 제기", Tone::Bad),
        AlertKind::DisputeClosed => ("이의 제기 끝남", Tone::Neutral),
        AlertKind::RefundAsked => ("환불 신청", Tone::Warning),
        AlertKind::UnknownPayment => ("주문 없는 결제", Tone::Bad),
        AlertKind::PaymentMissing => ("결제사에 없는 결제", Tone::Bad),
        AlertKind::FoundByReconciliation => ("대사에서 발견", Tone::Warning),
        AlertKind::WebhookRefused => ("웹훅 거절", Tone::Warning),
        AlertKind::GatewayMisconfigured => ("결제사 설정 오류", Tone::Bad),
        AlertKind::ManySignUps => ("한 주소에서 가입이 많음", Tone::Warning),
        AlertKind::UnexpectedMethod => ("꺼 둔 결제 수단", Tone::Warning),
    };
    Badge::new(label, tone)
}
