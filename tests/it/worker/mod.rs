//! The product as a Worker in real workerd: D1, R2, cron triggers, and no process that lasts. Run by
//! `cargo xtask worker test`, which builds it.

/// The trigger of what must not wait, as `wrangler.jsonc` names it.
const EVERY_MINUTE: &str = "* * * * *";

mod budget;
mod crash;
mod isolate;
mod journey;
mod limits;
mod runs;
