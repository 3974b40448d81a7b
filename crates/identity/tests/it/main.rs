//! Signing in, against a provider whose every answer a test can spoil.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod finish;
mod provider;
mod sandbox;
mod second_name;
mod settings;
mod start;
mod unavailable;
