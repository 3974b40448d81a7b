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

/// Small pages of memory for this process. The allocator asks for huge ones where the system leaves that to
/// programs, and two megabytes are cleared and kept for whatever needs a few bytes: a program at rest held
/// 20 MB more, and took twice as long to start.
pub fn prefer_small_pages() {
    // It is a saving, and nothing depends on it.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
