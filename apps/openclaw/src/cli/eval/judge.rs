//! A model that reads and marks what another wrote. It is an agent's folder too, so that its prompt
//! and schema are files; nobody can rent it.

use std::{path::Path, sync::Arc};

use openclaw_domain::agent::{Agent, Document};
use serde_json::{Value, json};

use crate::{agents, trial::Trial};

/// The agent in `judge/`.
pub(super) struct Judge(Arc<Agent>);

pub(super) fn load(evals: &Path) -> anyhow::Result<Judge> {
    let (catalog, broken) = agents::load(Some(&evals.join("judge")))?;
    Ok(Judge(crate::cli::agents::find(&catalog, &broken, "judge")?))
}

impl Judge {
    /// The mean of its marks, each from 0 to 10, in thousandths; `None` where it gave none.
    pub(super) async fn mark(
        &self,
        trial: &Trial,
        document: &Document,
    ) -> anyhow::Result<Option<u32>> {
        let sent = json!({
            "task": document.input.to_string(),
            "result": document.output.to_string(),
        });
        let Ok(inputs) = self.0.inputs(&sent) else {
            return Ok(None);
        };
        let tried = trial.run(&self.0, inputs, None, &mut |_| {}).await?;
        Ok(tried.document.and_then(|marked| mean(&marked.output)))
    }
}

fn mean(marks: &Value) -> Option<u32> {
    let marks = marks.as_object()?.values();
    let marks: Option<Vec<u64>> = marks.map(|mark| mark["score"].as_u64()).collect();
    let marks = marks?;
    let count = u64::try_from(marks.len()).ok().filter(|count| *count > 0)?;
    u32::try_from(marks.iter().map(|mark| mark.min(&10) * 100).sum::<u64>() / count).ok()
}
