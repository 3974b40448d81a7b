//! The V1 client, for merchants that are still on it. What V1 cannot do, and what stands in for it:
//!
//! - Test payments are hidden unless asked for. We always ask, but V1 documents the question for
//!   one attempt (`imp_uid`) alone: where it is not heeded, a test payment that is looked for by its
//!   order, or in a page, looks as if it did not exist.
//! - Repeated requests are not recognised. A cancellation carries the amount that can still be
//!   cancelled, so that the second of two equal ones is refused.
//! - A refusal has no reason that a program can read. A refused cancellation is followed by a look
//!   at the payment.
//! - Webhooks are not signed: whoever asks the gateway because of one must bear being asked often.

mod cancel;
mod notice;
mod session;
mod wire;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::future::{self, BoxFuture};
use openclaw_domain::{
    money::Won,
    port::payment::{
        CancelError, CancelRequest, Cancellation, ConfirmError, ConfirmRequest, GatewayError,
        Notice, NoticeError, Payment, PaymentGateway, PaymentPage, WebhookRequest,
    },
    random::OrderId,
    time::Timestamp,
};
use reqwest::Client;
use secrecy::SecretString;
use serde_json::{Value, json};

use self::session::{Reply, Request};

/// How many payments a page has. V1 allows 1000; fewer keep an answer small.
const PAGE_SIZE: u32 = 100;

/// How to reach a merchant at `PortOne` V1.
#[derive(Clone, Debug)]
pub struct SettingsV1 {
    /// Where the REST API is, without a trailing slash: [`SettingsV1::BASE_URL`].
    pub base_url: String,
    /// The merchant's code: `imp…`. The API key belongs to this merchant alone, so that payments are
    /// reported as this shop's.
    pub user_code: String,
    /// The REST API key (`imp_key`).
    pub api_key: String,
    /// The REST API secret (`imp_secret`).
    pub api_secret: SecretString,
    /// How long one request may take, body included.
    pub timeout: Duration,
}

impl SettingsV1 {
    /// Where `PortOne`'s V1 API is.
    pub const BASE_URL: &str = "https://api.iamport.kr";
    /// `PortOne` recommends to wait at least this long for an answer.
    pub const TIMEOUT: Duration = Duration::from_mins(1);

    /// The usual settings for a merchant.
    #[must_use]
    pub fn new(user_code: String, api_key: String, api_secret: SecretString) -> Self {
        Self {
            base_url: Self::BASE_URL.to_owned(),
            user_code,
            api_key,
            api_secret,
            timeout: Self::TIMEOUT,
        }
    }
}

/// A merchant at `PortOne`, over V1. Clones share the access token.
#[derive(Clone, Debug)]
pub struct PortOneV1 {
    http: Client,
    settings: SettingsV1,
    token: Arc<Mutex<Option<SecretString>>>,
}

impl PortOneV1 {
    /// A client; nothing is sent yet, and a wrong setting shows at the first request.
    #[must_use]
    pub fn new(http: Client, settings: SettingsV1) -> Self {
        Self {
            http,
            settings,
            token: Arc::default(),
        }
    }

    async fn find(
        &self,
        order: &OrderId,
        attempt: Option<&str>,
    ) -> Result<Option<Payment>, GatewayError> {
        if let Some(attempt) = attempt.filter(|it| is_attempt(it)) {
            let request = Request::get(format!("payments/{attempt}")).with("include_sandbox", true);
            if let Some(payment) = self.question(request).await? {
                return self.payment(payment).map(Some);
            }
            // The hint was wrong; the order may have been paid all the same.
        }
        // The attempt that took the money, before any other; nothing without a paid time comes
        // before one that was paid and then cancelled.
        for path in [
            format!("payments/find/{order}/paid"),
            format!("payments/find/{order}"),
        ] {
            let request = Request::get(path)
                .with("sorting", "-paid")
                .with("include_sandbox", true);
            if let Some(payment) = self.question(request).await? {
                return self.payment(payment).map(Some);
            }
        }
        Ok(None)
    }

