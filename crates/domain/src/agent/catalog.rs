//! All agents: read once at start. A broken one is refused with its reason; the others still serve.

use std::{collections::BTreeMap, sync::Arc};

use include_dir::{Dir, include_dir};

use super::{Agent, manifest::Manifest, render};
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

/// The agents for rent, in the order of their folders.
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
        (Self(agents), broken)
    }

    /// The agent of that id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Arc<Agent>> {
        self.0.iter().find(|agent| agent.id() == id)
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
    let broken = |reason: &dyn ToString| folder.broken("agent.toml", reason.to_string());
    let manifest: Manifest =
        toml::from_str(folder.file("agent.toml")?).map_err(|error| broken(&error))?;
    let id_fits = manifest
        .id
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if manifest.id.is_empty() || manifest.id.len() > 64 || !id_fits {
        return Err(broken(&"`id` must be 1 to 64 of a-z, 0-9 and -"));
    }
    if manifest.price == Credits::ZERO {
        return Err(broken(&"`price` must be 1 at least: a run is paid for"));
    }
    if !(1..=600).contains(&manifest.deadline_seconds) {
        return Err(broken(&"`deadline_seconds` must be from 1 to 600"));
    }
    if !manifest
        .input
        .iter()
        .any(|field| field.name == manifest.subject)
    {
        return Err(broken(&"`subject` names no input"));
    }
    let schema: serde_json::Value = serde_json::from_str(folder.file(&manifest.schema)?)
        .map_err(|error| folder.broken(&manifest.schema, error))?;
    let validator =
        jsonschema::validator_for(&schema).map_err(|e| folder.broken(&manifest.schema, e))?;
    let mut templates = render::environment();
    let rendered = manifest.download.iter().map(|download| &download.template);
    for name in rendered.chain([&manifest.user_prompt, &manifest.page]) {
        templates
            .add_template_owned(name.clone(), folder.file(name)?.to_owned())
            .map_err(|error| folder.broken(name, format!("{error:#}")))?;
    }
    let system = folder.file(&manifest.system_prompt)?.to_owned();
    Ok(Agent {
        manifest,
        system,
        schema,
        validator,
        templates,
    })
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
