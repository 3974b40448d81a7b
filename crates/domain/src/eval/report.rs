//! What an evaluation found: each result, each category, and the whole.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::{Rubric, Score};

/// Who writes. What the sandbox writes proves the plumbing, what a model writes proves the prompt:
/// whoever compares figures compares this first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ModelKind {
    /// The stand-in, whose texts are written by hand.
    Sandbox,
    /// A model, by the id it is asked for by.
    Real(String),
}

const SANDBOX: &str = "sandbox";

impl fmt::Display for ModelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sandbox => SANDBOX,
            Self::Real(model) => model,
        })
    }
}

impl From<ModelKind> for String {
    fn from(kind: ModelKind) -> Self {
        kind.to_string()
    }
}

impl TryFrom<String> for ModelKind {
    type Error = String;

    fn try_from(name: String) -> std::result::Result<Self, String> {
        match name.as_str() {
            "" => Err("a model has a name".to_owned()),
            SANDBOX => Ok(Self::Sandbox),
            _ => Ok(Self::Real(name)),
        }
    }
}

/// What a check gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckScore {
    /// The check.
    pub name: String,
    /// What it gave, and why not all.
    #[serde(flatten)]
    pub score: Score,
}

/// What runs used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Spent {
    /// Tokens read, cached ones included.
    pub input_tokens: i64,
    /// Tokens written.
    pub output_tokens: i64,
    /// Thousandths of a won.
    pub cost_milliwon: i64,
    /// From start to end in milliseconds; of many runs, the median.
    pub took_ms: i64,
}

/// One topic's result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Result {
    /// The topic.
    pub topic: String,
    /// Its category.
    pub category: String,
    /// All checks together, in thousandths.
    pub total: u32,
    /// Why there is no result, as a run's failure code.
    pub failure: Option<String>,
    /// Each check.
    pub checks: Vec<CheckScore>,
    /// What it used.
    pub spent: Spent,
    /// What a model as judge gave, in thousandths, where one was asked.
    pub judged: Option<u32>,
}

/// A category's results together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CategoryScore {
    /// The category.
    pub category: String,
    /// All checks together, in thousandths.
    pub total: u32,
    /// Each check, the mean of the results.
    pub checks: BTreeMap<String, u32>,
    /// How many results.
    pub topics: usize,
    /// How many of them there are not.
    pub failed: usize,
    /// What they used.
    pub spent: Spent,
    /// The judge's mean, where one was asked.
    pub judged: Option<u32>,
}

/// The whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The agent.
    pub agent: String,
    /// The version of its prompt.
    pub version: String,
    /// The prompt's variant, where one was asked for.
    pub variant: Option<String>,
    /// Who wrote.
    pub model: ModelKind,
    /// The hash of rubric and topics.
    pub rubric: String,
    /// All checks of all results together.
    pub total: u32,
    /// By category, in the order of their names.
    pub categories: Vec<CategoryScore>,
    /// Each result.
    pub results: Vec<Result>,
    /// What all of it used.
    pub spent: Spent,
}

/// What a report is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The agent.
    pub agent: String,
    /// The version of its prompt.
    pub version: String,
    /// The prompt's variant, where one was asked for.
    pub variant: Option<String>,
    /// Who wrote.
    pub model: ModelKind,
    /// The hash of rubric and topics.
    pub rubric: String,
}

impl Report {
    /// Adds results up.
    #[must_use]
    pub fn new(heading: Heading, rubric: &Rubric, results: Vec<Result>) -> Self {
        let mut by_category: BTreeMap<&str, Vec<&Result>> = BTreeMap::new();
        for result in &results {
            by_category
                .entry(&result.category)
                .or_default()
                .push(result);
        }
        let categories: Vec<CategoryScore> = by_category
            .iter()
            .map(|(name, results)| category(name, rubric, results))
            .collect();
        Self {
            agent: heading.agent,
            version: heading.version,
            variant: heading.variant,
            model: heading.model,
            rubric: heading.rubric,
            total: mean(results.iter().map(|result| result.total)),
            spent: Spent::of(&results.iter().collect::<Vec<_>>()),
            categories,
            results,
        }
    }

    /// The judge's mean, where one was asked.
    #[must_use]
    pub fn judged(&self) -> Option<u32> {
        judged(self.results.iter())
    }

    /// How many runs there are no results of.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.categories.iter().map(|category| category.failed).sum()
    }
}

impl Result {
    /// What a check gave.
    #[must_use]
    pub fn check(&self, name: &str) -> Option<&CheckScore> {
        self.checks.iter().find(|check| check.name == name)
    }
}

/// The mean of a judge's marks, where there are any.
fn judged<'a>(results: impl Iterator<Item = &'a Result>) -> Option<u32> {
    let marks: Vec<u32> = results.filter_map(|result| result.judged).collect();
    (!marks.is_empty()).then(|| mean(marks.iter().copied()))
}

fn category(name: &str, rubric: &Rubric, results: &[&Result]) -> CategoryScore {
    let score = |check: &str| {
        let scores = results.iter().flat_map(|result| &result.checks);
        mean(
            scores
                .filter(|it| it.name == check)
                .map(|it| it.score.thousandths),
        )
    };
    let names = rubric.checks.iter().map(|check| check.name.as_str());
    let checks = names.map(|name| (name.to_owned(), score(name))).collect();
    CategoryScore {
        category: name.to_owned(),
        total: mean(results.iter().map(|result| result.total)),
        checks,
        topics: results.len(),
        failed: results.iter().filter(|it| it.failure.is_some()).count(),
        spent: Spent::of(results),
        judged: judged(results.iter().copied()),
    }
}

impl Spent {
    fn of(results: &[&Result]) -> Self {
        let sum = |of: fn(&Self) -> i64| results.iter().map(|it| of(&it.spent)).sum();
        let mut took: Vec<i64> = results.iter().map(|it| it.spent.took_ms).collect();
        took.sort_unstable();
        Self {
            input_tokens: sum(|it| it.input_tokens),
            output_tokens: sum(|it| it.output_tokens),
            cost_milliwon: sum(|it| it.cost_milliwon),
            took_ms: took.get(took.len() / 2).copied().unwrap_or(0),
        }
    }
}

fn mean(scores: impl Iterator<Item = u32>) -> u32 {
    let (mut sum, mut count) = (0_u64, 0_u64);
    for score in scores {
        sum += u64::from(score);
        count += 1;
    }
    u32::try_from(sum / count.max(1)).unwrap_or(0)
}
