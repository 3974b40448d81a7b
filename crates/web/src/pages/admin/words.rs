//! The domain's words as the operator knows them.

use openclaw_domain::{
    alert::AlertKind,
    order::{Cancellation, CancellationKind, CancellationStatus, OrderStatus},
    port::payment::GatewayKind,
};

use crate::{
    view::badge::{Badge, Tone},
    words::{Message, say},
};

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

pub(super) fn status_name(status: OrderStatus) -> Message {
    match status {
        OrderStatus::Pending => say("status-pending"),
        OrderStatus::Completed => say("status-completed"),
        OrderStatus::Expired => say("status-expired"),
        OrderStatus::Failed => say("status-failed"),
        OrderStatus::PartiallyRefunded => say("status-partially-refunded"),
        OrderStatus::Refunded => say("status-refunded"),
        OrderStatus::Disputed => say("status-disputed"),
    }
}

pub(super) fn gateway_name(gateway: GatewayKind) -> Message {
    match gateway {
        GatewayKind::PortOneV2 => say("gateway-v2"),
        GatewayKind::PortOneV1 => say("gateway-v1"),
    }
}

pub(super) fn cancellation_kind(kind: CancellationKind) -> Message {
    match kind {
        CancellationKind::Void => say("cancel-void"),
        CancellationKind::Refund => say("cancel-refund"),
        CancellationKind::Outside => say("cancel-outside"),
    }
}

pub(super) fn cancellation_badge(it: &Cancellation) -> Badge {
    match it.status {
        CancellationStatus::Requested if it.failure.is_some() => {
            Badge::new(say("cancel-waits"), Tone::Warning)
        }
        CancellationStatus::Requested => Badge::new(say("cancel-requested"), Tone::Active),
        CancellationStatus::Succeeded => Badge::new(say("cancel-succeeded"), Tone::Good),
        CancellationStatus::Failed => Badge::new(say("cancel-failed"), Tone::Bad),
    }
}

pub(super) fn alert_badge(kind: AlertKind) -> Badge {
    let (label, tone) = match kind {
        AlertKind::CapturedNotGranted => (say("alert-captured-not-granted"), Tone::Bad),
        AlertKind::PaymentMismatch => (say("alert-payment-mismatch"), Tone::Warning),
        AlertKind::CancelRefused => (say("alert-cancel-refused"), Tone::Bad),
        AlertKind::CancelledOutside => (say("alert-cancelled-outside"), Tone::Warning),
        AlertKind::CreditsOwed => (say("alert-credits-owed"), Tone::Warning),
        AlertKind::DisputeOpened => (say("status-disputed"), Tone::Bad),
        AlertKind::DisputeClosed => (say("alert-dispute-closed"), Tone::Neutral),
        AlertKind::RefundAsked => (say("alert-refund-asked"), Tone::Warning),
        AlertKind::UnknownPayment => (say("alert-unknown-payment"), Tone::Bad),
        AlertKind::PaymentMissing => (say("alert-payment-missing"), Tone::Bad),
        AlertKind::FoundByReconciliation => (say("alert-found-by-reconciliation"), Tone::Warning),
        AlertKind::WebhookRefused => (say("alert-webhook-refused"), Tone::Warning),
        AlertKind::GatewayMisconfigured => (say("alert-gateway-misconfigured"), Tone::Bad),
        AlertKind::ManySignUps => (say("alert-many-sign-ups"), Tone::Warning),
        AlertKind::UnexpectedMethod => (say("alert-unexpected-method"), Tone::Warning),
        AlertKind::ModelMisconfigured => (say("alert-model-misconfigured"), Tone::Bad),
    };
    Badge::new(label, tone)
}
