//! The log: lines for people or JSON for a collector, and the same spans as traces. Each line of a
//! request carries its id and, of somebody signed in, a keyed hash; secrets are in types that are
//! never written.

use std::io::IsTerminal as _;

use anyhow::Context as _;
use tracing_subscriber::{
    EnvFilter, Layer as _, Registry, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use super::Traces;
use crate::config::LogFormat;

/// Starts the log on standard error, and with `traces` those too.
pub(crate) fn start(
    filter: &str,
    format: LogFormat,
    traces: Option<&Traces>,
) -> anyhow::Result<()> {
    let filter =
        EnvFilter::try_new(filter).with_context(|| format!("`log` is no filter: {filter}"))?;
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        // Colours are for people, not for a journal.
        .with_ansi(std::io::stderr().is_terminal());
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .boxed(),
    };
    Registry::default()
        .with(filter)
        .with(lines)
        .with(traces.map(Traces::layer))
        .init();
    Ok(())
}
