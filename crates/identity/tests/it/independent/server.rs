//! The provider of `tests/provider`, as often as tests want it.

use std::sync::LazyLock;

use openclaw_npm::{Package, Served};
use secrecy::SecretString;
use serde_json::json;

static PROGRAM: LazyLock<Package> = LazyLock::new(|| {
    Package::new(
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/provider"),
        &["package.json", "package-lock.json", "server.mjs"],
        env!("CARGO_TARGET_TMPDIR"),
        "openid-provider",
        "the provider that was not written here",
    )
});

/// How the provider knows us, and signs.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) method: &'static str,
    pub(super) alg: &'static str,
    /// Whether its id tokens name nobody.
    pub(super) thin: bool,
}

/// A running provider; it stops when dropped.
pub(super) struct Server {
    pub(super) issuer: String,
    _served: Served,
}

impl Server {
    /// One on a free port; none where it cannot be installed, which is said.
    pub(super) fn start(kind: Kind) -> Option<Self> {
        Self::start_at(kind, 0)
    }

    /// One on this port, with new keys.
    pub(super) fn start_at(kind: Kind, port: u16) -> Option<Self> {
        let Kind { method, alg, thin } = kind;
        let settings = json!({"port": port, "method": method, "alg": alg, "thin": thin});
        let served = PROGRAM.serve(&[&settings.to_string()])?;
        Some(Self {
            issuer: served.url.clone(),
            _served: served,
        })
    }

    pub(super) fn port(&self) -> u16 {
        self.issuer.rsplit(':').next().unwrap().parse().unwrap()
    }
}

/// What the provider gave us to prove ourselves with.
pub(super) fn secret_of(kind: Kind) -> Option<SecretString> {
    (kind.method != "none").then(|| "a secret / of theirs + 1".into())
}
