//! One request and its whole answer.

use reqwest::{RequestBuilder, Url, header::HeaderValue};

/// When a request is sent a second time. Without a clock there is no waiting: one more try outlives
/// a connection that was closed while idle or one bad server among many, and anything worse is the
/// caller's.
#[derive(Clone, Copy)]
pub(crate) enum Again {
    /// Never: arriving twice, it might do something twice.
    Never,
    /// When no answer came.
    WhenLost,
    /// When no answer came, or one that says that the server failed.
    WhenFailing,
}

/// A request, ready to be sent.
pub(crate) struct Call {
    request: RequestBuilder,
    asked: String,
    again: Again,
}

/// An answer that arrived whole, whatever it says.
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The body.
    pub(crate) body: Vec<u8>,
    asked: String,
}

/// No whole answer: the request may or may not have been heard.
pub(crate) struct Lost {
    /// What went wrong.
    pub(crate) reason: String,
    in_time: bool,
}

impl Call {
    /// `url` is only what to call the request when it fails.
    pub(crate) fn new(request: RequestBuilder, method: &str, url: &Url, again: Again) -> Self {
        let asked = match url.query() {
            Some(query) => format!("{method} {}?{query}", url.path()),
            None => format!("{method} {}", url.path()),
        };
        Self {
            request,
            asked,
            again,
        }
    }

    /// The same request with one change.
    pub(crate) fn map(self, change: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        let request = change(self.request);
        Self { request, ..self }
    }

    /// The same request again; `None` when its body cannot be sent twice.
    pub(crate) fn copy(&self) -> Option<Self> {
        Some(Self {
            request: self.request.try_clone()?,
            asked: self.asked.clone(),
            again: self.again,
        })
    }

    /// Sends it, and once more where [`Again`] allows.
    pub(crate) async fn send(self) -> Result<Answer, Lost> {
        let copy = self.copy();
        let again = self.again;
        let first = self.once().await;
        let repeat = match (&first, again) {
            (_, Again::Never) | (Ok(_), Again::WhenLost) => false,
            // A timeout is not tried again: it has cost its wait already.
            (Err(lost), _) => lost.in_time,
            (Ok(answer), Again::WhenFailing) => answer.status >= 500,
        };
        match copy {
            Some(copy) if repeat => {
                tracing::debug!(request = copy.asked, "asking the payment gateway again");
                copy.once().await
            }
            _ => first,
        }
    }

    async fn once(self) -> Result<Answer, Lost> {
        let response = self.request.send().await.map_err(lost)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(lost)?.into();
        Ok(Answer {
            status,
            body,
            asked: self.asked,
        })
    }
}

impl Answer {
    /// `what` the answer says, and to which request.
    pub(crate) fn told(&self, what: &str) -> String {
        format!("{what} (HTTP {}) for {}", self.status, self.asked)
    }
}

fn lost(error: reqwest::Error) -> Lost {
    Lost {
        reason: openclaw_http::reason(&error),
        in_time: !error.is_timeout(),
    }
}

/// The address of a path below a base URL, which may have a path of its own. The error says what is
/// wrong with the setting.
pub(crate) fn address(base: &str, path: &[&str]) -> Result<Url, String> {
    let unusable = || "its base URL is not one".to_owned();
    let mut url = Url::parse(base).map_err(|_| unusable())?;
    url.path_segments_mut()
        .map_err(|()| unusable())?
        .pop_if_empty()
        .extend(path);
    Ok(url)
}

/// An `Authorization` header that is never logged. The error says what is wrong with the setting.
pub(crate) fn authorization(value: &str) -> Result<HeaderValue, String> {
    let mut header = HeaderValue::from_str(value)
        .map_err(|_| "the API secret has characters that no header carries".to_owned())?;
    header.set_sensitive(true);
    Ok(header)
}
