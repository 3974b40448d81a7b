//! axe-core, which looks for what keeps people out. Installed for the tests alone, never committed
//! nor served.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use openclaw_tests::Browser;
use serde_json::json;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/accessibility");
const FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// WCAG 2.2, A and AA, with all that it took over.
const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// Answers a line for each thing that breaks a rule: the rule, where, and what would mend it.
const LOOK: &str = "const [rules, done] = arguments;
    axe.run(document, { runOnly: rules, resultTypes: ['violations'] }).then(
      (found) => done(found.violations.flatMap((broken) => broken.nodes.map((node) =>
        `${broken.id} at ${node.target.join(' ')}: ${node.failureSummary}`))),
      (error) => done([String(error)]),
    );";

/// The tool, ready to be put into pages.
pub(super) struct Axe(String);

impl Axe {
    /// The pinned release; none where it cannot be installed, which is said.
    pub(super) fn installed() -> Option<Self> {
        static FOLDER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
        match FOLDER.get_or_init(install) {
            Ok(folder) => {
                let script = folder.join("node_modules/axe-core/axe.min.js");
                Some(Self(fs::read_to_string(script).unwrap()))
            }
            Err(why) => {
                // Not `println`, which nobody sees when the test passes.
                let note = format!("\nNOT RUN: axe-core over every page: {why}\n");
                io::stderr().write_all(note.as_bytes()).unwrap();
                None
            }
        }
    }

    /// What is wrong with the page that is open, in both themes.
    pub(super) async fn look(&self, browser: &Browser) -> Vec<String> {
        let address = browser.address().await;
        browser.ask(&self.0).await;
        let mut found = Vec::new();
        for (theme, dark) in [("light", false), ("dark", true)] {
            browser.prefer_dark(dark).await;
            let broken = browser.answer_of(LOOK, vec![json!(RULES)]).await;
            let lines = broken.as_array().unwrap().iter();
            found.extend(lines.map(|line| {
                let line = line.as_str().unwrap_or_default();
                format!("{address} ({theme}): {line}")
            }));
        }
        found
    }
}

fn install() -> Result<PathBuf, String> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = home.join("accessibility");
    if FILES.iter().all(|file| is_same(&folder, file)) {
        return Ok(folder);
    }
    // Whole or not at all: another process may be at the same work.
    let draft = home.join(format!("accessibility.{}", std::process::id()));
    fs::create_dir_all(&draft).unwrap();
    for file in FILES {
        fs::copy(Path::new(SOURCE).join(file), draft.join(file)).unwrap();
    }
    let npm = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&draft)
        .stdin(Stdio::null())
        .output();
    let result = match npm {
        Err(error) => Err(format!("npm (Node 20 or later) is not here: {error}")),
        Ok(npm) if !npm.status.success() => {
            let words = String::from_utf8_lossy(&npm.stderr).into_owned();
            Err(format!("npm ci failed: {}", words.trim()))
        }
        Ok(_) => Ok(folder.clone()),
    };
    if result.is_ok() {
        let _ = fs::remove_dir_all(&folder);
        // Somebody else was quicker.
        let _ = fs::rename(&draft, &folder);
    }
    let _ = fs::remove_dir_all(&draft);
    result
}

fn is_same(folder: &Path, file: &str) -> bool {
    let [there, here] = [folder, Path::new(SOURCE)].map(|at| fs::read(at.join(file)).ok());
    there.is_some() && there == here
}
