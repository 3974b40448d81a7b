//! What keeps snapshots fresh while nobody waits, and deletes them in time.

use super::{
    Niche, Period, TrendError,
    look::{CLAIM, Ceiling, recount, search},
    niche, quota,
    snapshot::find,
};
use crate::{
    database::{Batch, DatabaseError, Statement},
    port::youtube::YouTube,
    random::NicheId,
    time::{DAY, Timestamp},
    world::World,
};

/// The most searches, and the most readings of counts, in one round.
const SEARCHES_A_ROUND: i64 = 3;
const COUNTS_A_ROUND: i64 = 20;
/// For how many days after somebody asked a niche is kept fresh.
const INTEREST: u32 = 7;
/// The region and period in which presets are kept fresh.
const REGION: &str = "KR";
const PERIOD: Period = Period::Week;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Niches searched.
    pub searched: usize,
    /// Snapshots whose counts were read anew.
    pub counted: usize,
}

/// One round: searches the niches that people ask for, presets next, and reads counts anew. Searches
/// are spread over YouTube's day and leave the reserve alone.
pub async fn refresh(world: &World) -> Result<Refreshed, TrendError> {
    let Some(youtube) = world.youtube.as_deref() else {
        return Ok(Refreshed::default());
    };
    for quota in quota::left(world).await? {
        quota::show(&quota);
    }
    for preset in &world.settings.trends.presets {
        if let Some(niche) = Niche::read(preset, REGION, PERIOD) {
            niche::keep_of_interest(world, &niche).await?;
        } else {
            tracing::warn!(preset, "a preset is no niche");
        }
    }
    let counted = read_counts(world, youtube).await?;
    let searched = search_due(world, youtube).await?;
    Ok(Refreshed { searched, counted })
}

/// Whether the next niche has its turn after this one failed: what one niche meets need not meet the
/// others, but a key that is refused does.
fn goes_on(error: TrendError) -> Result<bool, TrendError> {
    match error {
        // Later in the day there is more, or tomorrow.
        TrendError::Quota { .. } => Ok(false),
        TrendError::Unavailable(reason) => {
            tracing::warn!(reason, "a niche is left for the next round");
            Ok(true)
        }
        error => Err(error),
    }
}

/// So much of what is not reserved as of the day is over: a burst at its beginning would leave the
/// rest of it with old answers.
fn ceiling(world: &World) -> Ceiling {
    let settings = &world.settings.trends;
    let free = settings.search_quota.saturating_sub(settings.reserve);
    let share = u64::from(free) * u64::from(quota::day_elapsed(world.now())) / 1_000;
    Ceiling(u32::try_from(share).unwrap_or(free))
}

async fn search_due(world: &World, youtube: &dyn YouTube) -> Result<usize, TrendError> {
    let now = world.now();
    let statement = Statement::new(
        "SELECT n.id, n.text, n.region, n.period_days FROM niche n
         LEFT JOIN niche_snapshot s ON s.niche_id = n.id
         WHERE n.asked_at > ?1 AND n.busy_until <= ?2
           AND (s.searched_at IS NULL OR s.searched_at <= ?3)
         ORDER BY n.asked DESC, COALESCE(s.searched_at, 0), n.id LIMIT ?4",
    )
    .bind(now.minus(INTEREST * DAY))
    .bind(now)
    .bind(now.minus(world.settings.trends.search_life))
    .bind(SEARCHES_A_ROUND);
    let mut searched = 0;
    for row in &world.database.read(statement).await? {
        let id: NicheId = row.get(0)?;
        let period = Period::from_days(row.get(3)?).unwrap_or(PERIOD);
        let (text, region) = (row.get::<String>(1)?, row.get::<String>(2)?);
        let Some(niche) = Niche::read(&text, &region, period) else {
            continue;
        };
        if !niche::claim(world, &id, now.plus(CLAIM)).await? {
            continue;
        }
        let found = search(world, youtube, &id, &niche, ceiling(world)).await;
        niche::release(world, &id).await?;
        match found {
            Ok(_) => {
                searched += 1;
                halve(world, &id).await?;
            }
            Err(error) if goes_on(error.clone())? => {}
            Err(_) => break,
        }
    }
    Ok(searched)
}

/// What was asked for long ago counts less and less.
async fn halve(world: &World, id: &NicheId) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(Statement::new("UPDATE niche SET asked = asked / 2 WHERE id = ?1").bind(id));
    world.database.write(batch).await.map(drop)
}

async fn read_counts(world: &World, youtube: &dyn YouTube) -> Result<usize, TrendError> {
    let now = world.now();
    let settings = &world.settings.trends;
    let statement = Statement::new(
        "SELECT s.niche_id FROM niche_snapshot s JOIN niche n ON n.id = s.niche_id
         WHERE n.asked_at > ?1 AND s.counted_at <= ?2 AND s.searched_at > ?3
         ORDER BY s.counted_at LIMIT ?4",
    )
    .bind(now.minus(INTEREST * DAY))
    .bind(now.minus(settings.count_life))
    .bind(now.minus(settings.search_life))
    .bind(COUNTS_A_ROUND);
    let mut counted = 0;
    for row in &world.database.read(statement).await? {
        let id: NicheId = row.get(0)?;
        let Some(snapshot) = find(world, &id, Timestamp(0)).await? else {
            continue;
        };
        if snapshot.videos.is_empty() {
            continue;
        }
        match recount(world, youtube, &id, &snapshot).await {
            Ok(_) => counted += 1,
            Err(error) if goes_on(error.clone())? => {}
            Err(_) => break,
        }
    }
    Ok(counted)
}

/// Deletes what YouTube told as soon as it may not be kept any longer, in reports too, niches that nobody asks about,
/// and the books of days that are over. Answers how many snapshots went.
pub async fn forget(world: &World) -> Result<usize, DatabaseError> {
    let now = world.now();
    let oldest = now.minus(world.settings.trends.keep);
    let mut batch = Batch::new();
    for sql in [
        "DELETE FROM niche_video WHERE niche_id IN
           (SELECT niche_id FROM niche_snapshot WHERE searched_at <= ?1)",
        "DELETE FROM niche_snapshot WHERE searched_at <= ?1 RETURNING niche_id",
        "UPDATE niche_video SET views_before = NULL WHERE niche_id IN
           (SELECT niche_id FROM niche_snapshot WHERE counted_before_at <= ?1)",
        "DELETE FROM run_evidence WHERE told_at <= ?1",
        "UPDATE niche_snapshot SET counted_before_at = NULL WHERE counted_before_at <= ?1",
        "DELETE FROM niche WHERE asked_at <= ?1 AND busy_until <= ?1
           AND id NOT IN (SELECT niche_id FROM niche_snapshot)",
    ] {
        batch.push(Statement::new(sql).bind(oldest));
    }
    quota::forget_days(&mut batch, now);
    let answers = world.database.write(batch).await?;
    Ok(answers.get(1).map_or(0, |rows| rows.0.len()))
}
