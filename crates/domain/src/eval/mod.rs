//! Proof of quality: what agents write about given topics, measured against a rubric that code can
//! check, and held against a baseline.
//!
//! Scores are whole thousandths: 1000 is without fault. A score of the sandbox proves the plumbing
//! and one of a model proves the prompt; [`ModelKind`] keeps the two apart wherever figures meet.

mod baseline;
mod chance;
mod measure;
mod path;
mod report;
mod rubric;
mod topics;

pub use baseline::{Baseline, Mismatch, Shortfall};
pub use chance::{Difference, Share};
pub use measure::Score;
pub use report::{CategoryScore, CheckScore, Heading, ModelKind, Report, Result, Spent};
pub use rubric::{Check, Rubric, Tolerance};
pub use topics::{Category, Topic, fingerprint};

/// A text that is no rubric or no topics, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct Broken {
    /// The file's name.
    pub file: String,
    /// What is wrong, with the line where it is known.
    pub reason: String,
}

/// A full score.
pub const FULL: u32 = 1_000;
