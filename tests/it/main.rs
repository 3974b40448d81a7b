//! The product, from outside.

#![expect(
    clippy::unwrap_used,
    reason = "support of tests: a panic is how a test fails"
)]

mod auth;
mod credits;
mod journey;
mod runs;
