//! Which database the configuration names.

use std::path::PathBuf;

use anyhow::bail;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serializer;
use url::Url;

use super::{Config, sections::MASK};

/// Where the database is.
#[derive(Clone, Debug)]
pub enum DatabaseAddress {
    /// A file of this machine.
    File(PathBuf),
    /// A PostgreSQL server; the address holds a password.
    Server(SecretString),
}

impl Config {
    /// Where the database is.
    pub fn database_address(&self) -> anyhow::Result<DatabaseAddress> {
        let Some(secret) = &self.database_url else {
            return Ok(DatabaseAddress::File(self.data.join("openclaw.db")));
        };
        let url = secret.expose_secret();
        match url.split_once("://") {
            Some(("sqlite", path)) if !path.is_empty() => Ok(DatabaseAddress::File(path.into())),
            Some(("postgres" | "postgresql", _)) => Ok(DatabaseAddress::Server(secret.clone())),
            _ => bail!(
                "`database_url` must be sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE, not {}",
                scheme(url)
            ),
        }
    }
}

/// What may be said of an address that may hold a password.
fn scheme(url: &str) -> String {
    url.split_once("://").map_or_else(
        || "a plain text".to_owned(),
        |(scheme, _)| format!("{scheme}://…"),
    )
}

/// The address with its password masked.
#[expect(clippy::ref_option, reason = "the shape that serde asks for")]
pub(super) fn without_password<S: Serializer>(
    secret: &Option<SecretString>,
    to: S,
) -> Result<S::Ok, S::Error> {
    let Some(secret) = secret else {
        return to.serialize_none();
    };
    let secret = secret.expose_secret();
    if secret.starts_with("sqlite://") {
        return to.serialize_str(secret);
    }
    match Url::parse(secret) {
        Ok(mut url) => {
            // A password may stand in the query too.
            let names: Vec<String> = url
                .query_pairs()
                .map(|(name, _)| name.into_owned())
                .collect();
            let hides = names.iter().any(|name| name.contains("password"));
            let masked = url.password().is_none() || url.set_password(Some(MASK)).is_ok();
            if hides || !masked {
                return to.serialize_str(MASK);
            }
            to.serialize_str(url.as_str())
        }
        Err(_) => to.serialize_str(MASK),
    }
}
