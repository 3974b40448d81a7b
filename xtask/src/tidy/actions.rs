//! Workflows name each action by its commit: a tag can be moved to a program that steals a release's
//! secrets.

const COMMIT_DIGITS: usize = 40;

pub(super) fn applies_to(path: &str) -> bool {
    path.starts_with(".github/workflows/")
}

pub(super) fn check(path: &str, content: &str) -> Vec<String> {
    let uses = |line: &str| {
        let step = line.trim_start();
        let step = step.strip_prefix("- ").unwrap_or(step);
        let action = step.strip_prefix("uses:")?.split_whitespace().next()?;
        // An action of this repository is what is checked out.
        (!action.starts_with("./")).then(|| action.to_owned())
    };
    content
        .lines()
        .enumerate()
        .filter_map(|(index, line)| Some((index + 1, uses(line)?)))
        .filter(|(_, action)| !is_pinned(action))
        .map(|(line, action)| {
            format!("{path}:{line}: {action}: name its commit, and its version in a comment")
        })
        .collect()
}

fn is_pinned(action: &str) -> bool {
    action.rsplit_once('@').is_some_and(|(_, version)| {
        version.len() == COMMIT_DIGITS && version.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn an_action_is_named_by_its_commit() {
        let pinned = "      - uses: a/b@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2\n";
        assert!(check("ci.yml", pinned).is_empty());
        assert!(check("ci.yml", "      - uses: ./.github/actions/own\n").is_empty());
        for movable in [
            "- uses: a/b@v4",
            "  uses: a/b@main",
            "- uses: a/b",
            "uses: a/b@11bd719",
        ] {
            let problems = check("ci.yml", movable);
            assert_eq!(problems.len(), 1, "{movable}");
            assert!(problems[0].starts_with("ci.yml:1: a/b"), "{problems:?}");
        }
    }
}
