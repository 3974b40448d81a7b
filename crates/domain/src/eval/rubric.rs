//! A rubric: which checks an agent's results are measured by, what each weighs, and how far a score
//! may fall below its baseline.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Broken, FULL, ModelKind, Topic,
    measure::{Measure, Score},
    report::CheckScore,
};
use crate::check::Subject;

/// `rubrics/<agent>.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// The agent it measures.
    pub agent: String,
    /// Which field of a topic answers which input of the agent.
    pub inputs: BTreeMap<String, String>,
    /// How far a score may fall.
    pub tolerance: Tolerances,
    /// What is measured.
    #[serde(rename = "check")]
    pub checks: Vec<Check>,
}

/// How far a score may fall, by who writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerances {
    /// The sandbox writes the same every time.
    pub sandbox: Tolerance,
    /// A model does not.
    pub real: Tolerance,
}

/// How far a score may fall below its baseline, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// The score of a category.
    pub category: u32,
    /// The score of one check in a category.
    pub check: u32,
}

/// One thing that is measured.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What reports call it.
    pub name: String,
    /// What it counts beside the others; 1 at least.
    pub weight: u32,
    by: Measure,
}

impl Rubric {
    /// Reads one; `file` is its name in messages.
    pub fn parse(file: &str, text: &str) -> Result<Self, Broken> {
        let broken = |reason: String| Broken {
            file: file.to_owned(),
            reason,
        };
        let rubric: Self = toml::from_str(text).map_err(|error| broken(error.to_string()))?;
        if rubric.checks.is_empty() {
            return Err(broken("a rubric has one [[check]] at least".to_owned()));
        }
        for (position, check) in rubric.checks.iter().enumerate() {
            let name = &check.name;
            if check.weight == 0 {
                return Err(broken(format!(
                    "the check `{name}` weighs nothing: its weight is 1 at least"
                )));
            }
            if rubric.checks[..position]
                .iter()
                .any(|other| other.name == *name)
            {
                return Err(broken(format!("there are two checks `{name}`")));
            }
        }
        Ok(rubric)
    }

    /// The agent's inputs for a topic: an object to be checked like any other. Fields that the topic
    /// leaves out are left to the agent's defaults.
    #[must_use]
    pub fn inputs_for(&self, topic: &Topic) -> Value {
        let given = self
            .inputs
            .iter()
            .filter_map(|(input, field)| Some((input.clone(), topic.fields.get(field)?.clone())));
        Value::Object(given.collect::<Map<_, _>>())
    }

    /// How far scores by this kind of model may fall.
    #[must_use]
    pub fn tolerance(&self, model: &ModelKind) -> Tolerance {
        match model {
            ModelKind::Sandbox => self.tolerance.sandbox,
            ModelKind::Real(_) => self.tolerance.real,
        }
    }

    /// Measures a result by every check.
    #[must_use]
    pub fn score(&self, subject: &Subject<'_>) -> Vec<CheckScore> {
        let scores = self.checks.iter().map(|check| CheckScore {
            name: check.name.clone(),
            score: check.by.score(subject),
        });
        scores.collect()
    }

    /// What a run without a result gets: nothing, by every check.
    #[must_use]
    pub fn score_of_failure(&self) -> Vec<CheckScore> {
        let scores = self.checks.iter().map(|check| CheckScore {
            name: check.name.clone(),
            score: Score::none("there is no result"),
        });
        scores.collect()
    }

    /// The checks' scores as one, by their weights.
    #[must_use]
    pub fn total(&self, score_of: impl Fn(&str) -> u32) -> u32 {
        let weights = self
            .checks
            .iter()
            .map(|check| u64::from(check.weight))
            .sum::<u64>();
        let sum: u64 = self
            .checks
            .iter()
            .map(|check| u64::from(check.weight) * u64::from(score_of(&check.name).min(FULL)))
            .sum();
        u32::try_from(sum / weights.max(1)).unwrap_or(FULL)
    }
}
