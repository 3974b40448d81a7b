//! The V2 client.

mod errors;
mod webhook;
mod wire;

use std::time::Duration;

use futures::future::BoxFuture;
use openclaw_domain::{
    money::Won,
    port::payment::{
        CancelError, CancelRequest, Cancellation, ConfirmError, ConfirmRequest, GatewayError,
        Notice, NoticeError, Payment, PaymentGateway, PaymentPage, WebhookRequest,
    },
    random::OrderId,
    time::Timestamp,
};
use reqwest::{Client, Method, Url, header::AUTHORIZATION};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::{
    http::{self, Again, Call, Lost},
    moment,
};
pub use openclaw_webhooks::is_well_formed as webhook_secret_is_well_formed;

/// How many payments a page has. `PortOne` allows 1000; fewer keep an answer small.
const PAGE_SIZE: usize = 100;

/// How to reach a shop at `PortOne`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the REST API is, without a trailing slash: [`Settings::BASE_URL`].
    pub base_url: String,
    /// The shop whose payments are asked for: `store-…`.
    pub store_id: String,
    /// The V2 API secret. Keys of a payment provider behind `PortOne` are not API secrets.
    pub api_secret: SecretString,
    /// The secrets that webhooks may be signed with, `whsec_…`: one, or two while one replaces the
    /// other. With none, no webhook is heeded; one that is not
    /// [well formed](webhook_secret_is_well_formed) fits none.
    pub webhook_secrets: Vec<SecretString>,
    /// How long one request may take, body included. What may be asked twice is asked at most twice.
    pub timeout: Duration,
}

impl Settings {
    /// Where `PortOne`'s API is.
    pub const BASE_URL: &str = "https://api.portone.io";
    /// `PortOne` recommends to wait at least this long for an answer.
    pub const TIMEOUT: Duration = Duration::from_mins(1);

    /// The usual settings for a shop, without webhooks.
    #[must_use]
    pub fn new(store_id: String, api_secret: SecretString) -> Self {
        Self {
            base_url: Self::BASE_URL.to_owned(),
            store_id,
            api_secret,
            webhook_secrets: Vec::new(),
            timeout: Self::TIMEOUT,
        }
    }
}

/// A shop at `PortOne`, over V2.
#[derive(Clone, Debug)]
pub struct PortOne {
    http: Client,
    settings: Settings,
}

impl PortOne {
    /// A client; nothing is sent yet, and a wrong setting shows at the first request.
    #[must_use]
    pub fn new(http: Client, settings: Settings) -> Self {
        Self { http, settings }
    }

    fn get(&self, path: &[&str], query: (&str, &str)) -> Result<Call, String> {
        let mut url = http::address(&self.settings.base_url, path)?;
        url.query_pairs_mut().append_pair(query.0, query.1);
        self.call(&Method::GET, url, Again::WhenFailing)
    }

    fn post(&self, path: &[&str], body: &Value, again: Again) -> Result<Call, String> {
        let url = http::address(&self.settings.base_url, path)?;
        let call = self.call(&Method::POST, url, again)?;
        Ok(call.map(|request| request.json(body)))
    }

    fn call(&self, method: &Method, url: Url, again: Again) -> Result<Call, String> {
        let secret = self.settings.api_secret.expose_secret();
        let request = self
            .http
            .request(method.clone(), url.clone())
            .header(
                AUTHORIZATION,
                http::authorization(&format!("PortOne {secret}"))?,
            )
            .timeout(self.settings.timeout);
        Ok(Call::new(request, method.as_str(), &url, again))
    }

    async fn find(&self, order: &OrderId) -> Result<Option<Payment>, GatewayError> {
        let answer = self
            .get(
                &["payments", order.as_str()],
                ("storeId", &self.settings.store_id),
            )
            .map_err(GatewayError::Misconfigured)?
            .send()
            .await
            .map_err(unavailable)?;
        if answer.status == 200 {
            return wire::payment(&answer.body)
                .map(Some)
                .map_err(GatewayError::Unavailable);
        }
        errors::fetch(&answer)
    }

    /// Registering twice does nothing twice, and is asked again like a question.
    async fn announce(&self, order: &OrderId, amount: Won) -> Result<(), GatewayError> {
        let body = json!({
            "storeId": self.settings.store_id,
            "totalAmount": amount.get(),
            "currency": "KRW",
        });
        let path = ["payments", order.as_str(), "pre-register"];
        let answer = self
            .post(&path, &body, Again::WhenFailing)
            .map_err(GatewayError::Misconfigured)?
            .send()
            .await
            .map_err(unavailable)?;
        errors::register(&answer)
    }

