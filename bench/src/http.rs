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
                while !head.has_ended(&self.answer) {
                    let read = self.stream.read_buf(&mut self.answer).await?;
                    ensure!(read > 0, "the server closed the connection");
                }
                return Ok(head.status);
            }
        }
    }

    /// A header of the last answer.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let end = self.answer.windows(4).position(|four| four == HEAD_ENDS)?;
        header(std::str::from_utf8(&self.answer[..end]).ok()?, name)
    }

    /// The last answer as text.
    pub(crate) fn answer(&self) -> String {
        String::from_utf8_lossy(&self.answer).into_owned()
    }
}

const HEAD_ENDS: &[u8] = b"\r\n\r\n";
/// The last chunk. No JSON of ours has such a line in it.
const CHUNKS_END: &[u8] = b"\r\n0\r\n\r\n";

struct Head {
    status: u16,
    /// Where the body ends; `None` when it comes in chunks.
    ends: Option<usize>,
}

impl Head {
    /// The head, once all of it is there.
    fn read(answer: &[u8]) -> anyhow::Result<Option<Self>> {
        let Some(end) = answer.windows(4).position(|four| four == HEAD_ENDS) else {
            return Ok(None);
        };
        let head = std::str::from_utf8(&answer[..end])?;
        let status = head.get(9..12).context("the answer has no status")?;
        let length = header(head, "content-length")
            .map(str::parse::<usize>)
            .transpose()?;
        let is_told = length.is_some() || header(head, "transfer-encoding") == Some("chunked");
        ensure!(is_told, "the answer does not tell where it ends");
        let ends = length.map(|length| end + HEAD_ENDS.len() + length);
        Ok(Some(Self {
            status: status.parse()?,
            ends,
        }))
    }

    fn has_ended(&self, answer: &[u8]) -> bool {
        match self.ends {
            Some(length) => answer.len() >= length,
            None => answer.ends_with(CHUNKS_END),
        }
    }
}

/// The value of a header, whatever its name's case.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head.split("\r\n").filter_map(|line| line.split_once(": "));
    let (_, value) = fields.find(|(told, _)| told.eq_ignore_ascii_case(name))?;
    Some(value)
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
        assert_eq!((head.status, head.ends), (201, Some(whole.len())));
        assert!(Head::read(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        Ok(())
    }

    #[test]
    fn or_where_its_last_chunk_does() -> anyhow::Result<()> {
        let whole =
            b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        let head = Head::read(whole)?.context("a head")?;
        assert!(head.has_ended(whole));
        assert!(!head.has_ended(&whole[..whole.len() - 5]));
        Ok(())
    }
}
