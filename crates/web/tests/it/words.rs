//! The message files: complete, in step with each other and with what is used.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use fluent_syntax::{ast, parser};
use openclaw_web::words::{FILES, Language, say};

type Outcome = Result<(), Box<dyn Error>>;

/// The messages of a file with the variables that each fills in.
fn messages(area: &str, text: &str) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let parsed = parser::parse(text).map_err(|(_, errors)| format!("{area}: {errors:?}"))?;
    let mut found = BTreeMap::new();
    for entry in parsed.body {
        let ast::Entry::Message(message) = entry else {
            continue;
        };
        let key = message.id.name.to_owned();
        let pattern = message.value.ok_or(format!("{area}: {key} says nothing"))?;
        let mut variables = BTreeSet::new();
        in_pattern(&pattern, &mut variables);
        if found.insert(key.clone(), variables).is_some() {
            return Err(format!("{area}: {key} is there twice"));
        }
    }
    Ok(found)
}

fn in_pattern(pattern: &ast::Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            in_expression(expression, found);
        }
    }
}

fn in_expression(expression: &ast::Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(inline) => in_inline(inline, found),
        ast::Expression::Select { selector, variants } => {
            in_inline(selector, found);
            for variant in variants {
                in_pattern(&variant.value, found);
            }
        }
    }
}

fn in_inline(inline: &ast::InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                in_inline(argument, found);
            }
        }
        ast::InlineExpression::Placeable { expression } => in_expression(expression, found),
        _ => {}
    }
}

/// Every source and template of this crate, but samples, tests and the particles' own rules.
fn sources() -> std::io::Result<Vec<(PathBuf, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![
        root.join("src"),
        root.join("templates"),
        root.join("assets"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let is = |name: &str| path.ends_with(name);
            if is("view/samples") || is("assets/vendor") || is("words/particle.rs") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let product = text.split("#[cfg(test)]").next().unwrap_or_default();
                found.push((path, product.to_owned()));
            }
        }
    }
    Ok(found)
}

fn is_hangul(c: char) -> bool {
    matches!(c, '가'..='힣' | 'ㄱ'..='ㆎ' | 'ᄀ'..='ᇿ')
}

#[test]
fn both_languages_say_the_same_with_the_same_variables() -> Outcome {
    for (area, ko, en) in FILES {
        let (ko, en) = (messages(area, ko)?, messages(area, en)?);
        for (key, variables) in &ko {
            assert_eq!(
                en.get(key),
                Some(variables),
                "{area}: {key} differs between the languages"
            );
        }
        let missing: Vec<_> = en.keys().filter(|key| !ko.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{area}: not in Korean: {missing:?}");
    }
    Ok(())
}

#[test]
fn every_file_is_read_and_no_key_is_in_two() -> Outcome {
    let mut seen = BTreeMap::new();
    for (area, ko, _) in FILES {
        for key in messages(area, ko)?.into_keys() {
            let before = seen.insert(key.clone(), *area);
            assert_eq!(before, None, "{key} is in {area} too");
        }
    }
    for language in Language::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("words")
            .join(language.tag());
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let area = path.file_stem().and_then(|stem| stem.to_str());
            let is_read = FILES.iter().any(|(read, ..)| Some(*read) == area);
            assert!(is_read, "{} is not among the files", path.display());
        }
    }
    Ok(())
}

/// Keys that follow a mark: `say("` … `"`.
fn after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(mark)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}

/// Keys before a mark: `"` … `"|say`.
fn before<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    let pieces: Vec<_> = text.split(mark).collect();
    let all = pieces.len().saturating_sub(1);
    pieces
        .into_iter()
        .take(all)
        .filter_map(|piece| piece.rsplit('"').next())
}

#[test]
fn what_is_said_exists_and_what_exists_is_said() -> Outcome {
    let mut there = BTreeSet::new();
    for (area, ko, _) in FILES {
        there.extend(messages(area, ko)?.into_keys());
    }
    let mut said = BTreeSet::new();
    let mut literals = BTreeSet::new();
    let mut families = Vec::new();
    for (path, text) in sources()? {
        let mut keys: Vec<&str> = Vec::new();
        if path.extension().is_some_and(|it| it == "rs")
            && !path.ends_with("words/message.rs")
            && !path.ends_with("view/filters.rs")
        {
            keys.extend(after(&text, "say(\""));
            keys.extend(after(&text, "rich(\""));
        }
        if path.extension().is_some_and(|it| it == "html") {
            for mark in ["\"|say", "\"|rich"] {
                keys.extend(before(&text, mark));
            }
            families.extend(before(&text, "\"|script_words").map(str::to_owned));
        }
        for key in keys {
            assert!(there.contains(key), "{}: there is no {key}", path.display());
            said.insert(key.to_owned());
        }
        literals.extend(text.split('"').map(str::to_owned));
    }
    for key in &there {
        let code = key
            .strip_prefix("problem-")
            .map(|code| code.replace('-', "_"));
        let is_said = said.contains(key)
            || literals.contains(key)
            || code.is_some_and(|code| literals.contains(&code))
            || families.iter().any(|prefix| key.starts_with(prefix));
        assert!(is_said, "{key} is said nowhere");
    }
    Ok(())
}

#[test]
fn every_problem_has_words() -> Outcome {
    let mut codes = 0;
    for (path, text) in sources()? {
        for call in text
            .split("::new(StatusCode::")
            .skip(1)
            .chain(text.split("::new(\n").skip(1))
        {
            let arguments = call.split(')').next().unwrap_or_default();
            let Some(code) = arguments.split('"').nth(1).filter(|_| {
                arguments.contains("StatusCode")
                    || call.starts_with(|c: char| c.is_ascii_uppercase())
            }) else {
                continue;
            };
            let key = format!("problem-{}", code.replace('_', "-"));
            for language in Language::ALL {
                assert_ne!(
                    say(key.clone()).to(language),
                    key,
                    "{}: no words for {code}",
                    path.display()
                );
            }
            codes += 1;
        }
    }
    assert!(codes > 20, "only {codes} problems were found");
    Ok(())
}

#[test]
fn korean_is_written_in_the_message_files_alone() -> Outcome {
    for (path, text) in sources()? {
        for (index, line) in text.lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            // An example of the API document is what a creator would send.
            let is_example = line.contains("example = json!");
            assert!(
                is_example || !line.contains(is_hangul),
                "{}:{}: {line}",
                path.display(),
                index + 1
            );
        }
    }
    Ok(())
}

#[test]
fn english_holds_no_korean_but_the_languages_own_name() {
    for (area, _, en) in FILES {
        for line in en.lines().filter(|line| line.contains(is_hangul)) {
            assert!(line.ends_with("= 한국어"), "{area}: {line}");
        }
    }
}
