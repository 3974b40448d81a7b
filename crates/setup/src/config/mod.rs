//! Configuration: `openclaw.toml`, and the environment, which wins. A section a struct; each key's
//! words here are its documentation in `docs/configuration.md`.

mod accounts;
mod bucket;
mod check;
mod database;
mod keys;
mod lookup;
mod models;
mod musts;
mod operations;
mod payments;
mod people;
mod places;
mod rules;
mod sections;
mod youtube;

use std::path::{Path, PathBuf};

use confique::Config as _;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

pub use accounts::{Accounts, Clerk, Identity, IdentityBy, OpenId};
pub use bucket::Bucket;
pub use check::Contradiction;
pub use database::DatabaseAddress;
pub use keys::table;
pub use models::{Anthropic, ModelProvider, Models, OpenAi, OpenAiApi, Structure};
pub use musts::Must;
pub use operations::{LogFormat, Serving, Traces};
pub use payments::{
    Admin, AlertFormat, Alerts, Gateway, Metrics, Orders, PortOne, PortOneV1, Refunds,
};
pub use places::local_url;
pub use rules::order_name_fits;
pub use sections::{Business, Costs, Credits, Google, Kakao, Legal, Limits, Sandbox};
pub use youtube::YouTube;

/// Whether money is real.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Everything outside is a stand-in on this machine.
    Sandbox,
    /// Real people, real money.
    Live,
}

/// Everything that can be configured.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Config {
    /// `sandbox`: every outside service is a stand-in on this machine. `live`: real ones.
    #[config(env = "OPENCLAW_MODE", default = "sandbox")]
    pub mode: Mode,
    /// The address to listen on.
    #[config(env = "OPENCLAW_LISTEN", default = "127.0.0.1:8787")]
    pub listen: std::net::SocketAddr,
    /// The address people type, without a slash at the end. Without it: `http://` and `listen`.
    /// Live mode wants one with `https://`.
    #[config(env = "OPENCLAW_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// The folder for the database and the files; made with rights for its owner alone.
    #[config(env = "OPENCLAW_DATA", default = "./data")]
    pub data: PathBuf,
    /// The database: `sqlite://PATH`, or `postgres://USER:PASSWORD@HOST/DATABASE`, with
    /// `?sslmode=disable`, `require` or `verify-full` (docs/deploy/postgres.md). Without it:
    /// `openclaw.db` in `data`.
    #[config(env = "OPENCLAW_DATABASE_URL")]
    #[serde(serialize_with = "database::without_password")]
    pub database_url: Option<SecretString>,
    /// Connections to PostgreSQL that this process may hold, 3 at least; one more listens to other
    /// processes.
    #[config(env = "OPENCLAW_DATABASE_CONNECTIONS", default = 12)]
    pub database_connections: u32,
    /// Where results are kept: `file://PATH`, or `s3://BUCKET/PREFIX` with the keys of `bucket`.
    /// Without it: `files` in `data`.
    #[config(env = "OPENCLAW_FILES")]
    pub files: Option<String>,
    /// A folder of agents to serve instead of those in the program.
    #[config(env = "OPENCLAW_AGENTS")]
    pub agents: Option<PathBuf>,
    /// Whether every page and call is answered with "back soon" (503), for the time of a move; `/healthz`
    /// goes on answering.
    #[config(env = "OPENCLAW_MAINTENANCE", default = false)]
    pub maintenance: bool,
    /// What to log: `info`, `debug`, or a filter such as `openclaw=debug,warn`.
    #[config(env = "OPENCLAW_LOG", default = "info")]
    pub log: String,
    /// How it is written: `text` for people, `json` for a collector, a line an object.
    #[config(env = "OPENCLAW_LOG_FORMAT", default = "text")]
    pub log_format: LogFormat,
    /// The bucket of `files`, when it is one.
    #[config(nested)]
    pub bucket: Bucket,
    /// The stand-ins.
    #[config(nested)]
    pub sandbox: Sandbox,
    /// The language models.
    #[config(nested)]
    pub models: Models,
    /// Models of OpenAI's, and servers that speak like it.
    #[config(nested)]
    pub openai: OpenAi,
    /// Models of Anthropic's.
    #[config(nested)]
    pub anthropic: Anthropic,
    /// YouTube's public data.
    #[config(nested)]
    pub youtube: YouTube,
    /// The payment gateway.
    #[config(nested)]
    pub portone: PortOne,
    /// The payment gateway's first version, for merchants that are still on it.
    #[config(nested)]
    pub portone_v1: PortOneV1,
    /// What a buyer gets back.
    #[config(nested)]
    pub refunds: Refunds,
    /// Orders.
    #[config(nested)]
    pub orders: Orders,
    /// Who may use the admin pages.
    #[config(nested)]
    pub admin: Admin,
    /// Where alerts go.
    #[config(nested)]
    pub alerts: Alerts,
    /// Figures for a monitoring system.
    #[config(nested)]
    pub metrics: Metrics,
    /// Traces for a collector.
    #[config(nested)]
    pub traces: Traces,
    /// What connections may take.
    #[config(nested)]
    pub serving: Serving,
    /// Sign-in with Kakao.
    #[config(nested)]
    pub kakao: Kakao,
    /// Sign-in with Google.
    #[config(nested)]
    pub google: Google,
    /// Sign-in with another provider.
    #[config(nested)]
    pub openid: OpenId,
    /// Who signs people in.
    #[config(nested)]
    pub identity: Identity,
    /// Sign-in by Clerk.
    #[config(nested)]
    pub clerk: Clerk,
    /// What is kept of people.
    #[config(nested)]
    pub accounts: Accounts,
    /// Credits and what they cost.
    #[config(nested)]
    pub credits: Credits,
    /// How often one user may start runs, and ask the API.
    #[config(nested)]
    pub limits: Limits,
    /// What the shop costs, for the operator's figures.
    #[config(nested)]
    pub costs: Costs,
    /// The seller, as Korean law wants it shown on every page.
    #[config(nested)]
    pub business: Business,
    /// Terms, privacy policy, refund policy and AI notice.
    #[config(nested)]
    pub legal: Legal,
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path} cannot be read: {reason}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The file has a key that nothing reads: most likely a typing mistake.
    #[error("{path} has the key `{key}`, which does not exist; `openclaw config --keys` lists all")]
    UnknownKey {
        /// Which file.
        path: PathBuf,
        /// The key with its section.
        key: String,
    },
    /// A value is missing or not of its kind.
    #[error("{0}")]
    Value(String),
}

