//! The log: a line of JSON an event, on the Worker's console.

use std::io;

use tracing_subscriber::{
    filter::LevelFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};
use worker::console_log;

/// A line of the console.
#[derive(Default)]
struct Line(Vec<u8>);

impl io::Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        console_log!("{}", String::from_utf8_lossy(&self.0).trim_end());
    }
}

/// Sends what is told to the console; the platform adds the time.
pub(crate) fn start() {
    let lines = fmt::layer()
        .json()
        .without_time()
        .with_writer(Line::default);
    // A second start is of the same isolate: the first one's log goes on.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(LevelFilter::INFO)
        .try_init();
}
