//! Agents: what we rent out. An agent is a folder (`agents/README.md` tells what is in it); this
//! module reads it, checks it, and knows how to ask its inputs, prompt its model and render its
//! result.

mod catalog;
mod check;
mod data;
mod export;
mod input;
mod labelled;
mod live;
mod manifest;
mod plain;
mod prompt;
mod render;
mod schema;
mod script;
mod unfinished;

pub use catalog::{AgentFiles, Broken, Catalog, builtin};
pub use data::data_block;
pub use export::Exporter;
pub use input::{Choice, FieldKind, FieldProblem, Inputs, Problem, check_text};
pub use labelled::{LABEL, Labelled, label};
pub use live::{Fragment, LiveText};
pub use manifest::{Download, Field, PromptVariant, Rewrite, Step, Text};
pub use plain::PlainPart;
pub use prompt::{Material, RewriteError, RewritePart};
pub use render::Document;
pub use script::{Hook, Scene, Script, ScriptShape};

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use manifest::Manifest;
use minijinja::Environment;
use render::Rendering;
use serde_json::Value;

use crate::{
    account::Language,
    check::{Check, Finding, Subject},
    money::Credits,
    trend,
};

/// The largest result that is kept, in bytes.
pub const LARGEST_RESULT: usize = 100 * 1024;

/// An agent, ready to run.
pub struct Agent {
    manifest: Manifest,
    /// The prompts that are the same for every run, by their files' names.
    systems: BTreeMap<String, Arc<str>>,
    schema: Arc<Value>,
    templates: Environment<'static>,
}

impl std::fmt::Debug for Agent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Agent")
            .field("id", &self.manifest.id)
            .finish_non_exhaustive()
    }
}

