//! Work that only one process does at a time: who holds the lease does it. A dead holder's lease
//! runs out and passes on.

use std::time::Duration;

use crate::{
    database::{Batch, DatabaseError, Statement},
    time::Timestamp,
    world::World,
};

/// Takes or keeps the lease of a job for `lease` from now. Answers whether this process holds it.
///
/// A lease that has more than half its time left is not written anew: an idle process costs reads.
pub async fn hold(world: &World, name: &str, lease: Duration) -> Result<bool, DatabaseError> {
    let now = world.now();
    let statement =
        Statement::new("SELECT holder, leased_until FROM job WHERE name = ?1").bind(name);
    if let Some(row) = world.database.read(statement).await?.first() {
        let (holder, until) = (row.get::<String>(0)?, row.get::<Timestamp>(1)?);
        let is_ours = holder == world.process;
        if is_ours && now.until(until) > lease / 2 {
            return Ok(true);
        }
        if !is_ours && until > now {
            return Ok(false);
        }
    }
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO job (name, holder, leased_until) VALUES (?1, ?2, ?3)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until
             WHERE job.holder = excluded.holder OR job.leased_until <= ?4
             RETURNING holder",
        )
        .bind(name)
        .bind(world.process.as_str())
        .bind(now.plus(lease))
        .bind(now),
    );
    let answers = world.database.write(batch).await?;
    Ok(answers.first().is_some_and(|rows| rows.first().is_some()))
}

/// Gives a lease up, so that another process need not wait for its end.
pub async fn release(world: &World, name: &str) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new("UPDATE job SET leased_until = 0 WHERE name = ?1 AND holder = ?2")
            .bind(name)
            .bind(world.process.as_str()),
    );
    world.database.write(batch).await.map(drop)
}

/// When a job was last done to its end.
pub async fn done_at(world: &World, name: &str) -> Result<Option<Timestamp>, DatabaseError> {
    let statement = Statement::new("SELECT done_at FROM job WHERE name = ?1").bind(name);
    let rows = world.database.read(statement).await?;
    Ok(rows.first().map(|row| row.get(0)).transpose()?.flatten())
}

/// Notes that a job was done to its end.
pub async fn note_done(world: &World, name: &str) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO job (name, holder, leased_until, done_at) VALUES (?1, ?2, 0, ?3)
             ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at",
        )
        .bind(name)
        .bind(world.process.as_str())
        .bind(world.now()),
    );
    world.database.write(batch).await.map(drop)
}
