//! PostgreSQL by TLS: a server before the test server that speaks it, and nobody else who could.
#![expect(
    clippy::disallowed_methods,
    reason = "the other side of a socket is a task of its own"
)]

use std::sync::Arc;

use openclaw_database::{
    Postgres, PostgresSettings,
    scratch::{self, Scratch},
};
use openclaw_domain::database::{Database as _, Statement};
use rcgen::CertifiedKey;
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;
use url::Url;

/// What a client sends that wants TLS.
const WANTS_TLS: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// Speaks TLS with a certificate for `name`; answers its port and the certificate as PEM.
async fn serve(server: &str, name: &str) -> (u16, String) {
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = Url::parse(server).unwrap();
    let behind = (url.host_str().unwrap().to_owned(), url.port().unwrap());
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let (acceptor, behind) = (acceptor.clone(), behind.clone());
            tokio::spawn(async move {
                let mut asked = [0; 8];
                client.read_exact(&mut asked).await?;
                assert_eq!(asked, WANTS_TLS, "nothing is said in the clear");
                client.write_all(b"S").await?;
                let mut client = acceptor.accept(client).await?;
                let mut server = TcpStream::connect(behind).await?;
                copy_bidirectional(&mut client, &mut server).await
            });
        }
    });
    (port, cert.pem())
}

mod postgres {
    #[tokio::test(flavor = "multi_thread")]
    async fn a_server_is_believed_by_its_certificate() {
        super::certificates().await;
    }
}

async fn certificates() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let folder = tempfile::tempdir().unwrap();
    let open = async |name: &str, trusted: bool, mode: &str| {
        let (port, certificate) = serve(scratch.url(), name).await;
        let file = folder.path().join(format!("{port}.pem"));
        std::fs::write(&file, certificate).unwrap();
        let mut url = Url::parse(scratch.url()).unwrap();
        url.set_host(Some("localhost")).unwrap();
        url.set_port(Some(port)).unwrap();
        url.query_pairs_mut().append_pair("sslmode", mode);
        if trusted {
            let file = file.to_str().unwrap();
            url.query_pairs_mut().append_pair("sslrootcert", file);
        }
        let database = Postgres::new(url.as_str(), name, &PostgresSettings::default()).unwrap();
        database
            .ready()
            .await
            .map(|()| database)
            .map_err(|error| error.to_string())
    };
    for mode in ["require", "verify-full"] {
        let database = open("localhost", true, mode).await.unwrap();
        let rows = database.read(Statement::new("SELECT 1")).await.unwrap();
        assert_eq!(rows.one().unwrap().get::<i64>(0), Ok(1));
        let unknown = open("localhost", false, mode).await.err().unwrap();
        assert!(unknown.contains("certificate"), "{unknown}");
        let another = open("elsewhere.example", true, mode).await.err().unwrap();
        assert!(another.contains("certificate"), "{another}");
    }
}
