//! The product, from outside.

#![expect(
    clippy::unwrap_used,
    reason = "support of tests: a panic is how a test fails"
)]

mod accounts;
mod admin;
mod agents;
mod alerts;
mod api_contract;
mod api_keys;
mod auth;
mod auth_faults;
mod browser;
mod clerk;
mod clock;
mod credits;
mod journey;
mod pages;
mod processes;
mod program;
mod rate;
mod runs;
mod security;
mod trends;
mod webhooks;
mod worker;
