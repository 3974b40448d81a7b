//! What a clock that ran ahead has written down, once it is right again: sessions that would live for
//! years, leases that nobody could take over, runs and orders that would be looked at in years. A moment
//! that lies further ahead than any that could be written now is brought back to one that can.

use std::time::Duration;

use crate::{
    database::{Batch, DatabaseError, Statement},
    time::DAY,
    world::World,
};

/// More than clocks of several machines differ by.
const SKEW: Duration = Duration::from_hours(1);
/// A day is the longest pause between two looks at anything.
const PAUSE: Duration = DAY.saturating_add(SKEW);

/// What is due within minutes, or soon forgotten.
const SHORT: [&str; 4] = [
    "UPDATE job SET leased_until = ?1 WHERE leased_until > ?2",
    "UPDATE job SET done_at = ?1 WHERE done_at > ?2",
    "UPDATE niche SET busy_until = ?1 WHERE busy_until > ?2",
    // Due: the sweep settles them.
    "UPDATE agent_run SET deadline_at = ?1 WHERE status = 'RUNNING' AND deadline_at > ?2",
];

/// What is looked at again, in a day at the latest.
const LONG: [&str; 3] = [
    "UPDATE payment_order SET next_look_at = ?1 WHERE next_look_at > ?2",
    "UPDATE payment_cancellation SET next_try_at = ?1 WHERE next_try_at > ?2",
    "UPDATE alert SET next_try_at = ?1 WHERE next_try_at > ?2",
];

/// Brings such moments back. Where there are none, it changes nothing.
pub async fn mend(world: &World) -> Result<(), DatabaseError> {
    let now = world.now();
    let mut batch = Batch::new();
    let life = world.settings.session_life;
    batch.push(
        Statement::new("UPDATE session SET seen_at = ?1, expires_at = ?2 WHERE expires_at > ?3")
            .bind(now)
            .bind(now.plus(life))
            .bind(now.plus(life + SKEW)),
    );
    for (moments, most) in [(&SHORT[..], SKEW), (&LONG[..], PAUSE)] {
        for sql in moments {
            batch.push(Statement::new(sql).bind(now).bind(now.plus(most)));
        }
    }
    world.database.write(batch).await.map(drop)
}
