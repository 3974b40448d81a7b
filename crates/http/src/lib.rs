//! The HTTP client that all adapters share. Natively it is reqwest over rustls; in a Worker reqwest
//! asks the platform's `fetch`, whose futures live on its one thread.

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
