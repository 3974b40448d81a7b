//! Baselines: `baseline/<agent>.<model>.json`, one an agent and model.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use openclaw_domain::eval::{Baseline, Report, Rubric, Shortfall, Tolerance};

use super::{Held, work::tenths};
use crate::cli::text::say;

/// What came of holding a report against its baseline.
pub(super) enum Against {
    /// There is none, or it is of something else; this says what.
    Nothing(String),
    /// It could be compared.
    Baseline {
        baseline: Baseline,
        tolerance: Tolerance,
        shortfalls: Vec<Shortfall>,
    },
}

pub(super) fn against(
    report: &Report,
    rubric: &Rubric,
    evals: &Path,
    chosen: Option<&Path>,
) -> anyhow::Result<Against> {
    let usual = path(report, evals);
    let path = chosen.unwrap_or(&usual);
    if chosen.is_none() && !path.exists() {
        return Ok(Against::Nothing(format!(
            "there is no baseline of `{}` by {}: take one with --update-baseline",
            report.agent, report.model
        )));
    }
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?;
    let baseline: Baseline =
        serde_json::from_str(&text).with_context(|| format!("{name} is no baseline"))?;
    let tolerance = rubric.tolerance(&report.model);
    Ok(match baseline.shortfalls(report, tolerance) {
        Ok(shortfalls) => Against::Baseline {
            baseline,
            tolerance,
            shortfalls,
        },
        Err(mismatch) => Against::Nothing(format!("{name}: {mismatch}")),
    })
}

/// Keeps a report's scores as the baseline, and says where.
pub(super) fn keep(report: &Report, evals: &Path) -> anyhow::Result<PathBuf> {
    let path = path(report, evals);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    let text = serde_json::to_string_pretty(&Baseline::of(report))? + "\n";
    std::fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(path)
}

/// Whether every report holds; what does not is named.
pub(super) fn gate(all: &[Held]) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for Held { report, against } in all {
        let lines = match against {
            Against::Nothing(reason) => vec![format!("REFUSED  {}: {reason}", report.agent)],
            Against::Baseline {
                shortfalls,
                tolerance,
                ..
            } => shortfalls
                .iter()
                .map(|it| line(report, it, *tolerance))
                .collect(),
        };
        if lines.is_empty() {
            say(&format!(
                "ok       {} holds its baseline by {}",
                report.agent, report.model
            ));
        } else {
            say(&lines.join("\n"));
            code = ExitCode::FAILURE;
        }
    }
    code
}

fn line(report: &Report, shortfall: &Shortfall, tolerance: Tolerance) -> String {
    let Shortfall {
        category,
        check,
        baseline,
        score,
    } = shortfall;
    let allowed = check
        .as_ref()
        .map_or(tolerance.category, |_| tolerance.check);
    format!(
        "BELOW    {}, {category}, {}: {}, baseline {}, tolerance {}",
        report.agent,
        check.as_deref().unwrap_or("all checks"),
        tenths(*score),
        tenths(*baseline),
        tenths(allowed),
    )
}

/// A model's name as part of a file's.
fn path(report: &Report, evals: &Path) -> PathBuf {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let model = report.model.to_string();
    let model: String = model
        .chars()
        .map(|sign| if is_plain(sign) { sign } else { '_' })
        .collect();
    evals
        .join("baseline")
        .join(format!("{}.{model}.json", report.agent))
}
