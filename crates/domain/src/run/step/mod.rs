//! The steps that manifests put a run together from: trusted code of ours, by name.

mod rewrite;
mod structured;
mod trends;

use futures::future::BoxFuture;
use serde_json::Value;

pub(super) use rewrite::rewrite;
pub use trends::NAME as TRENDS;

use super::{Failure, Work};

/// A step of a run.
pub trait Step: Send + Sync {
    /// Its name in manifests: `llm.structured`.
    fn name(&self) -> &'static str;

    /// Checks its parameters, when an agent is loaded; the error is for whoever wrote the manifest.
    fn check(&self, parameters: &toml::Table) -> Result<(), String>;

    /// What it adds to the `evidence` that prompts see: the name, and a sample of its shape that
    /// prompts are tried with. `None`: it adds nothing.
    fn evidence(&self) -> Option<(&'static str, Value)> {
        None
    }

    /// Does its part of the work. It may gather evidence ([`Work::gather`]) or write the result
    /// ([`Work::wrote`]); what it needs of the world is in `work`.
    fn run<'a>(
        &'a self,
        work: &'a mut Work,
        parameters: &'a toml::Table,
    ) -> BoxFuture<'a, Result<(), Failure>>;
}

/// All steps.
pub static STEPS: &[&dyn Step] = &[&structured::Structured, &trends::Trends];

/// The step of that name.
#[must_use]
pub fn find_step(name: &str) -> Option<&'static dyn Step> {
    STEPS.iter().copied().find(|step| step.name() == name)
}