    async fn announce(&self, order: &OrderId, amount: Won) -> Result<(), GatewayError> {
        let request = Request::post(
            "payments/prepare",
            json!({"merchant_uid": order.as_str(), "amount": amount.get(), "currency": "KRW"}),
        );
        let told = match self.ask(request).await.map_err(GatewayError::from)? {
            Reply::Told(_) => return Ok(()),
            Reply::Refused { told, .. } => told,
            other => return Err(other.into_error()),
        };
        // An order that is registered already is refused, in words alone: look at what is there.
        let request = Request::get(format!("payments/prepare/{order}"));
        let registered = self
            .question(request)
            .await?
            .and_then(|it| match &it["amount"] {
                Value::Number(number) => wire::whole(number).ok(),
                _ => None,
            });
        if registered == Some(amount.get()) {
            Ok(())
        } else {
            Err(GatewayError::Unavailable(told))
        }
    }

    async fn list(
        &self,
        from: Timestamp,
        until: Timestamp,
        cursor: Option<&str>,
    ) -> Result<PaymentPage, GatewayError> {
        let number: u64 = cursor.unwrap_or("1").parse().map_err(|_| {
            GatewayError::Misconfigured("a cursor that is no page's number".to_owned())
        })?;
        // V1 counts in whole seconds and takes the last one in.
        let request = Request::get("payments/status/all")
            .with("page", number)
            .with("limit", PAGE_SIZE)
            .with("from", from.0.div_euclid(1000))
            .with("to", until.0.saturating_sub(1).div_euclid(1000))
            .with("sorting", "started")
            .with("include_sandbox", true);
        let Some(mut told) = self.question(request).await? else {
            return Ok(PaymentPage::default());
        };
        let Value::Array(all) = told["list"].take() else {
            return Err(GatewayError::Unavailable(
                "a page without a list".to_owned(),
            ));
        };
        let count = all.len();
        let payments: Vec<Payment> = all
            .into_iter()
            .filter_map(|it| self.payment(it).ok())
            .collect();
        Ok(PaymentPage {
            unreadable: count - payments.len(),
            payments,
            // 0 after the last; a page that points back would be read for ever.
            next: told["next"]
                .as_u64()
                .filter(|next| *next > number)
                .map(|next| next.to_string()),
        })
    }

    fn payment(&self, value: Value) -> Result<Payment, GatewayError> {
        wire::payment(value, &self.settings.user_code)
            .map(|told| told.payment)
            .map_err(GatewayError::Unavailable)
    }

    /// Asks for something that may not exist.
    async fn question(&self, request: Request) -> Result<Option<Value>, GatewayError> {
        match self.ask(request).await.map_err(GatewayError::from)? {
            Reply::Told(value) => Ok(Some(value)),
            Reply::Unknown { .. } => Ok(None),
            other => Err(other.into_error()),
        }
    }
}

impl PaymentGateway for PortOneV1 {
    fn fetch<'a>(
        &'a self,
        order: &'a OrderId,
        attempt: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Option<Payment>, GatewayError>> {
        openclaw_http::boxed(self.find(order, attempt))
    }

    fn register<'a>(
        &'a self,
        order: &'a OrderId,
        amount: Won,
    ) -> BoxFuture<'a, Result<(), GatewayError>> {
        openclaw_http::boxed(self.announce(order, amount))
    }

    fn confirm<'a>(
        &'a self,
        _request: &'a ConfirmRequest,
    ) -> BoxFuture<'a, Result<(), ConfirmError>> {
        let none = "V1 has no manual confirm here".to_owned();
        Box::pin(future::ready(Err(ConfirmError::Misconfigured(none))))
    }

    fn cancel<'a>(
        &'a self,
        request: &'a CancelRequest,
    ) -> BoxFuture<'a, Result<Cancellation, CancelError>> {
        openclaw_http::boxed(self.give_back(request))
    }

    /// V1 files a payment under the moment of its last change of state, not of its beginning: one
    /// that was paid after `until` is on a later page. A window has at most 90 days.
    fn page<'a>(
        &'a self,
        from: Timestamp,
        until: Timestamp,
        cursor: Option<&'a str>,
    ) -> BoxFuture<'a, Result<PaymentPage, GatewayError>> {
        openclaw_http::boxed(self.list(from, until, cursor))
    }

    fn notice(&self, request: &WebhookRequest) -> Result<Notice, NoticeError> {
        notice::read(&request.body)
    }
}

/// Whether it can be an `imp_uid`. Anything else is somebody's invention, and not sent anywhere.
fn is_attempt(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    // V1's own limit is 32.
    (1..=32).contains(&text.len()) && text.bytes().all(is_plain)
}
