//! Whether YouTube can be asked.

use openclaw_domain::{
    port::youtube::{QuotaBucket, YouTubeError},
    trend,
    world::World,
};

use super::{
    Check, Level,
    network::{in_time, unreachable},
};
use crate::{app::App, config::Config};

const WHAT: &str = "YouTube";

/// Asks for the categories: one unit of ten thousand, and the proof of our key.
pub(super) async fn answers(config: &Config, app: &App) -> Check {
    let world = &app.site.world;
    let Some(youtube) = &world.youtube else {
        return Check::bad(
            Level::Warning,
            WHAT,
            "no key: the trend analyzer is not offered",
            "set OPENCLAW_YOUTUBE_API_KEY: docs/trends.md says where to get one",
        );
    };
    match in_time(world, youtube.categories("KR", "ko")).await {
        Some(Ok(_)) => Check::ok(WHAT, taken(world).await),
        Some(Err(YouTubeError::Misconfigured(told))) => Check::bad(
            Level::Warning,
            WHAT,
            format!("refuses our key: {told}"),
            "compare `youtube.api_key` with the Google Cloud console",
        ),
        Some(Err(YouTubeError::Quota { reason, .. })) => Check::bad(
            Level::Warning,
            WHAT,
            format!("takes our key, and the quota is used up: {reason}"),
            "it is filled again at midnight, Pacific time; ask Google for more",
        ),
        Some(Err(error)) => unreachable(config, WHAT, error.to_string()),
        None => unreachable(config, WHAT, "no answer in time".to_owned()),
    }
}

/// That it answers, and how much may still be asked today.
async fn taken(world: &World) -> String {
    let quotas = trend::left(world).await.unwrap_or_default();
    let searches = quotas
        .iter()
        .find(|quota| quota.bucket == QuotaBucket::Search);
    match searches {
        Some(quota) => format!(
            "answers, and takes our key; {} of {} searches left today",
            quota.left(),
            quota.limit
        ),
        None => "answers, and takes our key".to_owned(),
    }
}

/// Our own arithmetic is allowed by an amendment alone, which nobody can ask for by a program.
pub(super) fn arithmetic(config: &Config) -> Option<Check> {
    config.youtube.derived_metrics.then(|| Check {
        level: Level::Note,
        ..Check::ok(
            "youtube.derived_metrics",
            "on: Google must have accepted your amendment on derived metrics",
        )
    })
}
