//! Language models over HTTP.
//!
//! Each provider promises the domain's [`Model`](openclaw_domain::port::model::Model): the text as
//! it arrives, the whole of it with what it cost at the end, or the one reason why not. Nobody
//! here waits and tries again: how long a run may take is its caller's to know.

mod openai;

pub use openai::{OpenAi, Settings};
