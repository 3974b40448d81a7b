//! What a manifest must be beyond its form: everything that it names is there.

use super::manifest::Manifest;
use crate::{check::Check, money::Credits};

/// Where in the file to look, and what is wrong there.
type Fault = Result<(), (String, String)>;

impl Manifest {
    pub(super) fn has_input(&self, name: &str) -> bool {
        self.input.iter().any(|field| field.name == name)
    }

    /// What is wrong beyond its form: where in the file to look, and why.
    pub(super) fn check(&self) -> Fault {
        let wrong = |key: &str, reason: &str| Err((key.to_owned(), reason.to_owned()));
        let id_fits = |id: &str| {
            let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            (1..=64).contains(&id.len()) && id.bytes().all(fits)
        };
        if !id_fits(&self.id) {
            return wrong("id =", "`id` must be 1 to 64 of a-z, 0-9 and -");
        }
        if self.price == Credits::ZERO {
            return wrong("price =", "`price` must be 1 at least: a run is paid for");
        }
        if !(1..=600).contains(&self.deadline_seconds) {
            return wrong(
                "deadline_seconds =",
                "`deadline_seconds` must be from 1 to 600",
            );
        }
        if !self.has_input(&self.subject) {
            return wrong("subject =", "`subject` names no input");
        }
        if let Some(name) = self.one_of.iter().find(|name| !self.has_input(name)) {
            let reason = format!("`one_of` names no input: {name}");
            return Err(("one_of =".to_owned(), reason));
        }
        for (index, field) in self.input.iter().enumerate() {
            let key = format!("name = \"{}\"", field.name);
            if self.input[..index]
                .iter()
                .any(|other| other.name == field.name)
            {
                return Err((key, format!("two inputs are called `{}`", field.name)));
            }
            if let Some(fault) = field.kind.fault() {
                return Err((key, format!("input `{}`: {fault}", field.name)));
            }
        }
        for variant in &self.prompt {
            if !id_fits(&variant.id) {
                let key = format!("id = \"{}\"", variant.id);
                return Err((
                    key,
                    "a prompt's `id` must be 1 to 64 of a-z, 0-9 and -".to_owned(),
                ));
            }
        }
        if self
            .prompt
            .iter()
            .map(|prompt| u64::from(prompt.weight))
            .sum::<u64>()
            == 0
        {
            return wrong("[[prompt]]", "no prompt has a `weight` above 0");
        }
        self.check_work()?;
        self.check_names()
    }

    /// What checks, script and rewrite name must be inputs or steps.
    fn check_names(&self) -> Fault {
        for check in &self.check {
            let key = format!("name = \"{}\"", check.name());
            if let Some(input) = check.inputs().find(|input| !self.has_input(input)) {
                let reason = format!("check `{}` names no input: {input}", check.name());
                return Err((key, reason));
            }
            let gathers = |from: &str| self.step.iter().any(|step| step.name == from);
            if let Check::Evidence { from, .. } = check
                && !gathers(from)
            {
                let reason = format!("check `evidence` names no step of this agent: {from}");
                return Err((key, reason));
            }
        }
        if let Some(script) = &self.script {
            for (key, input) in script.inputs() {
                if !self.has_input(input) {
                    let reason = format!("`script.{key}` names no input: {input}");
                    return Err((format!("{key} = \"{input}\""), reason));
                }
            }
        }
        if self
            .rewrite
            .as_ref()
            .is_some_and(|it| it.price == Credits::ZERO)
        {
            let reason = "`rewrite.price` must be 1 at least: a run is paid for";
            return Err(("[rewrite]".to_owned(), reason.to_owned()));
        }
        Ok(())
    }

    /// Steps, checks and downloads: what they name must be there.
    fn check_work(&self) -> Fault {
        for step in &self.step {
            let key = format!("\"{}\"", step.name);
            let Some(known) = crate::run::find_step(&step.name) else {
                let names: Vec<&str> = crate::run::STEPS.iter().map(|step| step.name()).collect();
                return Err((
                    key,
                    format!(
                        "there is no step `{}`; there are: {}",
                        step.name,
                        names.join(", ")
                    ),
                ));
            };
            known
                .check(&step.parameters)
                .map_err(|reason| (key, format!("step `{}`: {reason}", step.name)))?;
        }
        if self.step.is_empty() {
            return Err(("[[step]]".to_owned(), "there is no [[step]]".to_owned()));
        }
        let no_script = |key: String, what: &str| Err((key, format!("{what} needs a [script]")));
        if self.script.is_none() {
            if let Some(check) = self.check.iter().find(|check| check.needs_script()) {
                return no_script(format!("\"{}\"", check.name()), check.name());
            }
            if let Some(download) = self.download.iter().find(|it| it.exporter.needs_script()) {
                return no_script(format!("\"{}\"", download.format), &download.format);
            }
        }
        for download in &self.download {
            if download.exporter.takes_template() != download.template.is_some() {
                let key = format!("format = \"{}\"", download.format);
                let reason = "`text` and `markdown` take a `template`, the others none";
                return Err((key, reason.to_owned()));
            }
        }
        Ok(())
    }
}
