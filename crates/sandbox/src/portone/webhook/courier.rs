//! Carries webhooks to the merchant, in the background.

use std::{sync::Arc, time::Duration};

use futures::future::{Either, select};
use reqwest::{Client, redirect::Policy};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio::sync::{mpsc::UnboundedReceiver, watch};

use super::{SentWebhook, message::sign};
use crate::{platform, portone::new::Version, state::State};

/// The real service's waits, in minutes; their pace is a setting.
pub(super) const RETRY_MINUTES: [u64; 5] = [1, 4, 16, 64, 256];

/// The real service's timeouts for connecting and for reading.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Webhooks to send one after the other.
#[derive(Debug)]
pub(crate) struct Job {
    pub(super) ids: Vec<String>,
    /// Whether a try that fails is followed by others.
    pub(super) retry: bool,
}

/// Works until the sandbox stops.
pub(crate) async fn courier(
    state: Arc<State>,
    mut jobs: UnboundedReceiver<Job>,
    stopped: watch::Receiver<bool>,
) {
    let client = match client() {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "the sandbox cannot send webhooks");
            return;
        }
    };
    let mut stop = stopped.clone();
    loop {
        let next = std::pin::pin!(jobs.recv());
        let end = std::pin::pin!(stop.wait_for(|stop| *stop));
        let Either::Left((Some(job), _)) = select(next, end).await else {
            return;
        };
        let trip = Trip {
            state: Arc::clone(&state),
            client: client.clone(),
            stopped: stopped.clone(),
        };
        platform::spawn(trip.deliver(job));
    }
}

/// It trusts no certificate: it speaks plain HTTP with this machine only.
pub(crate) fn client() -> Result<Client, Box<dyn std::error::Error + Send + Sync>> {
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(TIMEOUT)
        .read_timeout(TIMEOUT)
        .build()?;
    Ok(client)
}

#[derive(Clone)]
struct Trip {
    state: Arc<State>,
    client: Client,
    stopped: watch::Receiver<bool>,
}

impl Trip {
    async fn deliver(self, job: Job) {
        for id in job.ids {
            let well = self.try_once(&id, !job.retry).await;
            if !well && job.retry {
                platform::spawn(self.clone().retry(id));
            }
        }
    }

    async fn retry(self, id: String) {
        for (index, minutes) in RETRY_MINUTES.into_iter().enumerate() {
            let pace = self.state.payments().settings.retry_ms;
            platform::sleep(Duration::from_millis(minutes.saturating_mul(pace))).await;
            let last = index + 1 == RETRY_MINUTES.len();
            if *self.stopped.borrow() || self.try_once(&id, last).await {
                return;
            }
        }
    }

    /// Whether there is nothing more to do.
    async fn try_once(&self, id: &str, last: bool) -> bool {
        let message = {
            let mut payments = self.state.payments();
            payments.webhooks.try_once(id)
        };
        let Some(sent) = message else { return true };
        // V1 sends once.
        let last = last || sent.version == Version::V1;
        let status = self.post(&sent).await;
        self.state.payments().webhooks.answered(id, status, last);
        last || status.is_some_and(|status| (200..300).contains(&status))
    }

    async fn post(&self, sent: &SentWebhook) -> Option<u16> {
        let headers = {
            let payments = self.state.payments();
            let settings = &payments.settings;
            let secrets: Vec<&str> = settings
                .webhook_secrets
                .iter()
                .map(String::as_str)
                .collect();
            let mut signed = sign(&secrets, &sent.body, &sent.id, settings.now().timestamp());
            if sent.version == Version::V1 {
                signed.headers.retain(|(name, _)| name == "content-type");
            }
            signed.headers
        };
        let mut request = self.client.post(&sent.url).body(sent.body.clone());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        match request.send().await {
            Ok(answer) => Some(answer.status().as_u16()),
            Err(error) => {
                tracing::debug!(%error, url = sent.url, "a webhook was not taken");
                None
            }
        }
    }
}
