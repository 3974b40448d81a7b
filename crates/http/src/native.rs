//! Over rustls and ring.

use std::time::Duration;

use futures::future::BoxFuture;

/// How long a connection may take to come about.
const CONNECTING: Duration = Duration::from_secs(10);

/// The client that all adapters share. It follows no redirect: none of them expects one, and each
/// carries a secret.
pub fn client() -> reqwest::Result<reqwest::Client> {
    // The first installation counts; a second one in the same process is the same provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(crate::USER_AGENT)
        .connect_timeout(CONNECTING)
        .build()
}

/// An adapter's answer as a port returns it.
pub fn boxed<'a, T>(answer: impl Future<Output = T> + Send + 'a) -> BoxFuture<'a, T> {
    Box::pin(answer)
}
