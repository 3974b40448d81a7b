//! `youtube.trends`: gathers what YouTube shows of a niche, for the model to cite and for the page to
//! show as long as it may be kept.

use futures::{FutureExt as _, future::BoxFuture};
use serde_json::{Value, json};

use super::Step;
use crate::{
    database::{Batch, DatabaseError, Statement},
    run::{Failure, Work},
    time::Timestamp,
    trend::{self, Niche, Period, Snapshot, TrendError},
};

/// The step that gathers what YouTube shows of a niche, and the name of what it gathers.
pub const NAME: &str = "youtube.trends";
/// Fewer videos than these say nothing of a niche.
const FEWEST: usize = 3;
/// The parameters: which inputs have the niche, the region and the number of days.
const PARAMETERS: [&str; 3] = ["niche", "region", "days"];

pub(super) struct Trends;

impl Step for Trends {
    fn name(&self) -> &'static str {
        NAME
    }

    fn check(&self, parameters: &toml::Table) -> Result<(), String> {
        if let Some(key) = parameters
            .keys()
            .find(|key| !PARAMETERS.contains(&key.as_str()))
        {
            return Err(format!("it takes niche, region and days, so not `{key}`"));
        }
        let missing = PARAMETERS
            .iter()
            .find(|name| !parameters.get(**name).is_some_and(toml::Value::is_str));
        match missing {
            Some(name) => Err(format!("`{name}` must name an input")),
            None => Ok(()),
        }
    }

    fn evidence(&self) -> Option<(&'static str, Value)> {
        let video = json!({"id": "AAAAAAAAAAA", "title": "", "channel": "", "views": 1});
        Some((NAME, json!({"niche": "", "videos": [video]})))
    }

    fn run<'a>(
        &'a self,
        work: &'a mut Work,
        parameters: &'a toml::Table,
    ) -> BoxFuture<'a, Result<(), Failure>> {
        gather(work, parameters).boxed()
    }
}

async fn gather(work: &mut Work, parameters: &toml::Table) -> Result<(), Failure> {
    work.stage("searching");
    let input = |name: &str| {
        let input = parameters.get(name).and_then(toml::Value::as_str);
        work.inputs.text(input.unwrap_or_default())
    };
    let days = input("days").parse().ok().and_then(Period::from_days);
    let period = days.ok_or(Failure::Misconfigured)?;
    let niche = Niche::read(&input("niche"), &input("region"), period);
    let niche = niche.ok_or(Failure::NothingFound)?;
    let snapshot = trend::look(&work.world, &niche).await.map_err(|error| {
        tracing::warn!(run = %work.run.id, %error, "nothing to cite");
        failure_of(&error)
    })?;
    if snapshot.videos.len() < FEWEST {
        return Err(Failure::NothingFound);
    }
    let evidence = trend::evidence(&niche, &snapshot);
    keep(work, &snapshot, &evidence).await.map_err(|error| {
        tracing::error!(run = %work.run.id, %error, "evidence could not be kept");
        Failure::Storage
    })?;
    work.gather(NAME, evidence);
    Ok(())
}

fn failure_of(error: &TrendError) -> Failure {
    match error {
        TrendError::Quota { .. } => Failure::SourceQuota,
        TrendError::Unavailable(_) => Failure::SourceUnavailable,
        TrendError::NotOffered | TrendError::Misconfigured(_) => Failure::SourceMisconfigured,
        TrendError::Database(_) => Failure::Storage,
    }
}

async fn keep(work: &Work, snapshot: &Snapshot, evidence: &Value) -> Result<(), DatabaseError> {
    let before: Option<Timestamp> = snapshot.counted_before_at;
    let told_at = before.map_or(snapshot.searched_at, |before| {
        before.min(snapshot.searched_at)
    });
    let mut batch = Batch::new();
    batch.push(
        Statement::new("INSERT INTO run_evidence (run_id, evidence, told_at) VALUES (?1, ?2, ?3)")
            .bind(&work.run.id)
            .bind(evidence.to_string())
            .bind(told_at),
    );
    work.world.database.write(batch).await.map(drop)
}
