//! Stand-ins for the outside services `OpenClaw` talks to, on the wire.
//!
//! One loopback server speaks the formats of `PortOne` (V2 and V1: REST, the browser SDKs, webhooks),
//! `OpenAI` (Responses, Chat Completions, moderation), Anthropic (Messages), YouTube (Data API v3), Kakao and Google (`OpenID` Connect) and Clerk (session tokens, Backend API,
//! webhooks), so that the real clients run against it with only base URLs changed. It can be told to fail as the real ones do, over HTTP (`GET /control`)
//! or in process ([`Sandbox::control`]).
//!
//! No money moves, nothing leaves the machine, and what it writes says that it is a sample.

mod anthropic;
mod clerk;
mod control;
mod faults;
mod keys;
mod openai;
mod openid;
mod pages;
mod platform;
mod portone;
mod routes;
mod state;
mod writer;
mod youtube;

use std::{io, sync::Arc};

use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

pub use clerk::{ClerkFlaw, ClerkToken, ClerkWebhook};
pub use control::{Control, ControlError};
pub use faults::{Fault, FaultKind, IdTokenFlaw, SeenRequest, Service};
pub use openclaw_sandbox_names::*;
pub use portone::{
    ChannelType, NewPayment, PaymentChange, PaymentStatus, SentWebhook, SignedWebhook, Version,
    WebhookState,
};
use state::State;
pub use youtube::YouTubeBucket;

/// A running sandbox. Dropping it, or [`Sandbox::shutdown`], stops it.
#[derive(Debug)]
pub struct Sandbox {
    url: String,
    control: Control,
    stop: watch::Sender<bool>,
    server: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts the sandbox on a loopback listener; any other address is refused.
    ///
    /// Must be called inside a tokio runtime. The issuers of the `OpenID` providers are made from
    /// the listener's address, so clients must use [`Sandbox::url`] as it is.
    #[expect(
        clippy::unused_async,
        reason = "callers await a start; binding may move in here"
    )]
    pub async fn start(listener: TcpListener) -> io::Result<Self> {
        let address = listener.local_addr()?;
        if !address.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("the sandbox listens on loopback only, not on {address}"),
            ));
        }
        let url = format!("http://{address}");
        let (state, jobs) = State::new(url.clone());
        let state = Arc::new(state);
        let control = Control::new(Arc::clone(&state));
        let (stop, mut stopped) = watch::channel(false);
        platform::spawn(portone::courier(Arc::clone(&state), jobs, stopped.clone()));
        let router = routes::router(state);
        let server = platform::spawn(async move {
            let until_stopped = async move {
                // An error means that the handle is gone, which is a stop too.
                let _ = stopped.wait_for(|stop| *stop).await;
            };
            if let Err(error) = axum::serve(listener, router)
                .with_graceful_shutdown(until_stopped)
                .await
            {
                tracing::error!(%error, "the sandbox stopped");
            }
        });
        Ok(Self {
            url,
            control,
            stop,
            server: Some(server),
        })
    }

    /// Where it listens, without a trailing slash: `http://127.0.0.1:8788`.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The powers of the control API, in process.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// Stops the sandbox, giving answers under way a second to end.
    pub async fn shutdown(mut self) {
        let _ = self.stop.send(true);
        if let Some(server) = self.server.take() {
            platform::join_or_abort(server).await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}
