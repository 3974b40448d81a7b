//! Rules on single lines, and on how many of them a file may have.

const MAX_LINES: usize = 400;

/// Words that mean unfinished work.
const MARKERS: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
];

/// Rust that must not be left behind. A test that cannot run says so when it is run.
const LEFTOVERS: [&str; 4] = [
    concat!("dbg", "!("),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("#[", "ignore"),
];

/// Folders that only some developer's machine has. The last two are followed by a name.
const MACHINE_FOLDERS: [&str; 4] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];

pub(super) fn check(path: &str, content: &str) -> Vec<String> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let mut problems = Vec::new();
    let lines = content.lines().count();
    if ["rs", "js", "css", "html", "sql"].contains(&extension) && lines > MAX_LINES {
        problems.push(format!(
            "{path}: {lines} lines, at most {MAX_LINES}: it wants two names"
        ));
    }
    for (index, line) in content.lines().enumerate() {
        let mut report = |what: &str| problems.push(format!("{path}:{}: {what}", index + 1));
        for marker in MARKERS.iter().filter(|marker| has_word(line, marker)) {
            report(&format!(
                "{marker}: finish it, or say what is missing where users read it"
            ));
        }
        for leftover in LEFTOVERS
            .iter()
            .filter(|leftover| line.contains(**leftover))
        {
            if extension == "rs" {
                report(&format!("`{leftover}` is left behind"));
            }
        }
        if names_a_machine(line) {
            report("a path that only one machine has");
        }
    }
    problems
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        !inside(before) && !inside(after)
    })
}

fn names_a_machine(line: &str) -> bool {
    MACHINE_FOLDERS.iter().any(|folder| {
        line.match_indices(folder).any(|(start, _)| {
            let before = line[..start].chars().next_back();
            // A longer path or an address may well have such a part.
            !before.is_some_and(|c| c.is_ascii_alphanumeric() || "_.-~}/".contains(c))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::check;

    fn breaks(path: &str, content: &str) -> bool {
        !check(path, content).is_empty()
    }

    #[test]
    fn four_hundred_lines_are_enough_for_a_source_file() {
        assert!(!breaks("a.rs", &"\n".repeat(400)));
        for path in ["a.rs", "a.js", "a.css", "a.html", "a.sql"] {
            assert!(breaks(path, &"\n".repeat(401)), "{path}");
        }
        assert!(!breaks("a.md", &"\n".repeat(401)));
    }

    #[test]
    fn markers_are_found_as_whole_words_with_their_line() {
        let marker = concat!("TO", "DO");
        let problems = check("a.html", &format!("<p>\n<!-- {marker}: more -->"));
        assert_eq!(problems.len(), 1);
        assert!(problems[0].starts_with("a.html:2: "), "{problems:?}");
        assert!(!breaks("a.rs", &format!("let {marker}S = MA{marker};")));
        assert!(breaks("a.rs", concat!("// FIX", "ME")));
        assert!(breaks("a.rs", concat!("// XX", "X really?")));
    }

    #[test]
    fn leftover_rust_is_found_in_rust_only() {
        for line in [
            concat!("    dbg", "!(x);"),
            concat!("todo", "!()"),
            concat!("unimplemented", "!()"),
            concat!("#[", "ignore = \"slow\"]"),
        ] {
            assert!(breaks("a.rs", line), "{line}");
            assert!(!breaks("a.md", line), "{line}");
        }
    }

    #[test]
    fn paths_of_one_machine_are_found_and_addresses_are_not() {
        for line in [
            concat!("cd /wo", "rk/main"),
            concat!("\"/ho", "me/someone/openclaw\""),
            concat!("see /ro", "ot/.cargo/bin"),
            concat!("/Us", "ers/someone/"),
        ] {
            assert!(breaks("a.md", line), "{line}");
        }
        for line in [
            "https://example.com/home/about/",
            "crates/work/src",
            "{base}/home/page/",
            "/var/lib/openclaw",
        ] {
            assert!(!breaks("a.md", line), "{line}");
        }
    }
}
