//! The `PortOne` V2 client: what was really paid, asked with our secret.
//!
//! It promises the domain's [`PaymentGateway`]: a payment as `PortOne` tells it, `None` only when
//! `PortOne` itself says that it has never heard of it, and an error whenever the answer leaves any
//! doubt. Nothing here decides what a payment is worth; the domain compares.

mod wire;

use std::{error::Error as _, time::Duration};

use futures::future::BoxFuture;
use openclaw_domain::{
    port::payment::{GatewayError, Payment, PaymentGateway},
    random::OrderId,
};
use reqwest::{
    Client, StatusCode, Url,
    header::{AUTHORIZATION, HeaderValue},
};
use secrecy::{ExposeSecret as _, SecretString};

/// How to reach a shop at `PortOne`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the REST API is, without a trailing slash: [`Settings::BASE_URL`].
    pub base_url: String,
    /// The shop whose payments are asked for: `store-…`.
    pub store_id: String,
    /// The V2 API secret. Keys of a payment provider behind `PortOne` are not API secrets.
    pub api_secret: SecretString,
    /// How long one request may take, body included. A fetch makes at most two.
    pub timeout: Duration,
}

impl Settings {
    /// Where `PortOne`'s API is.
    pub const BASE_URL: &str = "https://api.portone.io";
    /// `PortOne` recommends to wait at least this long for an answer.
    pub const TIMEOUT: Duration = Duration::from_mins(1);

    /// The usual settings for a shop.
    #[must_use]
    pub fn new(store_id: String, api_secret: SecretString) -> Self {
        Self {
            base_url: Self::BASE_URL.to_owned(),
            store_id,
            api_secret,
            timeout: Self::TIMEOUT,
        }
    }
}

/// A shop at `PortOne`.
#[derive(Clone, Debug)]
pub struct PortOne {
    http: Client,
    settings: Settings,
}

/// Why one request told nothing, and whether asking again at once may help.
struct Failure {
    error: GatewayError,
    again: bool,
}

impl PortOne {
    /// A client; nothing is sent yet, and a wrong setting shows at the first fetch.
    #[must_use]
    pub fn new(http: Client, settings: Settings) -> Self {
        Self { http, settings }
    }

    async fn find(&self, order: &OrderId) -> Result<Option<Payment>, GatewayError> {
        let url = self.address(order)?;
        match self.ask(&url).await {
            // Without a clock there is no waiting: one more try outlives a connection that was
            // closed while idle or one bad server among many, and anything worse is the caller's.
            Err(failure) if failure.again => {
                tracing::debug!(error = %failure.error, "asking the payment gateway again");
                self.ask(&url).await.map_err(|failure| failure.error)
            }
            answer => answer.map_err(|failure| failure.error),
        }
    }

    fn address(&self, order: &OrderId) -> Result<Url, GatewayError> {
        let unusable = || GatewayError::Misconfigured("its base URL is not one".to_owned());
        let mut url = Url::parse(&self.settings.base_url).map_err(|_| unusable())?;
        url.path_segments_mut()
            .map_err(|()| unusable())?
            .pop_if_empty()
            .extend(["payments", order.as_str()]);
        url.query_pairs_mut()
            .append_pair("storeId", &self.settings.store_id);
        Ok(url)
    }

    async fn ask(&self, url: &Url) -> Result<Option<Payment>, Failure> {
        let secret = self.settings.api_secret.expose_secret();
        let mut authorization =
            HeaderValue::from_str(&format!("PortOne {secret}")).map_err(|_| {
                refusal("the API secret has characters that no header carries".to_owned())
            })?;
        authorization.set_sensitive(true);
        let response = self
            .http
            .get(url.clone())
            .header(AUTHORIZATION, authorization)
            .timeout(self.settings.timeout)
            .send()
            .await
            .map_err(unreachable)?;
        let status = response.status();
        let body = response.bytes().await.map_err(unreachable)?;
        read(status, &body, url)
    }
}

impl PaymentGateway for PortOne {
    fn fetch<'a>(
        &'a self,
        order: &'a OrderId,
    ) -> BoxFuture<'a, Result<Option<Payment>, GatewayError>> {
        Box::pin(self.find(order))
    }
}

/// What an answer means. The statuses and types are those of `GET /payments/{paymentId}` in
/// `PortOne`'s V2 schema; everything else is taken for a failure that may pass.
fn read(status: StatusCode, body: &[u8], url: &Url) -> Result<Option<Payment>, Failure> {
    if status == StatusCode::OK {
        return wire::payment(body)
            .map(Some)
            .map_err(|reason| failure(reason, false));
    }
    let kind = wire::error_type(body);
    let path = url.path();
    let store = url.query().unwrap_or_default();
    let told = format!(
        "{} (HTTP {}) for GET {path}?{store}",
        kind.as_deref().unwrap_or("an answer without a type"),
        status.as_u16()
    );
    match status.as_u16() {
        404 if kind.as_deref() == Some("PAYMENT_NOT_FOUND") => Ok(None),
        400 | 401 | 403 => Err(refusal(told)),
        500.. => Err(failure(told, true)),
        _ => Err(failure(told, false)),
    }
}

/// A request that got no whole answer. A timeout is not tried again: it has cost its wait already.
fn unreachable(error: reqwest::Error) -> Failure {
    if error.is_timeout() {
        return failure("no answer in time".to_owned(), false);
    }
    let mut cause = error.source();
    while let Some(deeper) = cause.and_then(|cause| cause.source()) {
        cause = Some(deeper);
    }
    let reason = cause.map_or_else(|| "the request failed".to_owned(), ToString::to_string);
    failure(reason, true)
}

fn failure(reason: String, again: bool) -> Failure {
    Failure {
        error: GatewayError::Unavailable(reason),
        again,
    }
}

fn refusal(reason: String) -> Failure {
    Failure {
        error: GatewayError::Misconfigured(reason),
        again: false,
    }
}
