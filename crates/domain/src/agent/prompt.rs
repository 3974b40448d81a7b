//! From inputs to a prompt: which variant somebody gets, and what goes into it.

use std::sync::Arc;

use minijinja::{Error, context, value::Serde};
use serde_json::{Value, json};

use super::{Agent, Document, Inputs, PromptVariant, Rewrite};
use crate::{port::model::Prompt, random::UserId};

/// What a prompt is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// What was asked.
    pub inputs: &'a Inputs,
    /// The user's brand voice; empty where there is none.
    pub voice: &'a str,
    /// What steps gathered, by their names; null where there is nothing.
    pub evidence: &'a Value,
}

/// One item of a list in a result: `scenes/2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RewritePart {
    /// The list.
    pub list: String,
    /// The item, from 1.
    pub number: usize,
}

/// Why a part cannot be written anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RewriteError {
    /// The agent writes nothing anew.
    #[error("this agent writes nothing anew")]
    NotOffered,
    /// There is no such part.
    #[error("there is no such part")]
    NoSuchPart,
    /// The result is of an older form than the agent writes now.
    #[error("the result is of an older form than the agent writes now")]
    OlderForm,
}

impl std::fmt::Display for RewritePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.list, self.number)
    }
}

impl RewritePart {
    /// Reads `scenes/2`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (list, number) = text.split_once('/')?;
        let number = number.parse().ok().filter(|number| *number > 0)?;
        let list = list.to_owned();
        (!list.is_empty()).then_some(Self { list, number })
    }

    /// The item in a result.
    #[must_use]
    pub fn item<'a>(&self, output: &'a Value) -> Option<&'a Value> {
        output[&self.list].as_array()?.get(self.number - 1)
    }
}

impl Agent {
    /// The prompt variants.
    #[must_use]
    pub fn variants(&self) -> &[PromptVariant] {
        &self.manifest.prompt
    }

    /// The variant of a user: the same one as long as the version stays, in the variants' shares.
    #[must_use]
    pub fn variant_for(&self, user: &UserId) -> &str {
        let total: u64 = self.variants().iter().map(|it| u64::from(it.weight)).sum();
        let key = format!("{user}\n{}\n{}", self.id(), self.version());
        let hash = crate::random::sha256_hex(key.as_bytes());
        let number = u64::from_str_radix(&hash[..15], 16).unwrap_or(0);
        let mut place = number % total.max(1);
        for variant in self.variants() {
            let weight = u64::from(variant.weight);
            if place < weight {
                return &variant.id;
            }
            place -= weight;
        }
        ""
    }

    /// The prompt of a variant; of the first one where there is no such variant any more.
    /// `safety_identifier` stands for the user.
    pub fn prompt(
        &self,
        variant: &str,
        material: &Material<'_>,
        safety_identifier: &str,
    ) -> Result<Prompt, Error> {
        let variants = self.variants();
        let variant = variants
            .iter()
            .find(|it| it.id == variant)
            .or(variants.first());
        let (system, user) = variant.map_or(("", ""), |it| (&it.system, &it.user));
        let user = self.templates.get_template(user)?.render(context! {
            input => Serde(material.inputs.as_json()),
            voice => material.voice,
            evidence => Serde(material.evidence),
        })?;
        Ok(self.prompt_of(system, user, Arc::clone(&self.schema), safety_identifier))
    }

    /// What it costs to write one item anew, and which lists have such items.
    #[must_use]
    pub fn rewrite(&self) -> Option<&Rewrite> {
        self.manifest.rewrite.as_ref()
    }

    /// Checks that a part of a result can be written anew.
    pub fn check_part(&self, part: &RewritePart, output: &Value) -> Result<(), RewriteError> {
        let rewrite = self.rewrite().ok_or(RewriteError::NotOffered)?;
        let offered = rewrite.parts.contains(&part.list) && part.item(output).is_some();
        if !offered {
            return Err(RewriteError::NoSuchPart);
        }
        // The whole is checked again with the new item in it: what an older version wrote would fail.
        if !self.schema_problems(output).is_empty() {
            return Err(RewriteError::OlderForm);
        }
        Ok(())
    }

    /// The prompt for one item anew. Its schema is that of the item, in an object of its own: all
    /// providers want an object at the root.
    pub fn rewrite_prompt(
        &self,
        document: &Document,
        part: &RewritePart,
        wish: &str,
        voice: &str,
        safety_identifier: &str,
    ) -> Result<Prompt, Error> {
        let (system, user) = self.rewrite().map_or(("", ""), |it| (&it.system, &it.user));
        let user = self.templates.get_template(user)?.render(context! {
            input => Serde(&document.input),
            output => Serde(&document.output),
            part => part.list.as_str(),
            number => part.number,
            item => Serde(part.item(&document.output)),
            wish => wish,
            voice => voice,
        })?;
        let item = &self.schema["properties"][&part.list]["items"];
        let schema = json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["item"],
            "properties": { "item": item },
        });
        Ok(self.prompt_of(system, user, schema.into(), safety_identifier))
    }

    /// The result with one item written anew. The timeline stays as it was.
    #[must_use]
    pub fn with_item(&self, output: &Value, part: &RewritePart, mut item: Value) -> Value {
        let mut output = output.clone();
        if let Some(old) = output[&part.list].get_mut(part.number - 1) {
            for fixed in ["start", "end"] {
                if let Some(value) = old.get(fixed) {
                    item[fixed] = value.clone();
                }
            }
            *old = item;
        }
        output
    }

    fn prompt_of(
        &self,
        system: &str,
        user: String,
        schema: Arc<Value>,
        safety_identifier: &str,
    ) -> Prompt {
        let system = self.systems.get(system).cloned().unwrap_or_default();
        // One name for each text that prompts begin with: a variant's, a rewrite's.
        let hash = crate::random::sha256_hex(system.as_bytes());
        Prompt {
            cache_key: format!("{}-{}", self.id(), &hash[..16]),
            system,
            user,
            schema_name: self.manifest.id.replace('-', "_"),
            schema,
            max_output_tokens: self.manifest.max_output_tokens,
            safety_identifier: safety_identifier.to_owned(),
        }
    }
}