    /// Sent once alone: whoever does not hear of it looks at the payment.
    async fn capture(&self, request: &ConfirmRequest) -> Result<(), ConfirmError> {
        let mut body = json!({
            "storeId": self.settings.store_id,
            "paymentToken": request.token,
            "currency": request.currency,
            "totalAmount": request.amount,
            "isTest": request.is_test,
        });
        if let Some(id) = &request.transaction_id {
            body["txId"] = id.as_str().into();
        }
        let path = ["payments", request.order.as_str(), "confirm"];
        let answer = self
            .post(&path, &body, Again::Never)
            .map_err(ConfirmError::Misconfigured)?
            .send()
            .await
            .map_err(|lost| ConfirmError::NotKnown(lost.reason))?;
        if answer.status == 200 && wire::is_confirmation(&answer.body) {
            return Ok(());
        }
        errors::confirm(&answer)
    }

    async fn give_back(&self, request: &CancelRequest) -> Result<Cancellation, CancelError> {
        if request.amount < 1 {
            // A missing amount means all of it, and zero is too near to that.
            return Err(CancelError::Refused("nothing to give back".to_owned()));
        }
        let key = idempotency_key(&request.key).map_err(CancelError::Misconfigured)?;
        let body = json!({
            "storeId": self.settings.store_id,
            "amount": request.amount,
            "currentCancellableAmount": request.cancellable,
            "reason": request.reason,
            "requester": if request.by_customer { "CUSTOMER" } else { "ADMIN" },
        });
        let path = ["payments", request.order.as_str(), "cancel"];
        let answer = self
            .post(&path, &body, Again::WhenLost)
            .map_err(CancelError::Misconfigured)?
            .map(|request| request.header("idempotency-key", key))
            .send()
            .await
            .map_err(|lost| CancelError::NotKnown(lost.reason))?;
        if answer.status == 200 {
            return wire::cancellation(&answer.body).map_err(CancelError::NotKnown);
        }
        Err(errors::cancel(&answer))
    }

    async fn list(
        &self,
        from: Timestamp,
        until: Timestamp,
        cursor: Option<&str>,
    ) -> Result<PaymentPage, GatewayError> {
        let moment = |it| {
            moment::format(it)
                .ok_or_else(|| GatewayError::Misconfigured("a time that nobody writes".to_owned()))
        };
        let mut input = json!({
            "storeId": self.settings.store_id,
            "from": moment(from)?,
            "until": moment(until)?,
            "size": PAGE_SIZE,
        });
        if let Some(cursor) = cursor {
            input["cursor"] = cursor.into();
        }
        let answer = self
            .get(&["payments-by-cursor"], ("requestBody", &input.to_string()))
            .map_err(GatewayError::Misconfigured)?
            .send()
            .await
            .map_err(unavailable)?;
        if answer.status != 200 {
            return Err(errors::question(&answer));
        }
        let items = wire::page(&answer.body).map_err(GatewayError::Unavailable)?;
        page(items)
    }
}

impl PaymentGateway for PortOne {
    /// V2 finds a payment by the order alone; the attempt says nothing more.
    fn fetch<'a>(
        &'a self,
        order: &'a OrderId,
        _attempt: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Option<Payment>, GatewayError>> {
        openclaw_http::boxed(self.find(order))
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
        request: &'a ConfirmRequest,
    ) -> BoxFuture<'a, Result<(), ConfirmError>> {
        openclaw_http::boxed(self.capture(request))
    }

    fn cancel<'a>(
        &'a self,
        request: &'a CancelRequest,
    ) -> BoxFuture<'a, Result<Cancellation, CancelError>> {
        openclaw_http::boxed(self.give_back(request))
    }

    fn page<'a>(
        &'a self,
        from: Timestamp,
        until: Timestamp,
        cursor: Option<&'a str>,
    ) -> BoxFuture<'a, Result<PaymentPage, GatewayError>> {
        openclaw_http::boxed(self.list(from, until, cursor))
    }

    fn notice(&self, request: &WebhookRequest) -> Result<Notice, NoticeError> {
        webhook::notice(&self.settings.webhook_secrets, request)
    }
}

/// The key as `PortOne` takes it, an RFC 8941 string; kept there for three hours.
fn idempotency_key(key: &str) -> Result<String, String> {
    let is_plain = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_plain && (16..=256).contains(&key.len()) {
        Ok(format!("\"{key}\""))
    } else {
        Err("the request's key is not 16 to 256 letters, digits and hyphens".to_owned())
    }
}

/// `PortOne` does not say which page is the last: a full one may have a successor, even if an empty
/// one.
fn page(items: Vec<wire::Item>) -> Result<PaymentPage, GatewayError> {
    let is_full = items.len() >= PAGE_SIZE;
    let mut page = PaymentPage::default();
    let mut cursor = None;
    for item in items {
        cursor = item.cursor;
        match item.payment {
            Ok(payment) => page.payments.push(payment),
            Err(reason) => {
                tracing::debug!(reason, "a payment of the page cannot be read");
                page.unreadable += 1;
            }
        }
    }
    if is_full {
        let lost = || GatewayError::Unavailable("a full page without a cursor".to_owned());
        page.next = Some(cursor.ok_or_else(lost)?);
    }
    Ok(page)
}

fn unavailable(lost: Lost) -> GatewayError {
    GatewayError::Unavailable(lost.reason)
}
