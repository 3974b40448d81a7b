//! Between the program and the server: passes everything on, until it is told to cut.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the other side of a socket is a task of its own; a panic is how a test fails"
)]

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
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

/// What whoever wants to hear of others asks for.
const LISTEN: &[u8] = b"LISTEN";

/// Where the next transaction's connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Its `COMMIT` never reaches the server.
    BeforeCommit,
    /// It is committed, and nobody is told.
    BeforeAnswer,
    /// The client is cut off; the server gets the `COMMIT` when [`Proxy::let_go`] says so.
    Held,
}

/// A proxy to the server of an address.
#[derive(Clone)]
pub struct Proxy {
    next: Arc<Mutex<Option<Cut>>>,
    go: Arc<Notify>,
    is_deaf: Arc<AtomicBool>,
    refused: Arc<Notify>,
    address: SocketAddr,
}

impl Proxy {
    /// Begins to pass on.
    ///
    /// # Panics
    ///
    /// When the server's address is none.
    pub async fn before(url: &str) -> Self {
        let url = Url::parse(url).unwrap();
        let server = (url.host_str().unwrap().to_owned(), url.port().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            next: Arc::default(),
            go: Arc::default(),
            is_deaf: Arc::default(),
            refused: Arc::default(),
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

    /// From now on the server refuses whoever wants to listen, as engines do that know no `LISTEN`.
    pub fn deafen(&self) {
        self.is_deaf.store(true, Ordering::Relaxed);
    }

    /// Waits until somebody was refused so.
    pub async fn refused(&self) {
        self.refused.notified().await;
    }

    /// The address that leads through it.
    ///
    /// # Panics
    ///
    /// When this is no address.
    #[must_use]
    pub fn url(&self, url: &str) -> String {
        let mut url = Url::parse(url).unwrap();
        url.set_host(Some(&self.address.ip().to_string())).unwrap();
        url.set_port(Some(self.address.port())).unwrap();
        url.into()
    }

    /// Cuts the next transaction's connection.
    ///
    /// # Panics
    ///
    /// When another test's thread has.
    pub fn cut(&self, cut: Cut) {
        *self.next.lock().unwrap() = Some(cut);
    }

    /// Lets a held `COMMIT` go on.
    pub fn let_go(&self) {
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
            let chunk = &mut buffer[..length];
            if let Some(place) =
                place(chunk, LISTEN).filter(|_| self.is_deaf.load(Ordering::Relaxed))
            {
                // A word that no server knows.
                chunk[place] = b'H';
                self.refused.notify_one();
            }
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
