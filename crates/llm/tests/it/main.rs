//! The client on the wire: its requests as a server sees them, and every answer a server may give.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod anthropic;
mod chat;
mod clock;
mod failover;
mod injection;
mod moderation;
mod refusals;
mod request;
mod sandbox;
mod scripted;
mod stream;
mod whole;
