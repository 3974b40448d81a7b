//! Signing in, against a provider whose every answer a test can spoil, the sandbox, and one
//! not written here.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod clerk;
mod finish;
mod independent;
mod keys;
mod provider;
mod sandbox;
mod second_name;
mod settings;
mod start;
mod unavailable;
mod userinfo;
