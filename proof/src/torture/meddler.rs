//! A line between the program and the models' stand-ins that changes every second answer on its way.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use anyhow::Context as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::{Dice, mutate::mutated};

pub(super) struct Meddler {
    pub(super) address: String,
    meddled: Arc<AtomicUsize>,
    _lines: JoinSet<()>,
}

impl Meddler {
    /// In front of what listens, or will listen, at this address.
    pub(super) async fn start(behind: &str, seed: u64) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let meddled = Arc::new(AtomicUsize::new(0));
        let (behind, counted) = (behind.to_owned(), Arc::clone(&meddled));
        let dice = Arc::new(Mutex::new(Dice::new(seed)));
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut lines = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let (behind, dice) = (behind.clone(), Arc::clone(&dice));
                let counted = Arc::clone(&counted);
                lines.spawn(async move {
                    // A line that breaks is one of the things that may happen.
                    let _ = pass(client, &behind, &dice, &counted).await;
                });
            }
        });
        Ok(Self {
            address,
            meddled,
            _lines: task,
        })
    }

    /// How many answers were changed.
    pub(super) fn count(&self) -> usize {
        self.meddled.load(Ordering::Relaxed)
    }
}

/// One request and its answer.
async fn pass(
    mut client: TcpStream,
    behind: &str,
    dice: &Mutex<Dice>,
    counted: &AtomicUsize,
) -> anyhow::Result<()> {
    let mut request = Vec::new();
    let (head, length) = loop {
        client.read_buf(&mut request).await?;
        if let Some(end) = request.windows(4).position(|it| it == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&request[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let is_length = name.eq_ignore_ascii_case("content-length");
                is_length.then(|| value.trim().parse::<usize>().ok())?
            });
            break (head, end + 4 + length.unwrap_or_default());
        }
    };
    while request.len() < length {
        client.read_buf(&mut request).await?;
    }
    // In HTTP/1.0 an answer ends where its connection does, and comes without the sizes of chunks:
    // what is changed is the stream itself.
    let body = request.split_off(head.len() + 4);
    let head = head.replacen(" HTTP/1.1", " HTTP/1.0", 1) + "\r\n\r\n";
    let mut server = TcpStream::connect(behind).await?;
    server.write_all(head.as_bytes()).await?;
    server.write_all(&body).await?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await?;
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n");
    let end = end.context("an answer has a head")? + 4;
    // Moderation's answers and errors are left alone: what a stream says is what is tried.
    let is_stream = String::from_utf8_lossy(&answer[..end]).contains("text/event-stream");
    let body = answer.split_off(end);
    let body = {
        let mut dice = dice.lock().unwrap_or_else(PoisonError::into_inner);
        if is_stream && dice.below(2) == 0 {
            counted.fetch_add(1, Ordering::Relaxed);
            mutated(&body, &mut dice)
        } else {
            body
        }
    };
    client.write_all(&answer).await?;
    client.write_all(&body).await?;
    client.shutdown().await?;
    Ok(())
}
