//! What the README and ARCHITECTURE name is there: a map that shows a street that is gone misleads.

const MAPS: [&str; 2] = ["README.md", "ARCHITECTURE.md"];

const FOLDERS: [&str; 13] = [
    "apps/",
    "crates/",
    "docs/",
    "agents/",
    "migrations/",
    "tests/",
    "bench/",
    "evals/",
    "fuzz/",
    "proof/",
    "legal/",
    "xtask/",
    ".ci/",
];

pub(super) fn applies_to(path: &str) -> bool {
    MAPS.contains(&path)
}

pub(super) fn check(path: &str, content: &str, tracked: &[&str]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut fenced = false;
    for (index, line) in content.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let missing = named(line).filter(|name| !exists(name, tracked));
            let line = index + 1;
            problems.extend(missing.map(|name| format!("{path}:{line}: `{name}` is not there")));
        }
    }
    problems
}

/// The names in backticks that look like a path in the repository. One that stands for many, as
/// `agents/<name>/`, is not looked up.
fn named(line: &str) -> impl Iterator<Item = &str> {
    let in_backticks = line.split('`').skip(1).step_by(2);
    in_backticks.filter(|name| {
        FOLDERS.iter().any(|folder| name.starts_with(folder))
            && !name.contains([' ', '<', '*', '{', '…'])
    })
}

fn exists(name: &str, tracked: &[&str]) -> bool {
    let folder = format!("{}/", name.trim_end_matches('/'));
    tracked
        .iter()
        .any(|path| *path == name || path.starts_with(&folder))
}

#[cfg(test)]
mod tests {
    use super::check;

    const TRACKED: [&str; 2] = ["crates/web/src/lib.rs", "docs/payments.md"];

    fn missing(content: &str) -> Vec<String> {
        check("README.md", content, &TRACKED)
    }

    #[test]
    fn files_and_folders_that_are_tracked_may_be_named() {
        let content = "See `crates/web`, `crates/web/` and [`docs/payments.md`](docs/payments.md).";
        assert_eq!(missing(content), Vec::<String>::new());
    }

    #[test]
    fn a_name_without_a_file_is_told_with_its_line() {
        let found = missing("Fine.\n\n`docs/ledger.md` and `crates/we` tell more.");
        assert_eq!(
            found,
            [
                "README.md:3: `docs/ledger.md` is not there",
                "README.md:3: `crates/we` is not there"
            ]
        );
    }

    #[test]
    fn other_code_is_not_a_path() {
        let content = "`GET /api/runs`, `agents/<name>/agent.toml`, `bench/ --all`, `a/b`, docs/x\n\
                       ```\ntests/of `docs/none.md`\n```\n";
        assert_eq!(missing(content), Vec::<String>::new());
    }
}
