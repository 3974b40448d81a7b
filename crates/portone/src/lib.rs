//! The `PortOne` clients: what was really paid, asked with our secret, and giving money back.
//!
//! Both promise the domain's [`PaymentGateway`](openclaw_domain::port::payment::PaymentGateway): a
//! payment as `PortOne` tells it, `None` only when `PortOne` itself says that it has never heard of
//! it, and an error whenever the answer leaves any doubt. Nothing here decides what a payment is
//! worth; the domain compares. Error texts say what is wrong with an answer, never what it contains:
//! they are logged, and an answer names the buyer.
//!
//! [`PortOne`] speaks V2. [`PortOneV1`] is for merchants that are still on V1, where test payments,
//! repeated requests and webhooks are told less well: see there.

mod http;
mod moment;
mod v1;
mod v2;

pub use v1::{PortOneV1, SettingsV1};
pub use v2::{PortOne, Settings, webhook_secret_is_well_formed};
