//! `llm.structured`: the model writes a document that fits the agent's schema and passes its checks;
//! what does not goes back to it once, with the reasons.

use futures::{FutureExt as _, future::BoxFuture};
use serde_json::Value;

use super::Step;
use crate::{
    agent::{LARGEST_RESULT, Material, data_block},
    check::Finding,
    port::model::Prompt,
    run::{Failure, Work},
};

pub(super) struct Structured;

impl Step for Structured {
    fn name(&self) -> &'static str {
        "llm.structured"
    }

    fn check(&self, parameters: &toml::Table) -> Result<(), String> {
        match parameters.keys().next() {
            Some(key) => Err(format!("it takes no parameters, so not `{key}`")),
            None => Ok(()),
        }
    }

    fn run<'a>(
        &'a self,
        work: &'a mut Work,
        _: &'a toml::Table,
    ) -> BoxFuture<'a, Result<(), Failure>> {
        write(work).boxed()
    }
}

async fn write(work: &mut Work) -> Result<(), Failure> {
    let voice = work.brand_voice().await;
    let evidence = Value::Object(work.evidence.clone());
    let material = Material {
        inputs: &work.inputs,
        voice: &voice,
        evidence: &evidence,
    };
    let variant = work.run.variant.as_deref().unwrap_or_default();
    let prompt = work
        .agent
        .prompt(variant, &material, &work.safety_identifier());
    let prompt = prompt.map_err(|error| work.cannot_ask(&error))?;
    let (output, model) = write_checked(work, prompt, true, |work, document| {
        judge(work, &document).map(|()| document)
    })
    .await?;
    let output = work.agent.proved(output, &evidence);
    work.wrote(output, model);
    Ok(())
}

/// Why a document cannot be used as it is.
pub(super) enum Wrong {
    /// It has another form.
    Form(Vec<String>),
    /// It has the form, and does not pass.
    Findings(Vec<Finding>),
}

impl Wrong {
    fn failure(&self) -> Failure {
        match self {
            Self::Form(_) => Failure::InvalidOutput,
            Self::Findings(_) => Failure::ChecksFailed,
        }
    }

    /// Each in one line that cannot be taken for a tag: some of it is quoted from the document.
    fn reasons(&self) -> Vec<String> {
        let reasons: Vec<String> = match self {
            Self::Form(reasons) => reasons.clone(),
            Self::Findings(findings) => findings.iter().map(ToString::to_string).collect(),
        };
        let one_line = |text: &String| {
            text.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .replace('<', "‹")
        };
        reasons.iter().map(one_line).collect()
    }

    fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = match self {
            Self::Form(_) => vec!["schema"],
            Self::Findings(findings) => findings.iter().map(|finding| finding.check).collect(),
        };
        names.dedup();
        names
    }
}

/// Whether a whole result can be used.
pub(super) fn judge(work: &Work, output: &Value) -> Result<(), Wrong> {
    let problems = work.agent.schema_problems(output);
    if !problems.is_empty() {
        return Err(Wrong::Form(problems));
    }
    let evidence = Value::Object(work.evidence.clone());
    let findings = work.agent.findings_by(output, &work.run.input, &evidence);
    if findings.is_empty() {
        Ok(())
    } else {
        Err(Wrong::Findings(findings))
    }
}

/// Has a document written, and once more where `accept` refuses it; answers it and its model.
pub(super) async fn write_checked(
    work: &mut Work,
    prompt: Prompt,
    live: bool,
    accept: impl Fn(&Work, Value) -> Result<Value, Wrong>,
) -> Result<(Value, String), Failure> {
    work.stage("writing");
    let first = work.ask(&prompt, live).await?;
    work.stage("checking");
    let wrong = match parse(&first.text).and_then(|document| accept(work, document)) {
        Ok(output) => return Ok((output, first.model)),
        Err(wrong) => wrong,
    };
    tracing::info!(run = %work.run.id, reasons = ?wrong.reasons(), "repairing");
    work.run.note_repair(&wrong.names());
    work.stage("repairing");
    let again = repair_prompt(prompt, &first.text, &wrong);
    let second = work.ask(&again, false).await?;
    let output = parse(&second.text).and_then(|document| accept(work, document));
    match output {
        Ok(output) => Ok((output, second.model)),
        Err(wrong) => {
            tracing::warn!(run = %work.run.id, reasons = ?wrong.reasons(), "a repaired document does not fit either");
            work.run.note_failed_checks(&wrong.names());
            Err(wrong.failure())
        }
    }
}

fn parse(text: &str) -> Result<Value, Wrong> {
    if text.len() > LARGEST_RESULT {
        let reason = format!("the document is larger than {LARGEST_RESULT} bytes");
        return Err(Wrong::Form(vec![reason]));
    }
    serde_json::from_str(text).map_err(|error| Wrong::Form(vec![error.to_string()]))
}

fn repair_prompt(prompt: Prompt, text: &str, wrong: &Wrong) -> Prompt {
    let user = format!(
        "{}\n\nYour previous document:\n{}\n\nIt cannot be used as it is:\n- {}\n\nWrite the whole document again with these mended, and leave what is right as it is.",
        prompt.user,
        data_block("previous", &Value::from(text)),
        wrong.reasons().join("\n- ")
    );
    Prompt { user, ..prompt }
}
