//! The score that a prompt must not fall below.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ModelKind, Report, Tolerance};

/// A report's scores, kept for later ones: `baseline/<agent>.<model>.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The agent.
    pub agent: String,
    /// Who wrote. Scores of the sandbox and of models are never held against each other.
    pub model: ModelKind,
    /// The version of the prompt that it was taken from.
    pub version: String,
    /// The prompt's variant, where one was asked for.
    pub variant: Option<String>,
    /// The hash of the rubric and the topics.
    pub rubric: String,
    /// All together, in thousandths.
    pub total: u32,
    /// By category.
    pub categories: BTreeMap<String, CategoryBaseline>,
}

/// A category's scores, in thousandths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryBaseline {
    /// All checks together.
    pub total: u32,
    /// Each check.
    pub checks: BTreeMap<String, u32>,
}

/// Why a report cannot be held against a baseline at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// Another agent's.
    #[error("the baseline is of the agent `{0}`")]
    Agent(String),
    /// Another kind of model wrote.
    #[error(
        "the baseline is of {baseline} and this report of {report}: the sandbox proves the plumbing and a \
         model the prompt, so the two are never compared"
    )]
    Model {
        /// Who wrote the baseline.
        baseline: ModelKind,
        /// Who wrote now.
        report: ModelKind,
    },
    /// The rubric or the topics have changed since.
    #[error(
        "the rubric or the topics have changed since the baseline was taken: look at the report, then take a \
         new one with --update-baseline"
    )]
    Rubric,
}

/// A score that fell too far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shortfall {
    /// Where.
    pub category: String,
    /// By which check; `None` for all of them together.
    pub check: Option<String>,
    /// What it was.
    pub baseline: u32,
    /// What it is.
    pub score: u32,
}

