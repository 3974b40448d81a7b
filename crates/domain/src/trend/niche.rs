//! Niches: what somebody asks about, in the one form that all who mean it share.

use unicode_normalization::UnicodeNormalization as _;

use crate::{
    database::{Batch, DatabaseError, Statement},
    random::NicheId,
    time::{DAY, Timestamp},
    world::World,
};

/// The most characters of a niche.
const LONGEST: usize = 60;

/// How far back a search looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A week.
    Week,
    /// Two.
    TwoWeeks,
    /// Thirty days.
    Month,
}

impl Period {
    /// The period of so many days, if there is one.
    #[must_use]
    pub fn from_days(days: i64) -> Option<Self> {
        match days {
            7 => Some(Self::Week),
            14 => Some(Self::TwoWeeks),
            30 => Some(Self::Month),
            _ => None,
        }
    }

    /// Its days.
    #[must_use]
    pub const fn days(self) -> u32 {
        match self {
            Self::Week => 7,
            Self::TwoWeeks => 14,
            Self::Month => 30,
        }
    }

    /// When it began.
    #[must_use]
    pub fn start(self, now: Timestamp) -> Timestamp {
        now.minus(DAY * self.days())
    }
}

/// A niche, a region and a period: what one snapshot is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Niche {
    text: String,
    region: String,
    period: Period,
}

impl Niche {
    /// Reads what somebody typed: composed (NFC), in lower case, without `#` and with single spaces,
    /// so that `#캠핑  요리` and `캠핑 요리` share a search. `None` when nothing is left, or too much,
    /// or the region is none.
    #[must_use]
    pub fn read(text: &str, region: &str, period: Period) -> Option<Self> {
        let composed: String = text.nfc().collect();
        let words = composed
            .split(|c: char| c.is_whitespace() || c.is_control())
            .map(|word| word.trim_start_matches('#').to_lowercase())
            .filter(|word| !word.is_empty());
        let text = words.collect::<Vec<_>>().join(" ");
        let is_region = region.len() == 2 && region.bytes().all(|b| b.is_ascii_uppercase());
        let fits = !text.is_empty() && text.chars().count() <= LONGEST && is_region;
        fits.then(|| Self {
            text,
            region: region.to_owned(),
            period,
        })
    }

    /// Its words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// ISO 3166-1 alpha-2.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// How far back it looks.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }
}

/// Notes that somebody asks, and answers the niche's id.
pub(super) async fn ask(world: &World, niche: &Niche) -> Result<NicheId, DatabaseError> {
    note(world, niche, 1, world.now()).await
}

/// Keeps a niche of interest that nobody need have asked for. Written once a day: an idle process
/// costs reads.
pub(super) async fn keep_of_interest(world: &World, niche: &Niche) -> Result<(), DatabaseError> {
    let now = world.now();
    let statement = Statement::new(
        "SELECT id FROM niche
         WHERE text = ?1 AND region = ?2 AND period_days = ?3 AND asked_at > ?4",
    )
    .bind(niche.text.as_str())
    .bind(niche.region.as_str())
    .bind(i64::from(niche.period.days()))
    .bind(now.minus(DAY));
    if world.database.read(statement).await?.first().is_none() {
        note(world, niche, 0, now).await?;
    }
    Ok(())
}

async fn note(
    world: &World,
    niche: &Niche,
    times: i64,
    at: Timestamp,
) -> Result<NicheId, DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO niche (id, text, region, period_days, asked, asked_at, busy_until)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)
             ON CONFLICT (text, region, period_days) DO UPDATE
             SET asked = niche.asked + excluded.asked,
                 asked_at = CASE WHEN excluded.asked_at > niche.asked_at
                                 THEN excluded.asked_at ELSE niche.asked_at END
             RETURNING id",
        )
        .bind(NicheId::new(world.now(), &*world.random))
        .bind(niche.text.as_str())
        .bind(niche.region.as_str())
        .bind(i64::from(niche.period.days()))
        .bind(times)
        .bind(at),
    );
    let rows = world.database.write(batch).await?;
    rows.first().ok_or(DatabaseError::Busy)?.one()?.get(0)
}

/// Claims the search of a niche until `until`. Answers whether it was free: who is late waits for
/// what the other one finds. Two searches would only cost a unit more.
pub(super) async fn claim(
    world: &World,
    id: &NicheId,
    until: Timestamp,
) -> Result<bool, DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE niche SET busy_until = ?2 WHERE id = ?1 AND busy_until <= ?3 RETURNING id",
        )
        .bind(id)
        .bind(until)
        .bind(world.now()),
    );
    let rows = world.database.write(batch).await?;
    Ok(rows.first().is_some_and(|rows| rows.first().is_some()))
}

/// Gives a claim up.
pub(super) async fn release(world: &World, id: &NicheId) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(Statement::new("UPDATE niche SET busy_until = 0 WHERE id = ?1").bind(id));
    world.database.write(batch).await.map(drop)
}

/// Whether somebody searches it just now.
pub(super) async fn is_busy(world: &World, id: &NicheId) -> Result<bool, DatabaseError> {
    let statement = Statement::new("SELECT busy_until FROM niche WHERE id = ?1").bind(id);
    let rows = world.database.read(statement).await?;
    let until = rows
        .first()
        .map(|row| row.get::<Timestamp>(0))
        .transpose()?;
    Ok(until.is_some_and(|until| until > world.now()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_is_the_same() {
        let read = |text: &str| Niche::read(text, "KR", Period::Week).map(|niche| niche.text);
        let decomposed: String = "캠핑 요리".nfd().collect();
        for text in [
            "캠핑 요리",
            "  캠핑\t요리 ",
            "#캠핑 #요리",
            &decomposed,
            "캠핑\u{3000}요리",
        ] {
            assert_eq!(read(text).as_deref(), Some("캠핑 요리"), "{text:?}");
        }
        assert_eq!(read("AI 도구"), read("ai  도구"));
        assert_ne!(read("캠핑"), read("캠핑 요리"));
    }

    #[test]
    fn what_is_none_is_none() {
        let long = "가".repeat(LONGEST + 1);
        for text in ["", "  ", "###", "\u{0}", &long] {
            assert_eq!(Niche::read(text, "KR", Period::Week), None, "{text:?}");
        }
        for region in ["", "kr", "KOR", "K1"] {
            assert_eq!(
                Niche::read("캠핑", region, Period::Week),
                None,
                "{region:?}"
            );
        }
        assert_eq!(Period::from_days(8), None);
    }
}
