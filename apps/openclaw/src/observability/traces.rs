//! Traces for a collector that speaks OTLP over HTTP: every request and what happened in it, with the
//! names that the log uses.

use std::collections::HashMap;

use anyhow::Context as _;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use secrecy::{ExposeSecret as _, SecretString};
use tracing::Subscriber;
use tracing_subscriber::{Layer, registry::LookupSpan};

use crate::config;

/// What sends traces; what it still holds goes out when it is told to stop.
pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// What the configuration asks for, if it asks for any. To be made outside of the runtime: it
    /// waits on threads of its own.
    pub(crate) fn start(wanted: &config::Traces) -> anyhow::Result<Option<Self>> {
        let Some(endpoint) = wanted.endpoint.as_deref() else {
            return Ok(None);
        };
        let headers = wanted.headers.as_ref();
        // It has the provider of cryptography installed that this client needs too.
        openclaw_http::client()?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(endpoint)
            .with_headers(headers.map(pairs).unwrap_or_default())
            .build()
            .context("traces cannot be sent: see `traces.endpoint`")?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(Resource::builder().with_service_name("openclaw").build())
            .build();
        Ok(Some(Self(provider)))
    }

    /// Where spans go in.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("openclaw"))
            // A file and a line of ours say nothing to whoever reads a trace.
            .with_location(false)
            .with_threads(false)
    }

    /// Sends what is left.
    pub(crate) fn stop(self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

fn pairs(headers: &SecretString) -> HashMap<String, String> {
    let pairs = headers.expose_secret().split(',');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}