impl Agent {
    /// Its id in addresses: `shorts-script`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.manifest.id
    }

    /// The version of its prompt, noted on every run.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.manifest.version
    }

    /// What a run costs.
    #[must_use]
    pub fn price(&self) -> Credits {
        self.manifest.price
    }

    /// How long a run may take.
    #[must_use]
    pub fn deadline(&self) -> Duration {
        Duration::from_secs(self.manifest.deadline_seconds.into())
    }

    fn hurry(&mut self, longest: Duration) {
        let longest = u32::try_from(longest.as_secs()).unwrap_or(u32::MAX);
        let deadline = &mut self.manifest.deadline_seconds;
        *deadline = longest.min(*deadline);
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &Text {
        &self.manifest.name
    }

    /// What it does, in a sentence.
    #[must_use]
    pub fn description(&self) -> &Text {
        &self.manifest.description
    }

    /// What to find it under, where there are many.
    #[must_use]
    pub fn category(&self) -> Option<&Text> {
        self.manifest.category.as_ref()
    }

    /// What it asks for, in the order of the form.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.manifest.input
    }

    /// What the templates of page and downloads say around the result, by name.
    #[must_use]
    pub fn words(&self) -> &BTreeMap<String, Text> {
        &self.manifest.words
    }

    /// The files its result can be downloaded as.
    #[must_use]
    pub fn downloads(&self) -> &[Download] {
        &self.manifest.download
    }

    /// Checks what somebody sent, a flat JSON object; on success every field has its value or its
    /// default.
    pub fn inputs(&self, sent: &Value) -> Result<Inputs, Vec<FieldProblem>> {
        input::read(&self.manifest.input, &self.manifest.one_of, sent)
    }

    /// The same for a form, whose values are all texts.
    pub fn inputs_of_form(&self, pairs: &[(String, String)]) -> Result<Inputs, Vec<FieldProblem>> {
        input::read(
            &self.manifest.input,
            &self.manifest.one_of,
            &input::json_of_form(&self.manifest.input, pairs),
        )
    }

    /// The form's values for work on a finished run of another agent: that run, and what to call it.
    /// `None`: it takes no such run.
    #[must_use]
    pub fn filled_from(&self, agent: &str, run: &str, title: &str) -> Option<[(&str, String); 2]> {
        let takes = |field: &&Field| match &field.kind {
            FieldKind::FromRun { agents, .. } => agents.iter().any(|it| it == agent),
            _ => false,
        };
        let field = self.fields().iter().find(takes)?;
        Some([
            (&field.name, run.to_owned()),
            (&self.manifest.subject, title.to_owned()),
        ])
    }

    /// The input that names a run in lists.
    #[must_use]
    pub fn subject_of(&self, inputs: &Inputs) -> String {
        inputs.text(&self.manifest.subject)
    }

    /// The JSON schema of what [`Agent::inputs`] takes.
    #[must_use]
    pub fn input_schema(&self) -> Value {
        input::json_schema(&self.manifest.input)
    }

    /// Inputs to try, from its manifest.
    #[must_use]
    pub fn examples(&self) -> &[Value] {
        &self.manifest.example
    }

    /// The steps of a run, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.manifest.step
    }

    /// The checks that a result must pass.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.manifest.check
    }

    /// What is wrong with the form of a result; empty when it fits the schema.
    #[must_use]
    pub fn schema_problems(&self, output: &Value) -> Vec<String> {
        schema::problems(&self.schema, output)
    }

    /// A result, ready to be checked.
    #[must_use]
    pub fn subject<'a>(&'a self, output: &'a Value, input: &'a Value) -> Subject<'a> {
        Subject {
            output,
            input,
            script: self.manifest.script.as_ref(),
            evidence: &Value::Null,
        }
    }

    /// What the checks find wrong with a result that fits the schema; empty when it can be used.
    #[must_use]
    pub fn findings(&self, output: &Value, input: &Value) -> Vec<Finding> {
        self.findings_by(output, input, &Value::Null)
    }

    /// The same for a result that rests on what steps gathered, by their names.
    #[must_use]
    pub fn findings_by(&self, output: &Value, input: &Value, evidence: &Value) -> Vec<Finding> {
        let subject = Subject {
            evidence,
            ..self.subject(output, input)
        };
        let checks = self.manifest.check.iter();
        checks.flat_map(|check| check.findings(&subject)).collect()
    }

    /// The result without what no evidence proves, for agents that must prove what they say.
    #[must_use]
    pub fn proved(&self, output: Value, evidence: &Value) -> Value {
        let checks = self.manifest.check.iter();
        checks.fold(output, |output, check| match check {
            Check::Evidence { from, lists, .. } => {
                let (proved, dropped) = trend::proved(&output, &evidence[from], lists);
                if !dropped.is_empty() {
                    tracing::info!(
                        agent = self.id(),
                        ?dropped,
                        "what nothing proves is left out"
                    );
                }
                proved
            }
            _ => output,
        })
    }

    /// Whether a step of that name is part of its work.
    #[must_use]
    pub fn has_step(&self, name: &str) -> bool {
        self.manifest.step.iter().any(|step| step.name == name)
    }

    /// Offers these values to try in the input that a parameter of that step names.
    fn offer(&mut self, step: &str, parameter: &str, examples: &[String]) {
        let mut steps = self.manifest.step.iter().filter(|it| it.name == step);
        let input = steps.find_map(|it| it.parameters.get(parameter)?.as_str());
        let fields = self.manifest.input.iter_mut();
        for field in fields.filter(|field| Some(field.name.as_str()) == input) {
            field.examples = examples.to_vec();
        }
    }

    /// The script in a result, where the agent writes scripts.
    #[must_use]
    pub fn script(&self, document: &Document) -> Option<Script> {
        let shape = self.manifest.script.as_ref()?;
        Some(Script::read(shape, &document.output, &document.input))
    }

    /// How many characters of a brand voice it remembers for each user; `None`: it takes none.
    #[must_use]
    pub fn brand_voice(&self) -> Option<u32> {
        self.manifest.brand_voice
    }

    /// The result's own title, where the agent has one.
    #[must_use]
    pub fn title_of(&self, output: &Value) -> Option<String> {
        output
            .pointer(self.manifest.title.as_deref()?)?
            .as_str()
            .map(str::to_owned)
    }

    /// Turns the text of a completion into readable pieces as it arrives.
    #[must_use]
    pub fn live_text(&self) -> LiveText<'_> {
        LiveText::new(&self.manifest.live)
    }

    /// The result part by part, to be pasted elsewhere.
    #[must_use]
    pub fn plain_parts(&self, output: &Value) -> Vec<PlainPart> {
        plain::parts(&self.manifest.live, output)
    }

    fn rendering<'a>(&'a self, document: &'a Document, language: Language) -> Rendering<'a> {
        Rendering {
            templates: &self.templates,
            words: &self.manifest.words,
            document,
            language,
        }
    }

    /// The result as the page's HTML, for who reads that language. The agent's template escapes every
    /// value.
    pub fn page(
        &self,
        document: &Document,
        language: Language,
    ) -> Result<Labelled, minijinja::Error> {
        self.rendering(document, language).page(&self.manifest.page)
    }

    /// The result as a file of one of the [`Agent::downloads`] formats, with what stands around it in
    /// that language; `None` for another format.
    pub fn download(
        &self,
        document: &Document,
        format: &str,
        language: Language,
    ) -> Option<Result<Labelled, minijinja::Error>> {
        let download = self.manifest.download.iter().find(|d| d.format == format)?;
        let script = self.script(document);
        let rendering = self.rendering(document, language);
        Some(export::export(&rendering, download, script.as_ref()))
    }
}