impl Baseline {
    /// The scores of a report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let categories = report.categories.iter().map(|it| {
            let scores = CategoryBaseline {
                total: it.total,
                checks: it.checks.clone(),
            };
            (it.category.clone(), scores)
        });
        Self {
            agent: report.agent.clone(),
            model: report.model.clone(),
            version: report.version.clone(),
            variant: report.variant.clone(),
            rubric: report.rubric.clone(),
            total: report.total,
            categories: categories.collect(),
        }
    }

    /// Everything that fell below by more than the tolerance, in the categories that the report has.
    pub fn shortfalls(
        &self,
        report: &Report,
        tolerance: Tolerance,
    ) -> Result<Vec<Shortfall>, Mismatch> {
        self.comparable(report)?;
        let mut found = Vec::new();
        for now in &report.categories {
            let Some(before) = self.categories.get(&now.category) else {
                continue;
            };
            let mut compare =
                |check: Option<&String>, baseline: u32, score: u32, tolerance: u32| {
                    if score + tolerance < baseline {
                        found.push(Shortfall {
                            category: now.category.clone(),
                            check: check.cloned(),
                            baseline,
                            score,
                        });
                    }
                };
            compare(None, before.total, now.total, tolerance.category);
            for (check, baseline) in &before.checks {
                let score = now.checks.get(check).copied().unwrap_or(0);
                compare(Some(check), *baseline, score, tolerance.check);
            }
        }
        Ok(found)
    }

    fn comparable(&self, report: &Report) -> Result<(), Mismatch> {
        if self.agent != report.agent {
            return Err(Mismatch::Agent(self.agent.clone()));
        }
        if self.model != report.model {
            return Err(Mismatch::Model {
                baseline: self.model.clone(),
                report: report.model.clone(),
            });
        }
        if self.rubric != report.rubric {
            return Err(Mismatch::Rubric);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        check::Subject,
        eval::{Category, Heading, Result, Rubric, Spent},
    };

    const RUBRIC: &str = r#"
        agent = "a"
        inputs = { topic = "topic" }
        [tolerance]
        sandbox = { category = 0, check = 0 }
        real = { category = 100, check = 400 }
        [[check]]
        name = "title"
        weight = 3
        by.check = { each = 1000, of = { name = "length", path = "title", min = 2, max = 10 } }
        [[check]]
        name = "claims"
        weight = 1
        by.check = { each = 500, of = { name = "claims", paths = ["title"] } }
    "#;

    fn report(model: &str, rubric: &str, titles: &[(&str, &str)]) -> Report {
        let measured = Rubric::parse("a.toml", RUBRIC).unwrap();
        let results = titles.iter().map(|(category, title)| {
            let (input, output) = (serde_json::json!({}), serde_json::json!({ "title": title }));
            let checks = measured.score(&Subject {
                input: &input,
                output: &output,
                script: None,
                evidence: &serde_json::Value::Null,
            });
            let of = |name: &str| {
                checks
                    .iter()
                    .find(|it| it.name == name)
                    .unwrap()
                    .score
                    .thousandths
            };
            Result {
                topic: format!("{category}-{title}"),
                category: (*category).to_owned(),
                total: measured.total(of),
                failure: None,
                spent: Spent::default(),
                judged: None,
                checks,
            }
        });
        let heading = Heading {
            agent: "a".to_owned(),
            version: "1".to_owned(),
            variant: None,
            model: ModelKind::try_from(model.to_owned()).unwrap(),
            rubric: rubric.to_owned(),
        };
        Report::new(heading, &measured, results.collect())
    }

    const GOOD: [(&str, &str); 3] = [("food", "파스타"), ("food", "김치찌개"), ("pets", "고양이")];

    #[test]
    fn the_same_scores_hold_and_lower_ones_are_named() {
        let rubric = Rubric::parse("a.toml", RUBRIC).unwrap();
        let before = Baseline::of(&report("sandbox", "r", &GOOD));
        let tolerance = rubric.tolerance(&before.model);
        assert_eq!(
            before.shortfalls(&report("sandbox", "r", &GOOD), tolerance),
            Ok(vec![])
        );

        // One title of two is too short: its check halves, and weighs three of four.
        let worse = [("food", "면"), ("food", "김치찌개"), ("pets", "고양이")];
        let found = before
            .shortfalls(&report("sandbox", "r", &worse), tolerance)
            .unwrap();
        let named: Vec<_> = found
            .iter()
            .map(|it| (it.category.as_str(), it.check.as_deref(), it.score))
            .collect();
        assert_eq!(named, [("food", None, 625), ("food", Some("title"), 500)]);

        // What was not run again is not held against anybody.
        assert_eq!(
            before.shortfalls(&report("sandbox", "r", &GOOD[2..]), tolerance),
            Ok(vec![])
        );
    }

    #[test]
    fn a_model_may_vary_within_the_tolerance() {
        let rubric = Rubric::parse("a.toml", RUBRIC).unwrap();
        let before = Baseline::of(&report("luna", "r", &GOOD));
        let tolerance = rubric.tolerance(&before.model);
        let claim = [
            ("food", "무조건 성공"),
            ("food", "김치찌개"),
            ("pets", "고양이"),
        ];
        assert_eq!(
            before.shortfalls(&report("luna", "r", &claim), tolerance),
            Ok(vec![])
        );
        let short = [("food", "면"), ("food", "김치찌개"), ("pets", "고양이")];
        assert_eq!(
            before
                .shortfalls(&report("luna", "r", &short), tolerance)
                .unwrap()
                .len(),
            2
        );
    }

    #[test]
    fn the_sandbox_and_a_model_are_never_compared_either_way() {
        let tolerance = Tolerance {
            category: 1_000,
            check: 1_000,
        };
        let (sandbox, model) = (report("sandbox", "r", &GOOD), report("luna", "r", &GOOD));
        for (baseline, report) in [(&sandbox, &model), (&model, &sandbox)] {
            let found = Baseline::of(baseline).shortfalls(report, tolerance);
            assert!(matches!(found, Err(Mismatch::Model { .. })), "{found:?}");
        }
        // Nor two models, nor two rubrics.
        let other = report("sol", "r", &GOOD);
        assert!(Baseline::of(&model).shortfalls(&other, tolerance).is_err());
        let changed = report("luna", "s", &GOOD);
        assert_eq!(
            Baseline::of(&model).shortfalls(&changed, tolerance),
            Err(Mismatch::Rubric)
        );
    }

    #[test]
    fn what_is_no_rubric_is_refused_with_its_line() {
        for (from, to, words) in [
            ("weight = 3", "wait = 3", "unknown field `wait`"),
            ("by.check", "by.width", "unknown variant `width`"),
            ("weight = 3", "weight = 0", "weighs nothing"),
            ("\"claims\"", "\"title\"", "two checks `title`"),
        ] {
            let text = RUBRIC.replacen(from, to, 1);
            let broken = Rubric::parse("a.toml", &text).unwrap_err().to_string();
            assert!(
                broken.contains(words) && broken.starts_with("a.toml"),
                "{broken}"
            );
        }
        let twice = "category = \"c\"\n[[topic]]\nid = \"x\"\n[[topic]]\nid = \"x\"";
        assert!(Category::parse("c.toml", twice).is_err());
    }
}
