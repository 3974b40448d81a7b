//! Where a server is, and how it is spoken to: `postgres://…`, TLS included.

use std::{future::poll_fn, net::IpAddr, sync::Arc, time::Duration};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, pem::PemObject as _},
};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::task::JoinHandle;
use tokio_postgres::{
    AsyncMessage, Client, Config, Connection, NoTls,
    config::{Host, SslMode},
    tls::TlsStream,
};
use tokio_postgres_rustls::MakeRustlsConnect;
use url::Url;

use super::failure::whole_text;
use crate::OpenError;

/// How long one attempt to connect may take.
const CONNECT: Duration = Duration::from_secs(5);
/// A peer that answers nothing for so long is gone.
const GONE: Duration = Duration::from_secs(20);
/// The server ends what a vanished client left open, with the locks that it holds.
const IDLE: &str = "SET idle_in_transaction_session_timeout = '20s'";

/// A parsed address.
pub(super) struct Address {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    shown: String,
    longest_statement: Duration,
}

impl Address {
    /// Reads `postgres://…` with the parameters that `libpq` knows. `sslmode` is `disable`,
    /// `require` or `verify-full`; the last two both check the server's certificate, against the
    /// system's authorities or the file that `sslrootcert` names. Without `sslmode`, a server on
    /// this machine is spoken to in the clear and any other by TLS.
    ///
    /// The server ends a statement that takes longer than `longest_statement`.
    pub(super) fn parse(url: &str, longest_statement: Duration) -> Result<Self, OpenError> {
        let wrong = |reason: String| OpenError::Address(reason);
        let mut address = Url::parse(url).map_err(|error| wrong(error.to_string()))?;
        let value = |wanted: &str| {
            let mut pairs = address.query_pairs();
            pairs.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
        };
        let (mode, authorities) = (value("sslmode"), value("sslrootcert"));
        // The driver knows neither. The rest as it is: it reads a `+` as a plus.
        let is_ours =
            |pair: &&str| pair.starts_with("sslmode=") || pair.starts_with("sslrootcert=");
        let rest = address.query().map(|query| {
            let rest: Vec<&str> = query.split('&').filter(|pair| !is_ours(pair)).collect();
            rest.join("&")
        });
        address.set_query(rest.as_deref().filter(|rest| !rest.is_empty()));
        let mut config: Config = address
            .as_str()
            .parse()
            .map_err(|error| wrong(whole_text(&error)))?;
        let by_tls = match mode.as_deref() {
            None => !is_this_machine(&config),
            Some("disable") => false,
            Some("require" | "verify-full") => true,
            Some(other) => {
                return Err(wrong(format!(
                    "sslmode is `disable`, `require` or `verify-full`, not `{other}`"
                )));
            }
        };
        config
            .application_name("openclaw")
            .connect_timeout(CONNECT)
            .tcp_user_timeout(GONE)
            .ssl_mode(if by_tls {
                SslMode::Require
            } else {
                SslMode::Disable
            });
        let tls = by_tls
            .then(|| tls(authorities.as_deref()).map(MakeRustlsConnect::new))
            .transpose()
            .map_err(wrong)?;
        Ok(Self {
            shown: shown(&config),
            config,
            tls,
            longest_statement,
        })
    }

    /// The server and the database, without user or password.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// A new connection. It lives as long as the client.
    pub(super) async fn connect(&self) -> Result<Client, OpenError> {
        self.connect_to_hear(|_| {}).await.map(|(client, _)| client)
    }

    /// The same, for one that listens: `hear` is given what others tell. The task ends when the
    /// connection does.
    pub(super) async fn connect_to_hear(
        &self,
        hear: impl FnMut(&str) + Send + 'static,
    ) -> Result<(Client, JoinHandle<()>), OpenError> {
        let unreachable = |error: tokio_postgres::Error| OpenError::Unreachable {
            at: self.shown.clone(),
            reason: whole_text(&error),
        };
        let (client, driven) = match &self.tls {
            None => {
                let (client, connection) = self.config.connect(NoTls).await.map_err(unreachable)?;
                (client, drive(connection, hear))
            }
            Some(tls) => {
                let (client, connection) = self
                    .config
                    .connect(tls.clone())
                    .await
                    .map_err(unreachable)?;
                (client, drive(connection, hear))
            }
        };
        let longest = self.longest_statement.as_millis();
        let session = format!("SET statement_timeout = {longest}; {IDLE}");
        client.batch_execute(&session).await.map_err(unreachable)?;
        Ok((client, driven))
    }
}

/// Carries a connection's words until its client is gone.
#[expect(
    clippy::disallowed_methods,
    reason = "a socket's own task belongs to the socket, not to the product's tasks"
)]
fn drive<S>(
    mut connection: Connection<tokio_postgres::Socket, S>,
    mut hear: impl FnMut(&str) + Send + 'static,
) -> JoinHandle<()>
where
    S: TlsStream + Unpin + Send + 'static,
{
    tokio::spawn(async move {
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            match message {
                Ok(AsyncMessage::Notification(told)) => hear(told.payload()),
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(
                        error = whole_text(&error),
                        "a connection to PostgreSQL ended"
                    );
                    return;
                }
            }
        }
    })
}

fn tls(authorities: Option<&str>) -> Result<ClientConfig, String> {
    let provider: Arc<CryptoProvider> = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let Some(file) = authorities else {
        let verified = builder.with_platform_verifier();
        let verified = verified.map_err(|error| error.to_string())?;
        return Ok(verified.with_no_client_auth());
    };
    let told = |error: &dyn std::fmt::Display| format!("sslrootcert {file}: {error}");
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| told(&error))? {
        let certificate = certificate.map_err(|error| told(&error))?;
        roots.add(certificate).map_err(|error| told(&error))?;
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn is_this_machine(config: &Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
}

fn shown(config: &Config) -> String {
    let host = config.get_hosts().first();
    let host = host.map_or_else(
        || "localhost".to_owned(),
        |host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(folder) => folder.display().to_string(),
        },
    );
    let port = config.get_ports().first().unwrap_or(&5432);
    let database = config.get_dbname().unwrap_or_default();
    format!("{host}:{port}/{database}")
}
