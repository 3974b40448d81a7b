//! Files as the domain uses them.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod bucket;
mod folder;
