//! An answer on the wire: how fast it is written, streamed or in one piece.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::Body,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{StreamExt, stream};
use serde_json::Value;

use crate::platform;

/// As long as a person likes to watch a script being written.
const PACE_DEFAULT_MS: u64 = 5_000;
/// A short answer is not drawn out to fill the whole time.
const PIECE_MS: u64 = 40;

/// How fast the models write.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) ms_total: u64,
    /// The most from one piece to the next.
    pub(crate) ms_piece: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            ms_total: PACE_DEFAULT_MS,
            ms_piece: PIECE_MS,
        }
    }
}

impl Pace {
    /// The time from one piece to the next.
    fn step(self, pieces: usize) -> Duration {
        let pieces = u32::try_from(pieces.max(1)).unwrap_or(u32::MAX);
        let most = Duration::from_millis(self.ms_piece);
        (Duration::from_millis(self.ms_total) / pieces).min(most)
    }
}

/// A part of the stream, and whether it is a piece of text: only these are paced.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) bytes: String,
    pub(crate) is_piece: bool,
}

/// A server-sent event; without a name where the API gives none.
pub(crate) fn sse(name: Option<&str>, data: &Value) -> String {
    match name {
        Some(name) => format!("event: {name}\ndata: {data}\n\n"),
        None => format!("data: {data}\n\n"),
    }
}

/// Sends the frames at the models' pace.
pub(crate) fn streamed(frames: Vec<Frame>, pace: Pace) -> Response {
    let step = pace.step(frames.iter().filter(|frame| frame.is_piece).count());
    let frames = stream::iter(frames).then(move |frame| async move {
        if frame.is_piece {
            platform::sleep(step).await;
        }
        Ok::<_, Infallible>(Bytes::from(frame.bytes))
    });
    let headers = [
        (CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, Body::from_stream(frames)).into_response()
}

/// Waits as long as the streamed answer would take.
pub(crate) async fn written_by(pieces: usize, pace: Pace) {
    let count = u32::try_from(pieces).unwrap_or(u32::MAX);
    platform::sleep(pace.step(pieces).saturating_mul(count)).await;
}
