//! The clients on the wire: its requests as a server sees them, and every answer a server may give.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod operations;
mod request;
mod round_trip;
mod sandbox;
mod scripted;
mod specification;
mod v1;
mod v1_cancel;
mod v1_requests;
mod webhook;
