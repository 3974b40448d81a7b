//! The product as a Worker in real workerd: D1, R2, cron triggers, and no process that lasts. Run by
//! `cargo xtask worker test`, which builds it.

/// The trigger of what must not wait, as `wrangler.jsonc` names it.
const EVERY_MINUTE: &str = "* * * * *";

mod budget;
mod cpu;
mod crash;
mod isolate;
mod journey;
mod limits;
mod runs;

/// What people look at, who have a run.
fn looked_at(run: &str) -> Vec<String> {
    let mut paths: Vec<String> = [
        "/",
        "/dashboard",
        "/credits",
        "/runs",
        "/agents/shorts-script",
        "/api/docs",
        "/api/me",
        "/api/credits/balance",
        "/api/credits/transactions",
        "/api/runs",
    ]
    .map(str::to_owned)
    .into();
    paths.extend([format!("/runs/{run}"), format!("/api/runs/{run}")]);
    paths
}
