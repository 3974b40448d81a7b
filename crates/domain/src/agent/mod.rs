//! Agents: what we rent out. An agent is a folder (`agents/README.md` tells what is in it); this
//! module reads it, checks it, and knows how to ask its inputs, prompt its model and render its
//! result.

mod catalog;
mod input;
mod live;
mod manifest;
mod render;

pub use catalog::{AgentFiles, Broken, Catalog, builtin};
pub use input::{FieldProblem, Inputs, Problem};
pub use live::{Fragment, LiveText};
pub use manifest::{Choice, Download, Field, FieldKind, Text};
pub use render::{Document, Rendered};

use std::time::Duration;

use manifest::Manifest;
use minijinja::{Environment, context, value::Serde};
use serde_json::Value;

use crate::{money::Credits, port::model::Prompt, random::UserId};

/// The largest result that is kept, in bytes.
pub const LARGEST_RESULT: usize = 100 * 1024;

/// An agent, ready to run.
pub struct Agent {
    manifest: Manifest,
    system: String,
    schema: Value,
    validator: jsonschema::Validator,
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

    /// What it asks for, in the order of the form.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.manifest.input
    }

    /// The files its result can be downloaded as.
    #[must_use]
    pub fn downloads(&self) -> &[Download] {
        &self.manifest.download
    }

    /// Checks what somebody sent, a flat JSON object; on success every field has its value or its
    /// default.
    pub fn inputs(&self, sent: &Value) -> Result<Inputs, Vec<FieldProblem>> {
        input::read(&self.manifest.input, sent)
    }

    /// The same for a form, whose values are all texts.
    pub fn inputs_of_form(&self, pairs: &[(String, String)]) -> Result<Inputs, Vec<FieldProblem>> {
        input::read(
            &self.manifest.input,
            &input::json_of_form(&self.manifest.input, pairs),
        )
    }

    /// The input that names a run in lists.
    #[must_use]
    pub fn subject_of(&self, inputs: &Inputs) -> String {
        inputs.text(&self.manifest.subject)
    }

    /// The prompt for these inputs.
    pub fn prompt(&self, inputs: &Inputs, user: &UserId) -> Result<Prompt, minijinja::Error> {
        let template = self.templates.get_template(&self.manifest.user_prompt)?;
        Ok(Prompt {
            system: self.system.clone(),
            user: template.render(context! { input => Serde(inputs.as_json()) })?,
            schema_name: self.manifest.id.replace('-', "_"),
            schema: self.schema.clone(),
            max_output_tokens: self.manifest.max_output_tokens,
            safety_identifier: crate::random::sha256_hex(user.as_str().as_bytes()),
        })
    }

    /// What is wrong with a completion; empty when it can be used.
    #[must_use]
    pub fn problems_of(&self, output: &Value) -> Vec<String> {
        self.validator
            .iter_errors(output)
            .take(10)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
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

    /// The result as the page's HTML. The agent's template escapes every value.
    pub fn page(&self, document: &Document) -> Result<String, minijinja::Error> {
        render::page(&self.templates, &self.manifest.page, document)
    }

    /// The result as a file of one of the [`Agent::downloads`] formats; `None` for another format.
    pub fn download(
        &self,
        document: &Document,
        format: &str,
    ) -> Option<Result<Rendered, minijinja::Error>> {
        let download = self.manifest.download.iter().find(|d| d.format == format)?;
        Some(render::download(&self.templates, download, document))
    }
}
