//! The program's own server, in this process, so that its database can be asked for its figures.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use axum::serve::ListenerExt as _;
use futures::future::BoxFuture;
use openclaw::{
    app::{self, App, Platform},
    config::Config,
    serving,
};
use openclaw_database::Opened;
use openclaw_domain::port::Spawner;
use tokio::{net::TcpListener, runtime::Runtime};

/// Drops the work of every run: what is measured is the start, which is durable when answered.
struct NoWork;

impl Spawner for NoWork {
    fn spawn(&self, _work: BoxFuture<'static, ()>) {}
}

/// The program over a data folder, or over a database on a server, with limits that nobody reaches.
pub(crate) fn program(
    data: &Path,
    url: Option<&str>,
    listening: SocketAddr,
) -> anyhow::Result<App> {
    let mut config = Config::defaults()?;
    data.clone_into(&mut config.data);
    config.database_url = url.map(Into::into);
    // It would ask somebody outside before each start.
    config.models.moderation = Some(false);
    config.limits.runs_per_minute = u32::MAX;
    config.limits.runs_per_hour = u32::MAX;
    config.limits.runs_at_once = u32::MAX;
    config.limits.requests_per_minute = u32::MAX;
    config.limits.requests_at_once = u32::MAX;
    let platform = Platform {
        spawner: Arc::new(NoWork),
        ..Platform::default()
    };
    // Nothing here calls the stand-ins, so none listens there.
    app::build(&config, listening, Some("http://127.0.0.1:9"), platform)
}

/// A server on threads of its own, as many as the program would have.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Its database.
    pub(crate) database: Opened,
    runtime: Option<Runtime>,
}

impl Server {
    /// Starts it as `openclaw serve` does.
    pub(crate) fn start(data: &Path, url: Option<&str>) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let app = program(data, url, address)?;
        runtime.block_on(app.database.ready())?;
        let service =
            serving::service(app.site, None).into_make_service_with_connect_info::<SocketAddr>();
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        runtime.spawn(async move { axum::serve(listener, service).await });
        Ok(Self {
            address,
            database: app.database,
            runtime: Some(runtime),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(5));
        }
    }
}
