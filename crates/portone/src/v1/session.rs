//! V1's requests: the access token, and the envelope that every answer comes in.

use std::sync::PoisonError;

use openclaw_domain::port::payment::{CancelError, GatewayError};
use reqwest::{Method, header::AUTHORIZATION};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{PortOneV1, wire::Envelope};
use crate::http::{self, Again, Answer, Call, Lost};

/// One request.
pub(super) struct Request {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
    again: Again,
}

impl Request {
    /// A question. The path's parts must be plain: ids of ours, or what was checked to be one.
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            query: Vec::new(),
            body: None,
            again: Again::WhenFailing,
        }
    }

    /// With one more parameter.
    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// Something to do, sent once alone.
    pub(super) fn post(path: impl Into<String>, body: Value) -> Self {
        Self {
            method: Method::POST,
            body: Some(body),
            again: Again::Never,
            ..Self::get(path)
        }
    }
}

/// What an answer says.
pub(super) enum Reply {
    /// Success, and what was asked for.
    Told(Value),
    /// There is no such thing.
    Unknown { told: String },
    /// HTTP says 200, and the envelope that it was refused.
    Refused { told: String },
    /// Our secret or our request is refused.
    Unwelcome { told: String },
    /// None of V1's answers, or a failure that may pass.
    Senseless { told: String },
}

/// Why there is no reply.
pub(super) enum Silence {
    /// A setting of ours is wrong; nothing was sent.
    Settings(String),
    /// No answer came.
    Lost(String),
}

impl Reply {
    fn of(answer: &Answer) -> Self {
        let Some(envelope) = Envelope::read(&answer.body) else {
            let told = answer.told("an answer without an envelope");
            return match answer.status {
                400 | 401 | 403 => Self::Unwelcome { told },
                _ => Self::Senseless { told },
            };
        };
        let told = answer.told(&format!("code {}", envelope.code));
        match answer.status {
            200 if envelope.code == 0 => Self::Told(envelope.response),
            200 if envelope.is_unknown_payment() => Self::Unknown { told },
            200 => Self::Refused { told },
            404 => Self::Unknown { told },
            400 | 401 | 403 => Self::Unwelcome { told },
            _ => Self::Senseless { told },
        }
    }

    /// What it means to somebody who asked a question; success has no place here.
    pub(super) fn into_error(self) -> GatewayError {
        match self {
            Self::Unwelcome { told } => GatewayError::Misconfigured(told),
            Self::Unknown { told } | Self::Refused { told } | Self::Senseless { told } => {
                GatewayError::Unavailable(told)
            }
            Self::Told(_) => GatewayError::Unavailable("an unexpected success".to_owned()),
        }
    }
}

impl From<Silence> for GatewayError {
    fn from(silence: Silence) -> Self {
        match silence {
            Silence::Settings(reason) => Self::Misconfigured(reason),
            Silence::Lost(reason) => Self::Unavailable(reason),
        }
    }
}

impl From<Silence> for CancelError {
    fn from(silence: Silence) -> Self {
        match silence {
            Silence::Settings(reason) => Self::Misconfigured(reason),
            Silence::Lost(reason) => Self::NotKnown(reason),
        }
    }
}

impl From<Lost> for Silence {
    fn from(lost: Lost) -> Self {
        Self::Lost(lost.reason)
    }
}

impl PortOneV1 {
    /// Sends it with the token at hand. A token lives for half an hour by a clock that we do not
    /// have: one that is refused is replaced, and the request, which did nothing, sent again.
    pub(super) async fn ask(&self, request: Request) -> Result<Reply, Silence> {
        let (token, is_old) = match self.kept() {
            Some(token) => (token, true),
            None => (self.renew().await?, false),
        };
        let answer = self.call(&request, Some(&token))?.send().await?;
        if answer.status != 401 || !is_old {
            return Ok(Reply::of(&answer));
        }
        let token = self.renew().await?;
        let answer = self.call(&request, Some(&token))?.send().await?;
        Ok(Reply::of(&answer))
    }

    /// Asks for a token. Two at once are answered with the same one.
    async fn renew(&self) -> Result<SecretString, Silence> {
        let keys = json!({
            "imp_key": self.settings.api_key,
            "imp_secret": self.settings.api_secret.expose_secret(),
        });
        let request = Request {
            again: Again::WhenFailing,
            ..Request::post("users/getToken", keys)
        };
        let answer = self.call(&request, None)?.send().await?;
        let response = match Reply::of(&answer) {
            Reply::Told(response) => response,
            Reply::Unwelcome { told } | Reply::Refused { told } => {
                return Err(Silence::Settings(told));
            }
            Reply::Unknown { told } | Reply::Senseless { told } => {
                return Err(Silence::Lost(told));
            }
        };
        let token = response["access_token"]
            .as_str()
            .ok_or_else(|| Silence::Lost(answer.told("no access token")))?;
        let token = SecretString::from(token);
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        Ok(token)
    }

    fn kept(&self) -> Option<SecretString> {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        token.clone()
    }

    fn call(&self, request: &Request, token: Option<&SecretString>) -> Result<Call, Silence> {
        let path: Vec<&str> = request.path.split('/').collect();
        let mut url = http::address(&self.settings.base_url, &path).map_err(Silence::Settings)?;
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        let mut builder = self
            .http
            .request(request.method.clone(), url.clone())
            .timeout(self.settings.timeout);
        if let Some(token) = token {
            let header = http::authorization(token.expose_secret()).map_err(Silence::Settings)?;
            builder = builder.header(AUTHORIZATION, header);
        }
        if let Some(body) = &request.body {
            builder = builder.json(body);
        }
        Ok(Call::new(
            builder,
            request.method.as_str(),
            &url,
            request.again,
        ))
    }
}
