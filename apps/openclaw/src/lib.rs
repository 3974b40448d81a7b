//! OpenClaw on one machine: the program's parts, so that tests and benchmarks can put it together
//! as `openclaw serve` does.

mod agents;
pub mod app;
pub mod cli;
pub mod jobs;
pub mod observability;
pub mod platform;
mod serve;
pub mod serving;
mod trial;

pub use openclaw_setup::config;

/// An allocator that is quick for many small things at once: a request is made of those, and the
/// system's own took a fifth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
