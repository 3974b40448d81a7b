//! The Worker in real workerd, for tests and benchmarks: this starts workerd (`apps/worker/test/serve.mjs`) and
//! speaks to it.
//!
//! Beside the shipped Worker stands another one, for tests alone (`tests/statements`). It runs the
//! statements it is sent over the real D1 adapter, so that the contract of the databases can be held
//! against D1, and the ledger be verified. [`wire`] is what the two sides say.

pub mod wire;

#[cfg(not(target_arch = "wasm32"))]
mod database;
#[cfg(not(target_arch = "wasm32"))]
mod folder;
#[cfg(not(target_arch = "wasm32"))]
mod workerd;

#[cfg(not(target_arch = "wasm32"))]
pub use database::Statements;
#[cfg(not(target_arch = "wasm32"))]
pub use folder::{copy, kept_in, migrate};
#[cfg(not(target_arch = "wasm32"))]
pub use workerd::{Options, Workerd, node};
