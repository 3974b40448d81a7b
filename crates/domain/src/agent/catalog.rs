//! All agents: read once at start. A broken one is refused with its reason; the others still serve.

use std::{collections::BTreeMap, sync::Arc};

use include_dir::{Dir, include_dir};

use super::{Agent, Material, manifest::Manifest, render, schema};
use crate::money::Credits;

/// The files of one agent's folder: name to text.
#[derive(Clone, Debug, Default)]
pub struct AgentFiles {
    /// The folder's name, for messages.
    pub folder: String,
    /// Every file in it.
    pub files: BTreeMap<String, String>,
}

/// A folder that is no agent, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The folder and file: `shorts-script/agent.toml`.
    pub file: String,
    /// What is wrong, with the line where it is known.
    pub reason: String,
}

/// The agents for rent, the dearest first: what takes the most work is shown before what helps it.
#[derive(Clone, Debug, Default)]
pub struct Catalog(Vec<Arc<Agent>>);

impl Catalog {
    /// Reads and checks every folder.
    #[must_use]
    pub fn load(folders: Vec<AgentFiles>) -> (Self, Vec<Broken>) {
        let mut agents: Vec<Arc<Agent>> = Vec::new();
        let mut broken = Vec::new();
        for folder in folders {
            match load(&folder) {
                Ok(agent) if agents.iter().any(|other| other.id() == agent.id()) => {
                    broken.push(folder.broken("agent.toml", "another agent has the same id"));
                }
                Ok(agent) => agents.push(Arc::new(agent)),
                Err(reason) => broken.push(reason),
            }
        }
        agents.sort_by_key(|agent| std::cmp::Reverse(agent.price()));
        (Self(agents), broken)
    }

    /// The agent of that id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Arc<Agent>> {
        self.0.iter().find(|agent| agent.id() == id)
    }

    /// Those that can do their work without a step of that name.
    #[must_use]
    pub fn without(self, step: &str) -> Self {
        let others = self.0.into_iter().filter(|agent| !agent.has_step(step));
        Self(others.collect())
    }

    /// The same, with these values to try in the input that a parameter of that step names.
    #[must_use]
    pub fn offering(mut self, step: &str, parameter: &str, examples: &[String]) -> Self {
        for agent in self.0.iter_mut().filter_map(Arc::get_mut) {
            agent.offer(step, parameter, examples);
        }
        self
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Agent>> {
        self.0.iter()
    }
}

impl AgentFiles {
    fn broken(&self, file: &str, reason: impl ToString) -> Broken {
        Broken {
            file: format!("{}/{file}", self.folder),
            reason: reason.to_string(),
        }
    }

    fn file(&self, name: &str) -> Result<&str, Broken> {
        let text = self.files.get(name).map(String::as_str);
        text.ok_or_else(|| self.broken(name, "the file is missing"))
    }
}

fn load(folder: &AgentFiles) -> Result<Agent, Broken> {
    let text = folder.file("agent.toml")?;
    let manifest: Manifest =
        toml::from_str(text).map_err(|error| folder.broken("agent.toml", error))?;
    if let Err((key, reason)) = manifest.check() {
        // The line of the key, or of its value where that is written down once.
        let line = text.lines().position(|line| line.contains(&key));
        let at = line.map_or_else(String::new, |line| format!("line {}: ", line + 1));
        return Err(folder.broken("agent.toml", format!("{at}{reason}")));
    }
    let schema: serde_json::Value = serde_json::from_str(folder.file(&manifest.schema)?)
        .map_err(|error| folder.broken(&manifest.schema, error))?;
    schema::check(&schema).map_err(|reason| folder.broken(&manifest.schema, reason))?;
    let (templates, systems) = read_texts(folder, &manifest)?;
    if let Some(rewrite) = &manifest.rewrite {
        let unknown = rewrite
            .parts
            .iter()
            .find(|part| schema["properties"][part]["items"].is_null());
        if let Some(part) = unknown {
            let reason = format!("`rewrite.parts` names {part}, which is no list here");
            return Err(folder.broken(&manifest.schema, reason));
        }
    }
    let agent = Agent {
        manifest,
        systems,
        schema,
        templates,
    };
    try_examples(folder, &agent)?;
    Ok(agent)
}

