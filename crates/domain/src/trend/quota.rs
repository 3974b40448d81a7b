//! The day's quota in the database: a unit is charged before the call that spends it, and what would
//! go beyond breaks the guard `youtube_quota_not_overspent`, whichever process asks.

use jiff::{Timestamp as Instant, ToSpan as _, tz::TimeZone};

use crate::{
    database::{Batch, DatabaseError, Statement},
    port::youtube::QuotaBucket,
    time::Timestamp,
    world::World,
};

/// The guard that refuses a unit too many.
const GUARD: &str = "youtube_quota_not_overspent";
/// Los Angeles, by the rules in force since 2007. YouTube's day ends at its midnight.
const PACIFIC: &str = "PST8PDT,M3.2.0,M11.1.0";
const BUCKETS: [QuotaBucket; 3] = [
    QuotaBucket::Search,
    QuotaBucket::General,
    QuotaBucket::Stats,
];

/// A bucket and what is left of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Which.
    pub bucket: QuotaBucket,
    /// Units used since midnight, Pacific time.
    pub used: i64,
    /// Units a day.
    pub limit: i64,
}

impl Quota {
    /// Units left.
    #[must_use]
    pub fn left(&self) -> i64 {
        (self.limit - self.used).max(0)
    }
}

/// The moment in Pacific time. Moments beyond every calendar do not come from a clock.
fn pacific(now: Timestamp) -> Option<jiff::ZonedDateTime> {
    let zone = TimeZone::posix(PACIFIC).ok()?;
    let moment = Instant::from_millisecond(now.0).ok()?;
    Some(moment.to_zoned_datetime(zone))
}

/// YouTube's day: `2026-11-27`.
fn day(now: Timestamp) -> String {
    pacific(now).map_or_else(String::new, |moment| moment.date().to_string())
}

/// When the buckets are filled again.
#[must_use]
pub fn next_reset(now: Timestamp) -> Timestamp {
    let midnight = pacific(now).and_then(|moment| {
        let tomorrow = moment.date().checked_add(1.day()).ok()?;
        tomorrow.to_zoned_datetime(moment.time_zone().clone()).ok()
    });
    midnight.map_or(now, |midnight| {
        Timestamp(midnight.timestamp().as_millisecond())
    })
}

/// How much of YouTube's day is over, in thousandths.
pub(super) fn day_elapsed(now: Timestamp) -> u32 {
    let left = now.until(next_reset(now)).as_secs().min(86_400);
    u32::try_from((86_400 - left) * 1_000 / 86_400).unwrap_or(0)
}

/// Charges one unit, as long as no more than `ceiling` are used by then. Answers whether it may be
/// spent.
pub(super) async fn charge(
    world: &World,
    bucket: QuotaBucket,
    ceiling: u32,
) -> Result<bool, DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO youtube_quota (bucket, day, used, allowed) VALUES (?1, ?2, 1, ?3)
             ON CONFLICT (bucket, day) DO UPDATE
             SET used = youtube_quota.used + 1, allowed = excluded.allowed
             RETURNING used",
        )
        .bind(bucket)
        .bind(day(world.now()))
        .bind(i64::from(ceiling)),
    );
    match world.database.write(batch).await {
        Ok(rows) => {
            let used = rows.first().ok_or(DatabaseError::Busy)?.one()?.get(0)?;
            show(&quota(world, bucket, used));
            Ok(true)
        }
        Err(error) if error.refused_by(GUARD) => Ok(false),
        Err(error) => Err(error),
    }
}

/// YouTube says that nothing is left, whatever we counted: nothing more is asked today.
pub(super) async fn note_exhausted(
    world: &World,
    bucket: QuotaBucket,
) -> Result<(), DatabaseError> {
    let limit = i64::from(world.settings.trends.quota(bucket));
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO youtube_quota (bucket, day, used, allowed) VALUES (?1, ?2, ?3, ?3)
             ON CONFLICT (bucket, day) DO UPDATE
             SET used = CASE WHEN youtube_quota.used > ?3 THEN youtube_quota.used ELSE ?3 END,
                 allowed = CASE WHEN youtube_quota.used > ?3 THEN youtube_quota.used ELSE ?3 END",
        )
        .bind(bucket)
        .bind(day(world.now()))
        .bind(limit),
    );
    world.database.write(batch).await?;
    show(&quota(world, bucket, limit));
    Ok(())
}

/// What is left of each bucket today.
pub async fn left(world: &World) -> Result<Vec<Quota>, DatabaseError> {
    let statement = Statement::new("SELECT bucket, used FROM youtube_quota WHERE day = ?1")
        .bind(day(world.now()));
    let rows = world.database.read(statement).await?;
    let mut quotas: Vec<Quota> = BUCKETS
        .into_iter()
        .map(|bucket| quota(world, bucket, 0))
        .collect();
    for row in &rows {
        let (bucket, used) = (row.get::<QuotaBucket>(0)?, row.get(1)?);
        for quota in quotas.iter_mut().filter(|quota| quota.bucket == bucket) {
            quota.used = used;
        }
    }
    Ok(quotas)
}

fn quota(world: &World, bucket: QuotaBucket, used: i64) -> Quota {
    let limit = i64::from(world.settings.trends.quota(bucket));
    Quota {
        bucket,
        used,
        limit,
    }
}

/// Tells the monitoring system.
pub(super) fn show(quota: &Quota) {
    let left = f64::from(u32::try_from(quota.left()).unwrap_or(u32::MAX));
    metrics::gauge!("openclaw_youtube_quota_left", "bucket" => quota.bucket.as_str()).set(left);
}

/// Days that are over are of no use to anybody.
pub(super) fn forget_days(batch: &mut Batch, now: Timestamp) {
    batch.push(Statement::new("DELETE FROM youtube_quota WHERE day < ?1").bind(day(now)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<Instant>().unwrap().as_millisecond())
    }

    #[test]
    fn the_day_ends_at_midnight_in_california_summer_and_winter() {
        for (moment, expected, reset) in [
            ("2026-11-27T07:59:59Z", "2026-11-26", "2026-11-27T08:00:00Z"),
            ("2026-11-27T08:00:00Z", "2026-11-27", "2026-11-28T08:00:00Z"),
            ("2026-07-01T06:59:59Z", "2026-06-30", "2026-07-01T07:00:00Z"),
            ("2026-07-01T07:00:00Z", "2026-07-01", "2026-07-02T07:00:00Z"),
            // The day of 23 hours, and the one of 25.
            ("2026-03-08T09:00:00Z", "2026-03-08", "2026-03-09T07:00:00Z"),
            ("2026-11-01T07:30:00Z", "2026-11-01", "2026-11-02T08:00:00Z"),
        ] {
            assert_eq!(day(at(moment)), expected, "{moment}");
            assert_eq!(next_reset(at(moment)), at(reset), "{moment}");
        }
        assert_eq!(day_elapsed(at("2026-11-27T08:00:00Z")), 0);
        assert_eq!(day_elapsed(at("2026-11-27T20:00:00Z")), 500);
    }
}
