//! The HTTP client that all adapters share. Natively it is reqwest over rustls; in a Worker reqwest
//! asks the platform's `fetch`, whose futures live on its one thread.

use std::error::Error as _;

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod worker;

#[cfg(not(target_arch = "wasm32"))]
pub use native::{boxed, client};
#[cfg(target_arch = "wasm32")]
pub use worker::{boxed, client};

/// What we call ourselves.
const USER_AGENT: &str = concat!("openclaw/", env!("CARGO_PKG_VERSION"));

/// Why a request got no whole answer, in the words of what failed first: the resolver, the check of a
/// certificate, the system. The words around those name the address, which may hold a secret.
pub fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause = error.source();
    while let Some(deeper) = cause.and_then(|cause| cause.source()) {
        cause = Some(deeper);
    }
    cause.map_or_else(|| "the request failed".to_owned(), ToString::to_string)
}
