//! axe-core, which looks for what keeps people out. Installed for the tests alone, never committed
//! nor served.

use std::{fs, sync::LazyLock};

use openclaw_npm::Package;
use openclaw_tests::Browser;
use serde_json::json;

static PROGRAM: LazyLock<Package> = LazyLock::new(|| {
    Package::new(
        concat!(env!("CARGO_MANIFEST_DIR"), "/accessibility"),
        &["package.json", "package-lock.json"],
        env!("CARGO_TARGET_TMPDIR"),
        "accessibility",
        "axe-core over every page",
    )
});

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
        let script = PROGRAM
            .installed()?
            .join("node_modules/axe-core/axe.min.js");
        Some(Self(fs::read_to_string(script).unwrap()))
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
