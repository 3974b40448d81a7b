//! The folder of evaluations: topics by category, and a rubric an agent.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use openclaw_domain::eval::{Category, Rubric, fingerprint};

/// What an agent is measured by.
pub(super) struct Evals {
    pub(super) rubric: Rubric,
    pub(super) categories: Vec<Category>,
    /// The hash of both, by which reports are comparable.
    pub(super) fingerprint: String,
}

impl Evals {
    /// Those of one agent, or of every agent that has a rubric.
    pub(super) fn load(folder: &Path, agent: Option<&str>) -> anyhow::Result<Vec<Self>> {
        if !folder.is_dir() {
            bail!(
                "there is no folder {}: run this where the project is, or name it with --evals",
                folder.display()
            );
        }
        let topics = read(&folder.join("topics"))?;
        let categories = categories(&topics)?;
        let mut all = Vec::new();
        for (file, text) in read(&folder.join("rubrics"))? {
            let rubric = Rubric::parse(&file, &text)?;
            if agent.is_none_or(|agent| agent == rubric.agent) {
                let texts = topics.iter().map(|(_, text)| text.as_str());
                all.push(Self {
                    rubric,
                    categories: categories.clone(),
                    fingerprint: fingerprint([text.as_str()].into_iter().chain(texts)),
                });
            }
        }
        if all.is_empty() {
            match agent {
                Some(agent) => bail!(
                    "there is no rubric for `{agent}` in {}/rubrics",
                    folder.display()
                ),
                None => bail!("there is no rubric in {}/rubrics", folder.display()),
            }
        }
        Ok(all)
    }
}

fn categories(topics: &[(String, String)]) -> anyhow::Result<Vec<Category>> {
    let mut all: Vec<Category> = Vec::new();
    for (file, text) in topics {
        let category = Category::parse(file, text)?;
        for topic in &category.topics {
            let others = all.iter().flat_map(|other| &other.topics);
            if others.clone().any(|other| other.id == topic.id) {
                bail!("{file}: another file has a topic `{}` too", topic.id);
            }
        }
        if all.iter().any(|other| other.category == category.category) {
            bail!(
                "{file}: another file has the category `{}` too",
                category.category
            );
        }
        all.push(category);
    }
    Ok(all)
}

/// The TOML files of a folder, by name.
fn read(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let listed = std::fs::read_dir(folder)
        .with_context(|| format!("the folder {} cannot be read", folder.display()))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in listed {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    let texts = paths.into_iter().map(|path| {
        let name = path.display().to_string();
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("{name} cannot be read"))?;
        Ok((name, text))
    });
    texts.collect()
}
