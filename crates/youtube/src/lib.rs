//! YouTube's Data API v3 over HTTP, for public data, with an API key.
//!
//! It promises the domain's [`YouTube`](openclaw_domain::port::youtube::YouTube): one request a call,
//! nothing tried again, and no error that holds the key, which stands in the address.

mod client;
mod failure;
mod wire;

pub use client::{Settings, YouTubeData};
