//! Keep-alive connections: each sends its next request when its last is answered, or, at a pace, when
//! that request is due.

use std::{net::SocketAddr, time::Duration};

use anyhow::ensure;
use futures::future::try_join_all;

use crate::{
    clock::{Stopwatch, until},
    figures::{figure, millis, percentile},
    http::Connection,
};

/// How many connections.
pub(crate) const CONNECTIONS: usize = 64;

/// What to send where.
pub(crate) struct Load<'a> {
    /// The processes of the server; connection n goes to the n-th, and begins again after the last.
    pub(crate) addresses: &'a [SocketAddr],
    /// Sent in turn; connection n begins with the n-th and goes on in steps of [`CONNECTIONS`].
    pub(crate) requests: &'a [Vec<u8>],
    /// The status every answer must have.
    pub(crate) status: u16,
    /// How long.
    pub(crate) time: Duration,
    /// Requests a second of all connections together; `None` for as many as are answered.
    pub(crate) pace: Option<f64>,
}

/// What came of it.
pub(crate) struct Answers {
    /// Right answers a second.
    pub(crate) rate: f64,
    /// Half of them took no longer, in milliseconds.
    pub(crate) p50: f64,
    /// 99 of a hundred took no longer, in milliseconds.
    pub(crate) p99: f64,
}

impl Load<'_> {
    /// Runs all connections on this thread. The first wrong answer is an error: it would be no figure.
    pub(crate) fn run(&self) -> anyhow::Result<Answers> {
        ensure!(!self.requests.is_empty(), "there is nothing to send");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let all = self.addresses.iter().cycle().take(CONNECTIONS);
            let began = try_join_all(all.map(|address| Connection::open(*address)));
            let connections = began.await?;
            let clock = Stopwatch::start();
            let turns = connections.into_iter().enumerate();
            let turns = turns.map(|(number, connection)| self.turn(number, connection, clock));
            Ok(self.answers(try_join_all(turns).await?.concat()))
        })
    }

    /// One connection until the time is over. What is answered later does not count.
    async fn turn(
        &self,
        number: usize,
        mut connection: Connection,
        clock: Stopwatch,
    ) -> anyhow::Result<Vec<Duration>> {
        let mut latencies = Vec::new();
        let mut next = number % self.requests.len();
        let step = self.pace.map(|pace| figure(CONNECTIONS as u64) / pace);
        let mut due = step.map(|step| step * figure(number as u64) / figure(CONNECTIONS as u64));
        loop {
            let sent = match due {
                // What is answered late makes the next one late, and that counts.
                Some(seconds) => until(clock, Duration::from_secs_f64(seconds)).await,
                None => clock.elapsed(),
            };
            if sent >= self.time {
                break;
            }
            let status = connection.exchange(&self.requests[next]).await?;
            let answered = clock.elapsed();
            ensure!(
                status == self.status,
                "an answer was {status}, not {}: {}",
                self.status,
                connection.answer()
            );
            if answered <= self.time {
                latencies.push(answered.saturating_sub(sent));
            }
            due = due.zip(step).map(|(due, step)| due + step);
            next = (next + CONNECTIONS) % self.requests.len();
        }
        Ok(latencies)
    }

    fn answers(&self, mut latencies: Vec<Duration>) -> Answers {
        latencies.sort_unstable();
        Answers {
            rate: figure(latencies.len() as u64) / self.time.as_secs_f64(),
            p50: millis(percentile(&latencies, 50)),
            p99: millis(percentile(&latencies, 99)),
        }
    }
}
