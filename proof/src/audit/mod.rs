//! The security checklist, every row against a running server.

mod api;
mod auth;
mod credit;
mod headers;
mod history;
mod input;
mod input_wire;
mod payment;
mod schema;
mod secrets;

use std::path::Path;

use clap::Args;

use crate::{report::Report, rows::Rows};

/// Pages and answers that anybody may ask for, whatever comes of it.
const ADDRESSES: [&str; 22] = [
    "/",
    "/sign-in",
    "/dashboard",
    "/agents",
    "/agents/shorts-script",
    "/runs",
    "/credits",
    "/settings",
    "/api/docs",
    "/terms",
    "/privacy",
    "/refund",
    "/healthz",
    "/no/such/page",
    "/api/openapi.json",
    "/api/me",
    "/api/packages",
    "/api/agents",
    "/api/credits/balance",
    "/api/credits/transactions",
    "/api/runs",
    "/api/no/such",
];

/// How thorough.
#[derive(Args)]
pub(crate) struct Options {
    /// Leave out what takes long: a thousand requests at once, and the machine that reads the API's
    /// description.
    #[arg(long)]
    pub(crate) short: bool,
}

/// Runs every row.
pub(crate) async fn run(binary: &Path, options: &Options) -> anyhow::Result<Report> {
    let mut rows = Rows::default();
    payment::rows(binary, &mut rows).await;
    credit::rows(binary, options, &mut rows).await;
    auth::rows(binary, &mut rows).await;
    input::rows(binary, &mut rows).await;
    api::rows(binary, &mut rows).await;
    secrets::rows(binary, &mut rows).await;
    history::rows(&mut rows).await;
    headers::rows(binary, &mut rows).await;
    schema::rows(binary, options, &mut rows).await;
    let about = format!(
        "cargo xtask audit{}: the security checklist, each row against {} in sandbox mode on loopback",
        if options.short { " --short" } else { "" },
        binary.file_name().unwrap_or_default().to_string_lossy(),
    );
    Ok(Report::new("audit", about, rows))
}
