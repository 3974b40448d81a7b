//! How an opening of the checkout window ends, and how its result goes back.

use serde::{Deserialize, Serialize};
use url::Url;

use super::request::CheckoutRequest;

/// How the window was opened, which says how its result goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Window {
    /// In a frame: a message to the page that opened it, of this origin only.
    Frame { origin: String },
    /// As the page itself: back to the `redirectUrl`.
    Page { back: Url },
}

/// The result of an attempt: the `PaymentResponse` of the SDK.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Outcome {
    transaction_type: &'static str,
    tx_id: String,
    payment_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pg_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pg_message: Option<&'static str>,
}

impl Outcome {
    pub(super) fn paid(request: &CheckoutRequest, tx_id: String) -> Self {
        Self {
            transaction_type: "PAYMENT",
            tx_id,
            payment_id: request.payment_id.clone(),
            code: None,
            message: None,
            pg_code: None,
            pg_message: None,
        }
    }

    pub(super) fn refused(
        request: &CheckoutRequest,
        tx_id: String,
        code: &'static str,
        message: &'static str,
    ) -> Self {
        Self {
            code: Some(code),
            message: Some(message),
            ..Self::paid(request, tx_id)
        }
    }

    pub(super) fn already_paid(request: &CheckoutRequest, tx_id: String) -> Self {
        Self::refused(
            request,
            tx_id,
            "ALREADY_PAID",
            "이미 결제가 완료된 건입니다.",
        )
    }

    pub(super) fn failed_at_pg(
        request: &CheckoutRequest,
        tx_id: String,
        pg_code: &'static str,
        pg_message: &'static str,
    ) -> Self {
        Self {
            pg_code: Some(pg_code),
            pg_message: Some(pg_message),
            ..Self::refused(request, tx_id, "FAILURE_TYPE_PG", pg_message)
        }
    }

    /// The result as query parameters of the address to go back to.
    pub(super) fn onto(&self, mut back: Url) -> Url {
        let mut query = back.query_pairs_mut();
        query.append_pair("transactionType", self.transaction_type);
        query
            .append_pair("txId", &self.tx_id)
            .append_pair("paymentId", &self.payment_id);
        let failure = [
            ("code", self.code),
            ("message", self.message),
            ("pgCode", self.pg_code),
            ("pgMessage", self.pg_message),
        ];
        for (name, value) in failure {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        drop(query);
        back
    }
}

/// The buttons of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Button {
    Pay,
    Fail,
    Cancel,
}

impl Button {
    /// What the payment company says of it. Real codes differ by company: treat them as opaque.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Cancel => ("SANDBOX_USER_CANCEL", "사용자가 결제를 취소했습니다."),
            Self::Pay | Self::Fail => ("SANDBOX_DECLINED", "카드 승인이 거절되었습니다. (연습)"),
        }
    }
}
