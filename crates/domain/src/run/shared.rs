//! What a run says, told to other processes: written down in small groups while it works, and read
//! by whoever watches it elsewhere. A hint of what the result will be, and nothing that counts: who
//! misses some of it has the result.

use std::{sync::Arc, time::Duration};

use futures::{FutureExt as _, future::select};
use serde::{Deserialize, Serialize};

use super::{Event, Feed, NumberedEvent};
use crate::{
    agent::{Fragment, Text},
    database::{Batch, DatabaseError, Statement},
    random::RunId,
    time::Timestamp,
    world::World,
};

/// Between two groups: a reader sees no stutter, and a run costs some four batches a second.
const GROUP: Duration = Duration::from_millis(250);
/// What a crash left is forgotten after this; no run lasts so long.
const KEPT: Duration = Duration::from_hours(1);

/// An event as it is kept.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kept {
    Stage(String),
    Text {
        path: String,
        label: Text,
        text: String,
    },
    Restart,
}

/// Writes down what the feed says, until the run has ended.
pub(super) async fn share(world: Arc<World>, run: RunId, feed: Arc<Feed>) {
    let mut told = 0;
    loop {
        let events = feed.pieces_after(told).await;
        told = events.last().map_or(told, |last| last.number);
        let ended = events
            .iter()
            .any(|event| matches!(event.event, Event::Done(_)));
        // The row of a run that has ended tells more.
        if ended {
            return;
        }
        let kept: Vec<Kept> = events.into_iter().filter_map(keep).collect();
        match serde_json::to_string(&kept) {
            Ok(kept) => {
                let written = world
                    .database
                    .write(group(&run, told, &kept, world.now()))
                    .await;
                if let Err(error) = written {
                    tracing::warn!(%run, %error, "what a run says is not told elsewhere");
                    return;
                }
            }
            Err(error) => tracing::error!(%run, %error, "events cannot be written"),
        }
        // A run that has ended is not waited for.
        select(world.clock.sleep(GROUP), feed.ended().boxed()).await;
    }
}

fn keep(event: NumberedEvent) -> Option<Kept> {
    match event.event {
        Event::Stage(stage) => Some(Kept::Stage(stage.to_owned())),
        Event::Text(Fragment { path, label, text }) => Some(Kept::Text { path, label, text }),
        Event::Restart => Some(Kept::Restart),
        Event::Done(_) => None,
    }
}

fn group(run: &RunId, number: usize, events: &str, now: Timestamp) -> Batch {
    let mut batch = Batch::new();
    batch.tell_of(run);
    batch.push(
        Statement::new(
            "INSERT INTO run_event (run_id, number, events, created_at) VALUES (?1, ?2, ?3, ?4)",
        )
        .bind(run)
        .bind(i64::try_from(number).unwrap_or(i64::MAX))
        .bind(events)
        .bind(now),
    );
    batch
}

/// Part of a settlement: what was said is over, and whoever watches may look at the end.
pub(super) fn forget(batch: &mut Batch, run: &RunId) {
    batch.tell_of(run);
    batch.push(Statement::new("DELETE FROM run_event WHERE run_id = ?1").bind(run));
}

/// Forgets what crashes left.
pub async fn forget_old(world: &World) -> Result<(), DatabaseError> {
    let oldest = world.now().minus(KEPT);
    let mut batch = Batch::new();
    batch.push(Statement::new("DELETE FROM run_event WHERE created_at < ?1").bind(oldest));
    world.database.write(batch).await.map(drop)
}

/// What a run that works in another process has said after number `after`.
pub async fn said_elsewhere(
    world: &World,
    run: &RunId,
    after: usize,
) -> Result<Vec<NumberedEvent>, DatabaseError> {
    let statement = Statement::new(
        "SELECT number, events FROM run_event WHERE run_id = ?1 AND number > ?2 ORDER BY number",
    )
    .bind(run)
    .bind(i64::try_from(after).unwrap_or(i64::MAX));
    let mut events = Vec::new();
    for row in &world.database.read(statement).await? {
        let last = usize::try_from(row.get::<i64>(0)?).unwrap_or_default();
        let group: Vec<Kept> = serde_json::from_str(&row.get::<String>(1)?)
            .map_err(|error| DatabaseError::Row(error.to_string()))?;
        let first = (last + 1).saturating_sub(group.len());
        let numbered = group.into_iter().zip(first..);
        events.extend(numbered.filter_map(|(kept, number)| {
            (number > after).then(|| NumberedEvent {
                number,
                event: said(kept),
            })
        }));
    }
    Ok(events)
}

fn said(kept: Kept) -> Event {
    match kept {
        Kept::Stage(stage) => Event::Stage(stage_named(&stage)),
        Kept::Text { path, label, text } => Event::Text(Fragment { path, label, text }),
        Kept::Restart => Event::Restart,
    }
}

/// The stage of this name; a name of another version is the last one's.
fn stage_named(name: &str) -> &'static str {
    let known = ["searching", "writing", "checking", "repairing"];
    known
        .into_iter()
        .find(|stage| *stage == name)
        .unwrap_or("saving")
}
