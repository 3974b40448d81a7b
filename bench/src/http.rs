//! A lean HTTP/1.1 client: it shares the processor with the server that it measures, so it sends
//! bytes made beforehand and reads no more of an answer than where it ends.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A keep-alive connection.
pub(crate) struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            answer: Vec::with_capacity(16 * 1024),
        })
    }

    /// Sends a request and reads the whole answer; its status.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<u16> {
        self.stream.write_all(request).await?;
        self.answer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.answer).await?;
            ensure!(read > 0, "the server closed the connection");
            if let Some(head) = Head::read(&self.answer)? {
                while self.answer.len() < head.ends {
                    let read = self.stream.read_buf(&mut self.answer).await?;
                    ensure!(read > 0, "the server closed the connection");
                }
                return Ok(head.status);
            }
        }
    }

    /// The last answer as text.
    pub(crate) fn answer(&self) -> String {
        String::from_utf8_lossy(&self.answer).into_owned()
    }
}

struct Head {
    status: u16,
    /// Where the body ends.
    ends: usize,
}

impl Head {
    /// The head, once all of it is there.
    fn read(answer: &[u8]) -> anyhow::Result<Option<Self>> {
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(None);
        };
        let head = std::str::from_utf8(&answer[..end])?;
        let status = head.get(9..12).context("the answer has no status")?;
        let length = head
            .split("\r\n")
            .find_map(|line| line.strip_prefix("content-length: "))
            .context("the answer does not tell its length")?;
        Ok(Some(Self {
            status: status.parse()?,
            ends: end + 4 + length.parse::<usize>()?,
        }))
    }
}

/// A GET as bytes.
pub(crate) fn get(path: &str, token: Option<&str>) -> Vec<u8> {
    let session = session(token);
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\n{session}\r\n").into_bytes()
}

/// A POST of JSON as bytes.
pub(crate) fn post(path: &str, token: &str, json: &str) -> Vec<u8> {
    let (session, length) = (session(Some(token)), json.len());
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\n{session}content-type: application/json\r\n\
         content-length: {length}\r\n\r\n{json}"
    )
    .into_bytes()
}

/// The session as a browser sends it.
fn session(token: Option<&str>) -> String {
    token.map_or_else(String::new, |token| {
        format!("cookie: oc_session={token}\r\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_where_its_length_says() -> anyhow::Result<()> {
        let whole = b"HTTP/1.1 201 Created\r\ncontent-length: 3\r\ndate: now\r\n\r\nabc";
        assert!(Head::read(&whole[..20])?.is_none());
        let head = Head::read(whole)?.context("a head")?;
        assert_eq!((head.status, head.ends), (201, whole.len()));
        assert!(Head::read(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        Ok(())
    }
}