/// The templates, and the prompts that are the same for every run, by their files' names.
fn read_texts(
    folder: &AgentFiles,
    manifest: &Manifest,
) -> Result<(minijinja::Environment<'static>, BTreeMap<String, String>), Broken> {
    let mut templates = render::environment();
    let downloads = manifest
        .download
        .iter()
        .filter_map(|download| download.template.as_ref());
    let prompts = manifest.prompt.iter().map(|prompt| &prompt.user);
    let rewrites = manifest.rewrite.iter().map(|rewrite| &rewrite.user);
    for name in downloads
        .chain(prompts)
        .chain(rewrites)
        .chain([&manifest.page])
    {
        templates
            .add_template_owned(name.clone(), folder.file(name)?.to_owned())
            .map_err(|error| folder.broken(name, format!("{error:#}")))?;
    }
    let mut systems = BTreeMap::new();
    let prompts = manifest.prompt.iter().map(|prompt| &prompt.system);
    for name in prompts.chain(manifest.rewrite.iter().map(|rewrite| &rewrite.system)) {
        systems.insert(name.clone(), folder.file(name)?.to_owned());
    }
    Ok((templates, systems))
}

/// Every example must be taken, and every prompt made of it: a name that a template has wrong shows
/// here, not in somebody's run.
fn try_examples(folder: &AgentFiles, agent: &Agent) -> Result<(), Broken> {
    let evidence = sample_evidence(&agent.manifest);
    for (number, example) in (1..).zip(&agent.manifest.example) {
        let inputs = agent.inputs(example).map_err(|problems| {
            folder.broken(
                "agent.toml",
                format!("example {number} is not taken: {problems:?}"),
            )
        })?;
        for variant in &agent.manifest.prompt {
            let material = Material {
                inputs: &inputs,
                voice: "",
                evidence: &evidence,
            };
            agent
                .prompt(&variant.id, &material, "example")
                .map_err(|error| folder.broken(&variant.user, format!("{error:#}")))?;
        }
    }
    Ok(())
}

/// What prompts see as evidence when nothing was given: each name is there.
fn sample_evidence(manifest: &Manifest) -> serde_json::Value {
    let from_steps = manifest.step.iter().filter_map(|step| {
        let (name, sample) = crate::run::find_step(&step.name)?.evidence()?;
        Some((name.to_owned(), sample))
    });
    let from_runs = manifest.input.iter().filter_map(|field| {
        let is_run = matches!(field.kind, super::FieldKind::FromRun { .. });
        is_run.then(|| (field.name.clone(), serde_json::Value::Null))
    });
    serde_json::Value::Object(from_steps.chain(from_runs).collect())
}

impl Manifest {
    fn has_input(&self, name: &str) -> bool {
        self.input.iter().any(|field| field.name == name)
    }

    /// What is wrong beyond its form: where in the file to look, and why.
    fn check(&self) -> Result<(), (String, String)> {
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
        self.check_work()
    }

    /// Steps, checks and downloads: what they name must be there.
    fn check_work(&self) -> Result<(), (String, String)> {
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

static BUILTIN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../agents");

/// The agents that are part of the program.
#[must_use]
pub fn builtin() -> Vec<AgentFiles> {
    let name = |path: &std::path::Path| {
        path.file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default()
            .to_owned()
    };
    BUILTIN
        .dirs()
        .map(|folder| AgentFiles {
            folder: name(folder.path()),
            files: folder
                .files()
                .filter_map(|file| Some((name(file.path()), file.contents_utf8()?.to_owned())))
                .collect(),
        })
        .collect()
}
