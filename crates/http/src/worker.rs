//! Over the platform's `fetch`.

use futures::future::BoxFuture;
use send_wrapper::SendWrapper;

/// The client that all adapters share. `fetch` is told by the Worker's entry to follow no redirect:
/// no adapter expects one, and each carries a secret.
pub fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .user_agent(crate::USER_AGENT)
        .build()
}

/// An adapter's answer as a port returns it. A Worker has one thread, which nothing leaves: what
/// `fetch` gives is not `Send`, and need not be.
pub fn boxed<'a, T>(answer: impl Future<Output = T> + 'a) -> BoxFuture<'a, T> {
    Box::pin(SendWrapper::new(answer))
}
