//! The folders of agents: those in the program, or the operator's.

use std::path::Path;

use anyhow::Context as _;
use openclaw_domain::agent::{AgentFiles, Broken, Catalog, builtin};

/// Endings of the files that agents are made of; others (a picture, an editor's own) are passed by.
const TEXTS: [&str; 7] = ["toml", "md", "json", "html", "txt", "srt", "vtt"];

/// The agents of the program, or of a folder of folders, and those that cannot be used.
pub(crate) fn load(folder: Option<&Path>) -> anyhow::Result<(Catalog, Vec<Broken>)> {
    let (folders, mut unreadable) = match folder {
        None => (builtin(), Vec::new()),
        Some(folder) => read(folder)
            .with_context(|| format!("the agents in {} cannot be read", folder.display()))?,
    };
    let (catalog, broken) = Catalog::load(folders);
    unreadable.extend(broken);
    Ok((catalog, unreadable))
}

/// Every agent's folder in `folder`; or `folder` itself, where it is an agent's.
fn read(folder: &Path) -> std::io::Result<(Vec<AgentFiles>, Vec<Broken>)> {
    let mut folders = Vec::new();
    if folder.join("agent.toml").is_file() {
        folders.push(folder.canonicalize()?);
    } else {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    folders.sort();
    let (mut agents, mut broken) = (Vec::new(), Vec::new());
    for folder in folders {
        match read_one(&folder)? {
            Ok(agent) => agents.push(agent),
            Err(reason) => broken.push(reason),
        }
    }
    Ok((agents, broken))
}

fn read_one(folder: &Path) -> std::io::Result<Result<AgentFiles, Broken>> {
    let mut agent = AgentFiles {
        folder: name(folder),
        ..AgentFiles::default()
    };
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if !path.is_file() || !ending.is_some_and(|ending| TEXTS.contains(&ending)) {
            continue;
        }
        let bytes = std::fs::read(&path)?;
        match String::from_utf8(bytes) {
            Ok(text) => drop(agent.files.insert(name(&path), text)),
            Err(error) => {
                let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = before.split(|byte| *byte == b'\n').count();
                return Ok(Err(Broken {
                    file: format!("{}/{}", agent.folder, name(&path)),
                    reason: format!("line {line} is no UTF-8: save the file as UTF-8"),
                }));
            }
        }
    }
    Ok(Ok(agent))
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
