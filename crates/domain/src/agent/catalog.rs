//! All agents: read once at start. A broken one is refused with its reason; the others still serve.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use include_dir::{Dir, include_dir};

use super::{Agent, Document, Material, RewritePart, manifest::Manifest, render, schema};

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

    /// The same, none of them working for longer than this: where the platform ends what takes longer,
    /// a run must have ended before, so that its user is told and gets the credits back at once.
    #[must_use]
    pub fn within(mut self, longest: Duration) -> Self {
        for agent in self.0.iter_mut().filter_map(Arc::get_mut) {
            agent.hurry(longest);
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
        schema: Arc::new(schema),
        templates,
    };
    try_words(folder, &agent)?;
    try_examples(folder, &agent)?;
    try_rewrite(folder, &agent)?;
    Ok(agent)
}

/// The templates, and the prompts that are the same for every run, by their files' names.
fn read_texts(
    folder: &AgentFiles,
    manifest: &Manifest,
) -> Result<(minijinja::Environment<'static>, BTreeMap<String, Arc<str>>), Broken> {
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
        systems.insert(name.clone(), folder.file(name)?.into());
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

/// Every word that the templates of page and downloads name must be there.
fn try_words(folder: &AgentFiles, agent: &Agent) -> Result<(), Broken> {
    let Manifest {
        download,
        page,
        words,
        ..
    } = &agent.manifest;
    let templates = download.iter().filter_map(|it| it.template.as_ref());
    for name in templates.chain([page]) {
        let template = agent.templates.get_template(name);
        let template = template.map_err(|error| folder.broken(name, format!("{error:#}")))?;
        for named in template.undeclared_variables(true) {
            let word = named.strip_prefix("words.");
            if let Some(word) = word.filter(|word| !words.contains_key(*word)) {
                return Err(folder.broken(name, format!("there is no `{word}` in [words]")));
            }
        }
    }
    Ok(())
}

/// The prompt for a part anew must be made of any item.
fn try_rewrite(folder: &AgentFiles, agent: &Agent) -> Result<(), Broken> {
    let (Some(rewrite), Some(example)) = (agent.rewrite(), agent.manifest.example.first()) else {
        return Ok(());
    };
    for list in &rewrite.parts {
        let mut output = serde_json::json!({});
        output[list] = serde_json::json!([sample_of(&agent.schema["properties"][list]["items"])]);
        let document = Document {
            agent: agent.id().to_owned(),
            version: agent.version().to_owned(),
            model: String::new(),
            created_at: 0,
            input: agent
                .inputs(example)
                .map(|it| it.as_json())
                .unwrap_or_default(),
            output,
            evidence: serde_json::Value::Null,
            run: None,
        };
        let part = RewritePart {
            list: list.clone(),
            number: 1,
        };
        agent
            .rewrite_prompt(&document, &part, "", "", "example")
            .map_err(|error| folder.broken(&rewrite.user, format!("{error:#}")))?;
    }
    Ok(())
}

/// An object with every property that the schema names.
fn sample_of(schema: &serde_json::Value) -> serde_json::Value {
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, kind)| (name.clone(), kind["type"].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
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
