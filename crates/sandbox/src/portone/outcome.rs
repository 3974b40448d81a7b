//! How an opening of the checkout window ends, and how its result goes back.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use super::{new::Version, request::CheckoutRequest};

/// How the window was opened, which says how its result goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Window {
    /// In a frame: a message to the page that opened it, of this origin only.
    Frame { origin: String },
    /// As the page itself: back to the `redirectUrl`.
    Page { back: Url },
}

#[derive(Clone, Debug)]
struct Refusal {
    code: &'static str,
    message: &'static str,
    /// The payment company's code, where it was the one to refuse.
    pg_code: Option<&'static str>,
}

/// The result of an attempt: what the SDK that opened the window hands to its caller.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    version: Version,
    tx_id: String,
    payment_id: String,
    payment_token: Option<String>,
    refusal: Option<Refusal>,
}

impl Outcome {
    pub(super) fn paid(request: &CheckoutRequest, tx: &str) -> Self {
        Self {
            version: request.version,
            tx_id: tx.to_owned(),
            payment_id: request.payment_id.clone(),
            payment_token: None,
            refusal: None,
        }
    }

    /// Nothing is paid until the merchant's server confirms it with the token.
    pub(super) fn to_confirm(request: &CheckoutRequest, tx: &str, token: &str) -> Self {
        let mut outcome = Self::paid(request, tx);
        outcome.payment_token = Some(token.to_owned());
        outcome
    }

    pub(super) fn refused(
        request: &CheckoutRequest,
        tx: &str,
        code: &'static str,
        message: &'static str,
    ) -> Self {
        let mut outcome = Self::paid(request, tx);
        outcome.refusal = Some(Refusal {
            code,
            message,
            pg_code: None,
        });
        outcome
    }

    pub(super) fn already_paid(request: &CheckoutRequest, tx: &str) -> Self {
        Self::refused(request, tx, "ALREADY_PAID", "이미 결제가 완료된 건입니다.")
    }

    pub(super) fn failed_at_pg(
        request: &CheckoutRequest,
        tx: &str,
        pg_code: &'static str,
        message: &'static str,
    ) -> Self {
        let mut outcome = Self::paid(request, tx);
        outcome.refusal = Some(Refusal {
            code: "FAILURE_TYPE_PG",
            message,
            pg_code: Some(pg_code),
        });
        outcome
    }

    /// V2: the `PaymentResponse` of the SDK. V1: what the callback of `IMP.request_pay` is given by
    /// the new NICE module, which is the two ids and, on failure, the error.
    pub(super) fn to_json(&self) -> Value {
        let fields = match self.version {
            Version::V1 => {
                let mut fields = self.v1_fields("success");
                fields[0].1 = json!(self.refusal.is_none());
                fields
            }
            Version::V2 => self.v2_fields(),
        };
        let fields = fields.into_iter();
        Value::Object(
            fields
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<Map<_, _>>(),
        )
    }

    /// The result as query parameters of the address to go back to.
    pub(super) fn onto(&self, mut back: Url) -> Url {
        let fields = match self.version {
            Version::V1 => self.v1_fields("imp_success"),
            Version::V2 => self.v2_fields(),
        };
        let mut query = back.query_pairs_mut();
        for (name, value) in fields {
            query.append_pair(name, value.as_str().unwrap_or_default());
        }
        drop(query);
        back
    }

    fn v2_fields(&self) -> Vec<(&'static str, Value)> {
        let mut fields = vec![
            ("transactionType", json!("PAYMENT")),
            ("txId", json!(self.tx_id)),
            ("paymentId", json!(self.payment_id)),
        ];
        if let Some(token) = &self.payment_token {
            fields.push(("paymentToken", json!(token)));
        }
        if let Some(refusal) = &self.refusal {
            fields.push(("code", json!(refusal.code)));
            fields.push(("message", json!(refusal.message)));
            if let Some(code) = refusal.pg_code {
                fields.push(("pgCode", json!(code)));
                fields.push(("pgMessage", json!(refusal.message)));
            }
        }
        fields
    }

    fn v1_fields(&self, success: &'static str) -> Vec<(&'static str, Value)> {
        let mut fields = vec![
            (success, json!(self.refusal.is_none().to_string())),
            ("imp_uid", json!(self.tx_id)),
            ("merchant_uid", json!(self.payment_id)),
        ];
        if let Some(refusal) = &self.refusal {
            fields.push(("error_code", json!(refusal.pg_code.unwrap_or(refusal.code))));
            fields.push(("error_msg", json!(refusal.message)));
        }
        fields
    }
}

/// The buttons of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Button {
    Pay,
    Fail,
    Cancel,
    /// Closes the window that shows a virtual account.
    Done,
}

impl Button {
    /// What the payment company says of it. Real codes differ by company: treat them as opaque.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Cancel => ("SANDBOX_USER_CANCEL", "사용자가 결제를 취소했습니다."),
            _ => ("SANDBOX_DECLINED", "카드 승인이 거절되었습니다. (연습)"),
        }
    }
}
