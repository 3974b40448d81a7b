//! `POST /payments/{paymentId}/confirm`: a payment that waits for the merchant's server.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    error::ApiError,
    new::{ChannelType, Version},
    store::Payments,
};
use crate::platform::rfc3339;

/// The `ConfirmPaymentBody` of the schema.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConfirmBody {
    payment_token: String,
    tx_id: Option<String>,
    currency: Option<String>,
    total_amount: Option<i64>,
    tax_free_amount: Option<i64>,
    is_test: Option<bool>,
    #[serde(default)]
    skip_webhook: bool,
}

/// Takes the money of the attempt that the token came from.
pub(super) fn confirm(
    payments: &mut Payments,
    id: &str,
    body: ConfirmBody,
) -> Result<Value, ApiError> {
    let payment = payments.get(id).ok_or_else(ApiError::not_found)?;
    if payment.was_paid() {
        return Err(ApiError::already_paid());
    }
    let token = Some(&body.payment_token);
    let attempt = payments
        .attempts
        .iter()
        .find(|(_, attempt)| attempt.token.as_ref() == token && attempt.request.payment_id == id);
    let Some((tx, attempt)) = attempt else {
        let message = "결제 토큰이 유효하지 않습니다.";
        return Err(ApiError::new(400, "INVALID_PAYMENT_TOKEN", message));
    };
    let (tx, request) = (tx.clone(), attempt.request.clone());
    let is_test = payments.settings.channel(&request.channel_key) != Some(ChannelType::Live);
    let as_said = body.tx_id.is_none_or(|said| said == tx)
        && body.currency.is_none_or(|said| said == request.currency)
        && body
            .total_amount
            .is_none_or(|said| said == request.total_amount)
        && body.tax_free_amount.is_none_or(|said| said == 0)
        && body.is_test.is_none_or(|said| said == is_test);
    if !as_said {
        let message = "결제 정보가 일치하지 않습니다.";
        return Err(ApiError::new(409, "INFORMATION_MISMATCH", message));
    }
    debug_assert_eq!(request.version, Version::V2, "only V2 gives tokens");
    let payment = payments.capture(&request, &tx, body.skip_webhook);
    Ok(json!({
        "pgTxId": payment.pg_tx_id(),
        "paidAt": rfc3339(payment.status_changed_at),
    }))
}
