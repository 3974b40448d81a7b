//! The project's own rules, checked over the files that git tracks.

mod actions;
mod arrows;
mod functions;
mod migrations;
mod names;
mod text;

use anyhow::Context;

use crate::run::{ask, cargo};

/// Prints every breach of the rules; true when there is none.
pub(crate) fn run() -> anyhow::Result<bool> {
    let listed = ask("git", &["ls-files", "-z"]).context("git lists no files here")?;
    let tracked: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
    let mut problems = migrations::check(&tracked);
    for path in tracked.iter().filter(|path| is_ours(path)) {
        // No text: a picture, or a file that is deleted but not yet committed.
        let Ok(content) = std::fs::read_to_string(path) else {
            continue;
        };
        problems.extend(text::check(path, &content));
        if functions::applies_to(path) {
            problems.extend(functions::check(path, &content));
        }
        if actions::applies_to(path) {
            problems.extend(actions::check(path, &content));
        }
        if names::applies_to(path) {
            problems.extend(names::check(path, &content, &tracked));
        }
    }
    problems.extend(arrows::check(&metadata()?));
    for problem in &problems {
        println!("{problem}");
    }
    let (files, problems) = (tracked.len(), problems.len());
    println!("tidy: {files} files, {problems} problems");
    Ok(problems == 0)
}

/// What others wrote keeps their rules.
fn is_ours(path: &str) -> bool {
    !path.split('/').any(|part| part == "vendor")
        && !matches!(path.rsplit_once('.'), Some((_, "lock")))
}

fn metadata() -> anyhow::Result<serde_json::Value> {
    let output = cargo()
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .output()?;
    serde_json::from_slice(&output.stdout)
        .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn vendored_and_generated_files_are_not_ours() {
        assert!(is_ours("crates/web/assets/app.js"));
        assert!(!is_ours("crates/web/assets/vendor/htmx.js"));
        assert!(!is_ours("Cargo.lock"));
    }
}
