//! Accepting connections: each has a time for its head and for every next part of its body, so that
//! whoever sends slowly on purpose holds nothing for long; and all together have a number.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use openclaw_domain::{port::Spawner, time::Clock};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{Semaphore, watch},
};
use tower::ServiceExt as _;
use tower_http::timeout::TimeoutBody;

use crate::config::Serving;

/// What is read before the head is at its end, at most.
const LARGEST_HEAD: usize = 32 * 1024;
/// Without a free file descriptor: how long until one may be free.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// Connections that the system holds until they are accepted, as far as it is allowed to. Tokio's own number
/// is a thousand: fewer than come when everybody comes back after a restart, and who finds no room waits
/// seconds until the next try.
const WAITING: u32 = 4096;

/// A listener at this address, with room for a crowd.
pub fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // As `TcpListener::bind` does: a program that is started again has its port at once.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// What connections may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Connections at the same time; more wait until one ends.
    pub connections: usize,
    /// From the end of an answer to the end of the next request's head: an idle connection too.
    pub head: Duration,
    /// Between two parts of a body.
    pub body: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connections: 20_000,
            head: Duration::from_secs(30),
            body: Duration::from_secs(10),
        }
    }
}

impl From<&Serving> for Patience {
    fn from(serving: &Serving) -> Self {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        Self {
            connections: usize::try_from(serving.connections).unwrap_or(usize::MAX),
            head: seconds(serving.head_seconds),
            body: seconds(serving.body_seconds),
        }
    }
}

/// Serves until `stop` turns true, and then what was asked before, to its end.
pub async fn listen(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    (clock, spawner): (Arc<dyn Clock>, Arc<dyn Spawner>),
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(patience.connections));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(LARGEST_HEAD);
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let accepted = tokio::select! {
            accepted = accepted => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let Some((place, accepted)) = accepted else {
            break;
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if is_the_clients(&error) => continue,
            Err(error) => {
                tracing::error!(%error, "a connection was not accepted");
                clock.sleep(ACCEPT_AGAIN).await;
                continue;
            }
        };
        let service = TowerToHyperService::new(one(router.clone(), peer, patience.body));
        let connection = graceful.watch(http.serve_connection(io(stream), service));
        spawner.spawn(Box::pin(async move {
            // Who goes away, or is too slow, is nothing to tell of.
            let _ = connection.await;
            drop(place);
        }));
    }
    // What still waits is refused by the system, instead of being left waiting.
    drop(listener);
    graceful.shutdown().await;
}

fn io(stream: TcpStream) -> TokioIo<TcpStream> {
    // An event is smaller than a packet: it must not wait for more.
    let _ = stream.set_nodelay(true);
    TokioIo::new(stream)
}

fn is_the_clients(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

/// The router as one connection sees it.
fn one(
    router: Router,
    peer: SocketAddr,
    patience: Duration,
) -> impl tower::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future: Send,
> + Clone {
    tower::service_fn(move |request: Request<Incoming>| {
        let body = |body| Body::new(TimeoutBody::new(patience, body));
        let mut request = request.map(body);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    })
}
