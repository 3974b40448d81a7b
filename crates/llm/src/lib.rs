//! Language models over HTTP.
//!
//! A [`Provider`] makes one call: the text as it arrives, the whole of it with what it used at the
//! end, or the one reason why not. [`Failover`] makes a run's call of them: it tries again where
//! that can help, goes on with the next provider where it cannot, and tells what every attempt cost.
//! [`OpenAiModeration`] looks at what users write before any model is paid for.
//!
//! Nothing here names a runtime: waiting is the domain's clock, so it compiles for wasm32 too.

mod anthropic;
mod failover;
mod failure;
mod http;
mod moderation;
mod openai;
mod price;
mod provider;

pub use anthropic::{Anthropic, AnthropicSettings, VERSION as ANTHROPIC_VERSION};
pub use failover::{Failover, Line, Patience};
pub use moderation::OpenAiModeration;
pub use openai::{Api, OpenAi, OpenAiSettings, StructuredOutput};
pub use price::{TokenPrice, known_price};
pub use provider::{Heard, OnHeard, Provider};
