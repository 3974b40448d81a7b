//! How the program is run: its log's form, traces, and what connections may take.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Config, Mode, check::is_loopback, sections::masked};

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// A JSON object a line.
    Json,
}

/// Traces for a collector.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Traces {
    /// Where traces are sent, by OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`. Without it none
    /// are.
    #[config(env = "OPENCLAW_TRACES_ENDPOINT")]
    pub endpoint: Option<String>,
    /// Headers to send along, such as `authorization=Bearer …`; several are parted by commas.
    #[config(env = "OPENCLAW_TRACES_HEADERS")]
    #[serde(serialize_with = "masked")]
    pub headers: Option<SecretString>,
}

/// What connections may take.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Serving {
    /// Connections at the same time; more wait. Each takes a file descriptor: see `ulimit -n`.
    #[config(env = "OPENCLAW_CONNECTIONS", default = 20_000)]
    pub connections: u32,
    /// Seconds that the head of a request may take, and that a connection may be idle.
    #[config(env = "OPENCLAW_HEAD_SECONDS", default = 30)]
    pub head_seconds: u32,
    /// Seconds between two parts of a request's body.
    #[config(env = "OPENCLAW_BODY_SECONDS", default = 10)]
    pub body_seconds: u32,
    /// Seconds that runs may go on after the signal to stop, 20 at most; what is left then is
    /// handed back with its credits. All of stopping takes 11 seconds more at most.
    #[config(env = "OPENCLAW_STOP_SECONDS", default = 15)]
    pub stop_seconds: u32,
}

impl Config {
    /// What about running it does not go together.
    pub(super) fn operations(&self) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(endpoint) = &self.traces.endpoint {
            let is_web = |url: Url| matches!(url.scheme(), "http" | "https");
            if !Url::parse(endpoint).is_ok_and(is_web) {
                found
                    .push("`traces.endpoint` is no address: http://HOST:4318/v1/traces".to_owned());
            } else if self.mode == Mode::Sandbox && !is_loopback(endpoint) {
                found.push(
                    "sandbox mode speaks to this machine alone, but not `traces.endpoint`"
                        .to_owned(),
                );
            }
        }
        for (key, value) in [
            ("connections", self.serving.connections),
            ("head_seconds", self.serving.head_seconds),
            ("body_seconds", self.serving.body_seconds),
        ] {
            if value == 0 {
                found.push(format!(
                    "`serving.{key}` is 0: nobody could ever be answered"
                ));
            }
        }
        if self.serving.stop_seconds > 20 {
            found.push(
                "`serving.stop_seconds` is above 20: stopping would take more than 30".to_owned(),
            );
        }
        found
    }
}