impl Config {
    /// Reads `file`, or `openclaw.toml` here if there is one, and the environment over it.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let here = Path::new("openclaw.toml");
        let file = file.or_else(|| here.exists().then_some(here));
        let mut builder = Self::builder().env();
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).map_err(|error| ConfigError::File {
                path: path.to_owned(),
                reason: error.to_string(),
            })?;
            if let Some(key) = keys::unknown(&text) {
                return Err(ConfigError::UnknownKey {
                    path: path.to_owned(),
                    key,
                });
            }
            builder = builder.file(path);
        }
        builder
            .load()
            .map_err(|error| ConfigError::Value(chain(&error)))
    }

    /// The defaults alone: sandbox mode, nothing from file or environment.
    pub fn defaults() -> Result<Self, ConfigError> {
        Self::builder()
            .load()
            .map_err(|error| ConfigError::Value(chain(&error)))
    }

    /// The effective values as a TOML document, secrets masked.
    pub fn shown(&self) -> Result<String, toml::ser::Error> {
        let mut effective = self.clone();
        effective.public_url = Some(self.public_url(self.listen));
        effective.credits.packages = Some(self.credits.packages());
        effective.portone.methods = Some(self.portone.method_words(self.mode));
        effective.portone.pre_register = Some(self.portone.pre_registers());
        toml::to_string_pretty(&effective).map(|text| text.trim_end().to_owned() + "\n")
    }
}

/// An error with its causes, which say what the value was.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
