//! Between the program and the bucket: one exchange a connection, and each may go wrong.
#![expect(
    clippy::disallowed_methods,
    reason = "the other side of a socket is a task of its own"
)]

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// What becomes of an exchange.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    /// The server answers this, and has done nothing.
    Status(u16),
    /// The connection is closed at once.
    Refuse,
    /// No answer comes.
    Silence,
    /// The answer ends after so many bytes, or right before its end.
    CutAnswer { after: usize },
    /// What is sent to the server ends after so many bytes.
    CutQuestion { after: usize },
}

#[derive(Default)]
struct Plan {
    next: Option<Fault>,
    always: Option<Fault>,
}

/// A proxy to a server.
pub(super) struct Faulty {
    pub(super) url: String,
    plan: Arc<Mutex<Plan>>,
}

impl Faulty {
    pub(super) async fn before(server: &str) -> Self {
        let server = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let plan = Arc::<Mutex<Plan>>::default();
        let planned = Arc::clone(&plan);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let fault = {
                    let mut plan = planned.lock().unwrap();
                    plan.next.take().or(plan.always)
                };
                let server = server.clone();
                // What breaks off here is what is tested.
                tokio::spawn(async move { exchange(client, &server, fault).await.ok() });
            }
        });
        Self { url, plan }
    }

    /// The next exchange goes wrong.
    pub(super) fn next(&self, fault: Fault) {
        self.plan.lock().unwrap().next = Some(fault);
    }

    /// All go wrong from now on.
    pub(super) fn always(&self, fault: Fault) {
        self.plan.lock().unwrap().always = Some(fault);
    }

    /// None goes wrong any more.
    pub(super) fn never(&self) {
        self.plan.lock().unwrap().always = None;
    }
}

/// Reads a whole request, passes it on, and passes the answer back.
async fn exchange(
    mut client: TcpStream,
    server: &str,
    fault: Option<Fault>,
) -> std::io::Result<()> {
    if matches!(fault, Some(Fault::Refuse)) {
        return Ok(());
    }
    let request = whole(&mut client).await?;
    match fault {
        Some(Fault::Status(status)) => {
            let answer = format!(
                "HTTP/1.1 {status} Fault\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
            return client.write_all(answer.as_bytes()).await;
        }
        Some(Fault::Silence) => {
            // Until the client gives up.
            client.read_to_end(&mut Vec::new()).await?;
            return Ok(());
        }
        _ => {}
    }
    let mut upstream = TcpStream::connect(server).await?;
    if let Some(Fault::CutQuestion { after }) = fault {
        return upstream
            .write_all(&request[..after.min(request.len())])
            .await;
    }
    upstream.write_all(&request).await?;
    let mut answer = whole(&mut upstream).await?;
    if let Some(Fault::CutAnswer { after }) = fault {
        answer.truncate(after.min(answer.len() - 1));
    }
    client.write_all(&answer).await?;
    client.shutdown().await
}

/// One message of HTTP/1.1, told to be the connection's last.
async fn whole(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let (mut message, mut buffer) = (Vec::new(), vec![0; 1 << 16]);
    loop {
        let read = stream.read(&mut buffer).await?;
        message.extend_from_slice(&buffer[..read]);
        let end = message.windows(4).position(|part| part == b"\r\n\r\n");
        let Some(head) = end.map(|end| end + 4) else {
            assert!(read > 0, "it ended within its head");
            continue;
        };
        let text = String::from_utf8_lossy(&message[..head]).to_lowercase();
        let field = |name: &str| {
            let rest = text.split_once(&format!("\r\n{name}: "))?.1;
            rest.split("\r\n").next()
        };
        let chunked = field("transfer-encoding").is_some();
        let length: usize = field("content-length").map_or(0, |text| text.parse().unwrap());
        let done = if chunked {
            message.ends_with(b"\r\n0\r\n\r\n")
        } else {
            message.len() >= head + length
        };
        if done || read == 0 {
            let close = b"\r\nconnection: close";
            let first = message.windows(2).position(|part| part == b"\r\n").unwrap();
            let old = text.split_once("\r\nconnection: ").map(|(before, rest)| {
                let value = rest.split("\r\n").next().unwrap();
                before.len()..before.len() + "\r\nconnection: ".len() + value.len()
            });
            if let Some(old) = old {
                message.drain(old);
            }
            message.splice(first..first, close.iter().copied());
            return Ok(message);
        }
    }
}
