//! What answers other than success mean. The statuses and types are those of each operation in
//! `PortOne`'s V2 schema; everything else is taken for a failure that may pass.

use openclaw_domain::port::payment::{CancelError, ConfirmError, GatewayError, Payment};

use super::wire::error_type;
use crate::http::Answer;

fn told(answer: &Answer, kind: Option<&str>) -> String {
    answer.told(kind.unwrap_or("an answer without a type"))
}

/// To a question that has no errors of its own.
pub(super) fn question(answer: &Answer) -> GatewayError {
    let told = told(answer, error_type(&answer.body).as_deref());
    match answer.status {
        400 | 401 | 403 => GatewayError::Misconfigured(told),
        _ => GatewayError::Unavailable(told),
    }
}

/// To `GET /payments/{paymentId}`. A 404 that is not `PortOne`'s own word says nothing.
pub(super) fn fetch(answer: &Answer) -> Result<Option<Payment>, GatewayError> {
    let is_unknown = error_type(&answer.body).as_deref() == Some("PAYMENT_NOT_FOUND");
    if answer.status == 404 && is_unknown {
        Ok(None)
    } else {
        Err(question(answer))
    }
}

/// To `POST /payments/{paymentId}/pre-register`. Who has paid needs no amount registered.
pub(super) fn register(answer: &Answer) -> Result<(), GatewayError> {
    let is_paid = error_type(&answer.body).as_deref() == Some("ALREADY_PAID");
    match answer.status {
        200 => Ok(()),
        409 if is_paid => Ok(()),
        _ => Err(question(answer)),
    }
}

/// To `POST /payments/{paymentId}/confirm`.
pub(super) fn confirm(answer: &Answer) -> Result<(), ConfirmError> {
    let kind = error_type(&answer.body);
    let told = told(answer, kind.as_deref());
    match (answer.status, kind.as_deref()) {
        (409, Some("ALREADY_PAID")) => Ok(()),
        (400, Some("INVALID_PAYMENT_TOKEN"))
        | (404, Some(_))
        | (409, Some("INFORMATION_MISMATCH"))
        | (502, Some("PG_PROVIDER")) => Err(ConfirmError::Refused(told)),
        (400 | 401 | 403, _) => Err(ConfirmError::Misconfigured(told)),
        _ => Err(ConfirmError::NotKnown(told)),
    }
}

/// To `POST /payments/{paymentId}/cancel`.
pub(super) fn cancel(answer: &Answer) -> CancelError {
    let kind = error_type(&answer.body);
    let told = told(answer, kind.as_deref());
    match (answer.status, kind.as_deref()) {
        // The first request with this key is still under way.
        (409, Some("IDEMPOTENCY_OUTSTANDING_REQUEST")) => CancelError::NotKnown(told),
        (
            409,
            Some(
                "PAYMENT_NOT_PAID"
                | "PAYMENT_ALREADY_CANCELLED"
                | "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN"
                | "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT"
                | "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT",
            ),
        )
        | (404, Some(_)) => CancelError::Changed(told),
        // A promotion that forbids this amount is no fault of ours, and a smaller one may do.
        (
            400,
            Some(
                "NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT"
                | "PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED",
            ),
        )
        | (409, Some(_))
        | (502, Some("PG_PROVIDER")) => CancelError::Refused(told),
        (400 | 401 | 403, _) => CancelError::Misconfigured(told),
        _ => CancelError::NotKnown(told),
    }
}
