//! No function is longer than what fits a screen. Read by indentation, which rustfmt makes certain.

const MAX_LINES: usize = 60;

/// Tests may be long tables.
pub(super) fn applies_to(path: &str) -> bool {
    path.strip_suffix(".rs")
        .is_some_and(|module| !module.split('/').any(|part| part == "tests"))
}

pub(super) fn check(path: &str, content: &str) -> Vec<String> {
    let all: Vec<&str> = content.lines().collect();
    let lines = &all[..tests_start(&all)];
    let functions = lines.iter().enumerate().filter_map(|(start, line)| {
        let (name, length) = (function_name(line)?, length(&lines[start..])?);
        (length > MAX_LINES).then(|| {
            let line = start + 1;
            format!("{path}:{line}: `{name}` has {length} lines, at most {MAX_LINES}: part of it wants a name")
        })
    });
    functions.collect()
}

/// Where the tests at the end of a file begin, else its end.
fn tests_start(lines: &[&str]) -> usize {
    let is_start = |pair: &[&str]| {
        pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
    };
    let start = lines.windows(2).position(is_start);
    start.unwrap_or(lines.len())
}

fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    loop {
        if let Some(signature) = rest.strip_prefix("fn ") {
            return signature.split(['(', '<']).next();
        }
        let (word, after) = match rest.strip_prefix("pub(") {
            Some(scope) => ("pub", scope.split_once(") ")?.1),
            None => rest.split_once(' ')?,
        };
        if !["pub", "async", "const", "unsafe", "extern", "\"C\""].contains(&word) {
            return None;
        }
        rest = after;
    }
}

/// From the line with `fn` to the brace that closes it; none where there is no body.
fn length(lines: &[&str]) -> Option<usize> {
    let indent = indent(lines[0]);
    let mut opened = false;
    for (index, line) in lines.iter().enumerate() {
        if line.trim().is_empty() || self::indent(line) > indent {
            continue;
        }
        let end = line.trim();
        if opened && end == "}" {
            return Some(index + 1);
        }
        if !opened {
            let next_item = index > 0 && !end.starts_with([')', '{']) && end != "where";
            if next_item || end.ends_with([';', '}']) {
                return None;
            }
            opened = end.ends_with('{');
        }
    }
    None
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::{applies_to, check};

    fn function(opening: &str, lines: usize) -> String {
        let indent = " ".repeat(super::indent(opening));
        let body = format!("{indent}    step();\n").repeat(lines - 2);
        format!("{opening}\n{body}{indent}}}\n")
    }

    #[test]
    fn sixty_lines_are_enough_for_a_function() {
        for opening in [
            "fn run() {",
            "pub fn run<T>(a: T) -> bool {",
            "    pub(crate) async fn run(&self) {",
            "pub(in crate::a) const unsafe extern \"C\" fn run() {",
        ] {
            assert!(
                check("a.rs", &function(opening, 60)).is_empty(),
                "{opening}"
            );
            let found = check("a.rs", &format!("//! A.\n\n{}", function(opening, 61)));
            assert_eq!(found.len(), 1, "{opening}");
            assert!(
                found[0].starts_with("a.rs:3: `run` has 61 lines"),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_signature_over_many_lines_belongs_to_its_function() {
        let body = "    step();\n".repeat(56);
        let content = format!("fn run(\n    a: A,\n) -> bool\nwhere\n    A: B,\n{{\n{body}}}\n");
        assert_eq!(check("a.rs", &content).len(), 1);
    }

    #[test]
    fn what_has_no_body_has_no_length() {
        let methods = "    fn a(\n        &self,\n    ) -> A;\n\n    fn b(&self)\n    where\n        \
                       Self: Sized;\n\n    fn c(&self) {}\n\n";
        let content = format!("trait A {{\n{}}}\n", methods.repeat(10));
        assert!(check("a.rs", &content).is_empty());
    }

    #[test]
    fn tests_may_be_long() {
        let long = function("    fn table() {", 100);
        let tests = format!("fn a() {{}}\n\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
        assert!(check("a.rs", &tests).is_empty());
        let declared = format!("#[cfg(test)]\nmod tests;\n\n{long}");
        assert_eq!(check("a.rs", &declared).len(), 1);
        assert!(!applies_to("crates/a/tests/b.rs"));
        assert!(!applies_to("tests/src/b.rs"));
        assert!(!applies_to("crates/a/src/b/tests.rs"));
        assert!(applies_to("crates/a/src/attests.rs"));
        assert!(!applies_to("crates/web/assets/app.js"));
    }
}
