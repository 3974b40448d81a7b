//! The client on the wire: what it asks, every answer it may get, and the stand-in that everything
//! else is tried with.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod sandbox;
mod scripted;
mod specification;
