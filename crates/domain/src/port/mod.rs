//! What the domain asks of the outside world. Each port says what its caller may rely on; the
//! adapters live in crates of their own, and the platform's in `apps/`.

pub mod alerts;
pub mod files;
pub mod identity;
pub mod model;
pub mod moderation;
pub mod payment;
pub mod youtube;

use futures::future::BoxFuture;

/// Work that goes on when the request that began it has been answered.
pub trait Spawner: Send + Sync {
    /// Starts the work and returns at once.
    fn spawn(&self, work: BoxFuture<'static, ()>);
}
