//! Adding an agent is adding files: the README's example, copied out of it, and the agent that it
//! shortens.

use std::{collections::BTreeMap, path::Path};

use serde_json::{Value, json};

use crate::command::{Program, Told};

/// The files in the README: every block that names one.
fn files() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../agents/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let mut files = BTreeMap::new();
    let mut open: Option<(String, String)> = None;
    for line in readme.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => files.extend(open.take()),
            (Some(info), None) => {
                let name = info.split(' ').nth(1).expect("a block names its file");
                open = Some((name.to_owned(), String::new()));
            }
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    files
}

/// Commands that see the README's agent.
fn program() -> Program {
    let program = Program::new().with("OPENCLAW_AGENTS", "agents");
    let folder = program.folder().join("agents/my-tags");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in files() {
        std::fs::write(folder.join(name), text).unwrap();
    }
    program
}

fn run(program: &Program, agent: &str, input: &Value, more: &[&str]) -> Told {
    let base = ["agents", "run", agent, "--input", "-"];
    program.run_with(&[&base, more].concat(), &input.to_string())
}

#[test]
fn the_agent_of_the_readme_loads_and_runs() {
    let program = program();
    let names: Vec<String> = files().into_keys().collect();
    let expected = [
        "agent.toml",
        "output.schema.json",
        "page.html",
        "prompt.system.md",
        "prompt.user.md",
    ];
    assert_eq!(names, expected);
    let told = program.run(&["agents", "check"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    assert_eq!(
        told.out,
        "ok      my-tags  version 1, 5 credits, 3 inputs\n"
    );

    let input = json!({"topic": "5분 파스타", "script": "소면을 삶아요."});
    let told = run(&program, "my-tags", &input, &["--out", "made"]);
    assert_eq!(told.code, 0, "{}", told.err);
    let made = program.folder().join("made");
    let document = std::fs::read_to_string(made.join("result.json")).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let titles = document["output"]["titles"].as_array().unwrap();
    assert!((3..=5).contains(&titles.len()), "{document:#}");
    let page = std::fs::read_to_string(made.join("result.html")).unwrap();
    assert!(page.contains("<h2>") && page.contains("AI"), "{page}");

    // Neither way to give a script was taken.
    let told = run(&program, "my-tags", &json!({"topic": "5분 파스타"}), &[]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("script: must be given"), "{}", told.err);
}

#[test]
fn a_mistake_in_the_readmes_agent_is_told_where_it_is() {
    let program = program();
    let folder = program.folder().join("agents/my-tags");
    for (file, from, to, words) in [
        (
            "agent.toml",
            "\"script\", \"run\"",
            "\"skript\", \"run\"",
            "`one_of` names no input: skript",
        ),
        (
            "prompt.user.md",
            "input | data",
            "inputs | data",
            "undefined",
        ),
        (
            "output.schema.json",
            "[\"titles\",",
            "[\"titles\"",
            "line 4",
        ),
    ] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{file} holds nothing to change");
        std::fs::write(folder.join(file), changed).unwrap();
        let told = program.run(&["agents", "check"]);
        assert_eq!(told.code, 1, "{file}: {}", told.out);
        assert!(
            told.out.contains("BROKEN  my-tags/"),
            "{file}: {}",
            told.out
        );
        assert!(told.out.contains(words), "{file}: {}", told.out);
        std::fs::write(folder.join(file), text).unwrap();
    }
}

#[test]
fn titles_and_tags_are_written_for_a_finished_script() {
    let program = Program::new();
    let input = json!({
        "topic": "선크림 양, 두 손가락이 맞을까요?",
        "script": "검지와 중지에 한 줄씩 짠 만큼이 얼굴과 목에 필요한 양입니다.",
        "keywords": ["피부"],
    });
    let told = run(
        &program,
        "seo-tags",
        &input,
        &["--format", "json", "--quiet"],
    );
    assert_eq!(told.code, 0, "{}", told.err);
    let document: Value = serde_json::from_str(&told.out).unwrap();
    let output = &document["output"];
    assert_eq!(output["titles"].as_array().unwrap().len(), 3, "{output:#}");
    assert!(
        output["titles"][0]["text"]
            .as_str()
            .unwrap()
            .contains("선크림"),
        "{output:#}"
    );
    assert!(
        output["hashtags"]
            .as_array()
            .unwrap()
            .contains(&json!("#선크림")),
        "{output:#}"
    );

    let told = run(&program, "seo-tags", &input, &["--quiet"]);
    assert!(
        told.out.contains("AI 생성") && told.out.contains("고정 댓글"),
        "{}",
        told.out
    );
    let english = json!({"topic": "three shortcuts", "script": "Press control.", "language": "en"});
    let told = run(
        &program,
        "seo-tags",
        &english,
        &["--quiet", "--format", "md"],
    );
    assert!(
        told.out.contains("three shortcuts"),
        "{}{}",
        told.out,
        told.err
    );
    for (input, words) in [
        (json!({"topic": "커피"}), "script: must be given"),
        (
            json!({"topic": "커피", "script": "가".repeat(5001)}),
            "script: must have 5000",
        ),
        (json!({"topic": "커피", "run": "0".repeat(32)}), "run"),
    ] {
        let told = run(&program, "seo-tags", &input, &["--quiet"]);
        assert_eq!(told.code, 1, "{input}");
        assert!(told.err.contains(words), "{input}: {}", told.err);
    }
}
