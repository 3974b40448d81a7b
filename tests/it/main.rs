//! The product, from outside.

#![expect(
    clippy::unwrap_used,
    reason = "support of tests: a panic is how a test fails"
)]

mod api_contract;
mod auth;
mod credits;
mod journey;
mod pages;
mod runs;
mod security;
