//! Snapshots: what YouTube showed of a niche at a moment.

use crate::{
    database::{Batch, DatabaseError, Row, Statement, Value},
    port::youtube::{Counts, MOST_IDS, Video, VideoId},
    random::NicheId,
    time::Timestamp,
    words::words,
    world::World,
};

/// The longest that a Short lasts, in seconds (since 2024-10-15).
const LONGEST_SHORT: i64 = 180;

words! {
    /// Whether a video is a Short. YouTube does not say; these are signs.
    Shorts {
        /// Three minutes at most, and upright.
        Likely = "LIKELY",
        /// Longer, or wider than high.
        Unlikely = "UNLIKELY",
        /// Short enough, and its shape is not known.
        Unknown = "UNKNOWN",
    }
}

impl Shorts {
    /// Reads the signs of a video: its length, the shape of its player, and a picture of 9:16.
    #[must_use]
    pub fn of(video: &Video) -> Self {
        let is_upright = video.player.map(|(width, height)| width <= height);
        match (video.seconds, is_upright, video.has_shorts_picture) {
            (Some(seconds), ..) if seconds > LONGEST_SHORT => Self::Unlikely,
            (_, Some(false), _) => Self::Unlikely,
            (Some(_), Some(true), _) | (Some(_), None, true) => Self::Likely,
            _ => Self::Unknown,
        }
    }
}

/// A video as a snapshot keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotVideo {
    /// Its id.
    pub id: VideoId,
    /// Its title: somebody else's text.
    pub title: String,
    /// Its channel's name: somebody else's text.
    pub channel_title: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// Its length in seconds.
    pub seconds: Option<i64>,
    /// Whether it is a Short.
    pub shorts: Shorts,
    /// Its channel's subscribers, rounded by YouTube.
    pub subscribers: Option<i64>,
    /// Its counts at [`Snapshot::counted_at`].
    pub counts: Counts,
    /// Its views at [`Snapshot::counted_before_at`], where it was seen then.
    pub views_before: Option<i64>,
}

/// What YouTube showed of a niche.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// When it was searched.
    pub searched_at: Timestamp,
    /// When the counts were read.
    pub counted_at: Timestamp,
    /// When the counts before those were read.
    pub counted_before_at: Option<Timestamp>,
    /// The most viewed first.
    pub videos: Vec<SnapshotVideo>,
}

impl Snapshot {
    /// Takes over from the snapshot before what a new one cannot know: how many views there were then.
    pub(super) fn remember(&mut self, before: &Self) {
        self.counted_before_at = Some(before.counted_at);
        for video in &mut self.videos {
            let seen = before.videos.iter().find(|seen| seen.id == video.id);
            video.views_before = seen.and_then(|seen| seen.counts.views);
        }
    }

    /// The same with newer counts. A video that YouTube no longer tells of is gone from it.
    pub(super) fn recount(&self, counts: &[(VideoId, Counts)], now: Timestamp) -> Self {
        let videos = self.videos.iter().filter_map(|video| {
            let (_, counts) = counts.iter().find(|(id, _)| *id == video.id)?;
            Some(SnapshotVideo {
                counts: *counts,
                ..video.clone()
            })
        });
        let mut newer = Self {
            searched_at: self.searched_at,
            counted_at: now,
            counted_before_at: None,
            videos: videos.collect(),
        };
        newer
            .videos
            .sort_by_key(|video| std::cmp::Reverse(video.counts.views));
        newer.remember(self);
        newer
    }
}

/// The snapshot of a niche, unless it is older than `oldest`.
pub(super) async fn find(
    world: &World,
    niche: &NicheId,
    oldest: Timestamp,
) -> Result<Option<Snapshot>, DatabaseError> {
    let statement = Statement::new(
        "SELECT searched_at, counted_at, counted_before_at FROM niche_snapshot
         WHERE niche_id = ?1 AND searched_at > ?2",
    )
    .bind(niche)
    .bind(oldest);
    let rows = world.database.read(statement).await?;
    let Some(head) = rows.first() else {
        return Ok(None);
    };
    let statement = Statement::new(
        "SELECT video_id, title, channel_title, published_at, seconds, shorts, subscribers, views,
                likes, comments, views_before
         FROM niche_video WHERE niche_id = ?1 ORDER BY position",
    )
    .bind(niche);
    let videos = world.database.read(statement).await?;
    Ok(Some(Snapshot {
        searched_at: head.get(0)?,
        counted_at: head.get(1)?,
        counted_before_at: head.get(2)?,
        videos: videos.iter().map(video).collect::<Result<_, _>>()?,
    }))
}

