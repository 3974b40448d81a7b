//! Between the program and the server: passes everything on, until it is told to cut.
#![expect(
    clippy::disallowed_methods,
    reason = "the other side of a socket is a task of its own"
)]

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Notify,
};
use url::Url;

/// `COMMIT` as the client asks for it: the length of the message stands before it, and its kind.
const ASKED: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";
/// `COMMIT` as the server says that it is done.
const DONE: &[u8] = b"C\0\0\0\x0bCOMMIT\0";

/// Where the next transaction's connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Its `COMMIT` never reaches the server.
    BeforeCommit,
    /// It is committed, and nobody is told.
    BeforeAnswer,
    /// The client is cut off; the server gets the `COMMIT` when [`Proxy::let_go`] says so.
    Held,
}

/// A proxy to the server of an address.
#[derive(Clone)]
pub(crate) struct Proxy {
    next: Arc<Mutex<Option<Cut>>>,
    go: Arc<Notify>,
    address: SocketAddr,
}

impl Proxy {
    pub(crate) async fn before(url: &str) -> Self {
        let url = Url::parse(url).unwrap();
        let server = (url.host_str().unwrap().to_owned(), url.port().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            next: Arc::default(),
            go: Arc::default(),
            address: listener.local_addr().unwrap(),
        };
        let accepting = proxy.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(server.clone()).await.unwrap();
                tokio::spawn(accepting.clone().pass(client, server));
            }
        });
        proxy
    }

    /// The address that leads through it.
    pub(crate) fn url(&self, url: &str) -> String {
        let mut url = Url::parse(url).unwrap();
        url.set_host(Some(&self.address.ip().to_string())).unwrap();
        url.set_port(Some(self.address.port())).unwrap();
        url.into()
    }

    /// Cuts the next transaction's connection.
    pub(crate) fn cut(&self, cut: Cut) {
        *self.next.lock().unwrap() = Some(cut);
    }

    /// Lets a held `COMMIT` go on.
    pub(crate) fn let_go(&self) {
        self.go.notify_one();
    }

    /// The cut that was asked for, once it is another than this one.
    fn take(&self, wanted: impl Fn(Cut) -> bool) -> Option<Cut> {
        let mut next = self.next.lock().unwrap();
        next.take_if(|cut| wanted(*cut))
    }

    async fn pass(self, client: TcpStream, server: TcpStream) {
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::select! {
            () = self.questions(from_client, to_server) => {}
            () = self.answers(from_server, to_client) => {}
        }
    }

    async fn questions(&self, mut client: OwnedReadHalf, mut server: OwnedWriteHalf) {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = client.read(&mut buffer).await {
            let chunk = &buffer[..length];
            let commit = place(chunk, ASKED);
            let cut =
                commit.and_then(|place| Some((place, self.take(|cut| cut != Cut::BeforeAnswer)?)));
            let Some((place, cut)) = cut else {
                server.write_all(chunk).await.unwrap();
                continue;
            };
            server.write_all(&chunk[..place]).await.unwrap();
            if cut == Cut::Held {
                let rest = chunk[place..].to_vec();
                let go = Arc::clone(&self.go);
                tokio::spawn(async move {
                    go.notified().await;
                    server.write_all(&rest).await.unwrap();
                    // Until the server has read it.
                    server.shutdown().await.unwrap();
                });
            }
            return;
        }
    }

    async fn answers(&self, mut server: OwnedReadHalf, mut client: OwnedWriteHalf) {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = server.read(&mut buffer).await {
            let chunk = &buffer[..length];
            if place(chunk, DONE).is_some() && self.take(|cut| cut == Cut::BeforeAnswer).is_some() {
                return;
            }
            if client.write_all(chunk).await.is_err() {
                return;
            }
        }
    }
}

fn place(within: &[u8], wanted: &[u8]) -> Option<usize> {
    within.windows(wanted.len()).position(|part| part == wanted)
}