fn video(row: &Row) -> Result<SnapshotVideo, DatabaseError> {
    let id: String = row.get(0)?;
    Ok(SnapshotVideo {
        id: VideoId::parse(&id).ok_or_else(|| DatabaseError::Row("no video id".to_owned()))?,
        title: row.get(1)?,
        channel_title: row.get(2)?,
        published_at: row.get(3)?,
        seconds: row.get(4)?,
        shorts: row.get(5)?,
        subscribers: row.get(6)?,
        counts: Counts {
            views: row.get(7)?,
            likes: row.get(8)?,
            comments: row.get(9)?,
        },
        views_before: row.get(10)?,
    })
}

/// Puts a snapshot in the place of the one before.
pub(super) async fn keep(
    world: &World,
    niche: &NicheId,
    snapshot: &Snapshot,
) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    // First, so that of two who write the same niche one waits for the other.
    batch.push(
        Statement::new(
            "INSERT INTO niche_snapshot (niche_id, searched_at, counted_at, counted_before_at)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (niche_id) DO UPDATE
             SET searched_at = ?2, counted_at = ?3, counted_before_at = ?4",
        )
        .bind(niche)
        .bind(snapshot.searched_at)
        .bind(snapshot.counted_at)
        .bind(snapshot.counted_before_at),
    );
    batch.push(Statement::new("DELETE FROM niche_video WHERE niche_id = ?1").bind(niche));
    let numbered: Vec<_> = (0_i64..)
        .zip(snapshot.videos.iter().take(MOST_IDS))
        .collect();
    // Eight at a time, since a statement takes a hundred parameters: a batch stays small enough for
    // the smallest plan of D1.
    let (eights, rest) = numbered.as_chunks::<8>();
    for eight in eights {
        batch.push(insert(INSERT_EIGHT, niche, eight));
    }
    for one in rest.chunks(1) {
        batch.push(insert(INSERT_ONE, niche, one));
    }
    world.database.write(batch).await.map(drop)
}

macro_rules! insert_videos {
    ($($row:literal),+) => {
        concat!(
            "INSERT INTO niche_video (niche_id, position, video_id, title, channel_title, ",
            "published_at, seconds, shorts, subscribers, views, likes, comments, views_before) ",
            "VALUES ", insert_videos!(@ $($row),+)
        )
    };
    (@ $row:literal) => { concat!("(?1, ", $row, ")") };
    (@ $row:literal, $($rest:literal),+) => { concat!("(?1, ", $row, "), ", insert_videos!(@ $($rest),+)) };
}

const INSERT_ONE: &str = insert_videos!("?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13");
const INSERT_EIGHT: &str = insert_videos!(
    "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13",
    "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25",
    "?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37",
    "?38, ?39, ?40, ?41, ?42, ?43, ?44, ?45, ?46, ?47, ?48, ?49",
    "?50, ?51, ?52, ?53, ?54, ?55, ?56, ?57, ?58, ?59, ?60, ?61",
    "?62, ?63, ?64, ?65, ?66, ?67, ?68, ?69, ?70, ?71, ?72, ?73",
    "?74, ?75, ?76, ?77, ?78, ?79, ?80, ?81, ?82, ?83, ?84, ?85",
    "?86, ?87, ?88, ?89, ?90, ?91, ?92, ?93, ?94, ?95, ?96, ?97"
);

fn insert(sql: &'static str, niche: &NicheId, videos: &[(i64, &SnapshotVideo)]) -> Statement {
    let mut statement = Statement::new(sql).bind(niche);
    for (position, video) in videos {
        let values: [Value; 12] = [
            (*position).into(),
            video.id.as_str().into(),
            video.title.as_str().into(),
            video.channel_title.as_str().into(),
            video.published_at.into(),
            video.seconds.into(),
            video.shorts.into(),
            video.subscribers.into(),
            video.counts.views.into(),
            video.counts.likes.into(),
            video.counts.comments.into(),
            video.views_before.into(),
        ];
        statement.params.extend(values);
    }
    statement
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signs_of_a_short() {
        let video = |seconds, player, has_shorts_picture| Video {
            id: VideoId::parse("abcdefghijk").unwrap(),
            title: String::new(),
            channel_id: String::new(),
            channel_title: String::new(),
            published_at: Timestamp(0),
            seconds,
            counts: Counts::default(),
            player,
            has_shorts_picture,
        };
        for (seconds, player, picture, expected) in [
            (Some(30), Some((405, 720)), false, Shorts::Likely),
            (Some(180), Some((720, 720)), false, Shorts::Likely),
            (Some(30), None, true, Shorts::Likely),
            (Some(30), None, false, Shorts::Unknown),
            (Some(181), Some((405, 720)), true, Shorts::Unlikely),
            (Some(30), Some((1280, 720)), true, Shorts::Unlikely),
            (None, Some((405, 720)), false, Shorts::Unknown),
        ] {
            let found = Shorts::of(&video(seconds, player, picture));
            assert_eq!(found, expected, "{seconds:?} {player:?} {picture}");
        }
    }
}
