//! `openclaw agents`: agents listed, checked and run once, with no account and no credits.

use std::path::Path;

use openclaw_sandbox::{Control, Fault, FaultKind, Sandbox, Service};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::command::{Program, columns};

/// Commands beside a sandbox of the test's own, whose faults it chooses.
pub(crate) struct Workbench {
    pub(crate) sandbox: Sandbox,
    pub(crate) program: Program,
    runtime: tokio::runtime::Runtime,
}

impl Workbench {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        let sandbox = runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            Sandbox::start(listener).await.unwrap()
        });
        let address = sandbox.url().replace("http://", "");
        Self {
            sandbox,
            program: Program::new().with("OPENCLAW_SANDBOX_LISTEN", &address),
            runtime,
        }
    }

    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    pub(crate) fn url(&self) -> String {
        self.sandbox.url()
    }

    pub(crate) fn control(&self) -> &Control {
        self.sandbox.control()
    }

    /// Makes the model's next answers go wrong.
    pub(crate) fn fail(&self, kind: FaultKind, times: u32) {
        let fault = Fault {
            times,
            ..Fault::once(Service::Openai, kind)
        };
        self.control().add_fault(fault).unwrap();
    }
}

fn agents() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../agents")
}

/// Copies an agent's folder, one of its files changed.
pub(crate) fn copy(id: &str, to: &Path, file: &str, change: impl Fn(String) -> String) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(agents().join(id)).unwrap() {
        let entry = entry.unwrap();
        let mut text = std::fs::read_to_string(entry.path()).unwrap();
        if entry.file_name() == file {
            let changed = change(text.clone());
            assert_ne!(changed, text, "{file} of {id} holds nothing to change");
            text = changed;
        }
        std::fs::write(to.join(entry.file_name()), text).unwrap();
    }
}

fn write(program: &Program, name: &str, value: &Value) -> String {
    std::fs::write(program.folder().join(name), value.to_string()).unwrap();
    name.to_owned()
}

#[test]
fn the_agents_are_listed_for_people_and_for_programs() {
    let program = Program::new();
    let told = program.run(&["agents", "list"]);
    assert_eq!(told.code, 0, "{}", told.err);
    let heading = told.out.lines().next().unwrap();
    assert!(heading.starts_with("agent "), "{heading}");
    let row = told.out.lines().find(|it| it.starts_with("shorts-script "));
    assert!(row.unwrap().contains("쇼츠 대본"), "{}", told.out);
    assert!(
        told.out.lines().all(|line| columns(line) <= 80),
        "{}",
        told.out
    );

    let told = program.run(&["agents", "list", "--json"]);
    let all: Value = serde_json::from_str(&told.out).unwrap();
    let script = all.as_array().unwrap().iter();
    let script = script
        .clone()
        .find(|it| it["id"] == "shorts-script")
        .unwrap();
    assert_eq!(script["price"], 20);
    assert!(
        script["inputs"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["name"] == "topic")
    );
}

#[test]
fn sound_agents_pass_and_a_broken_one_is_named_with_file_line_and_reason() {
    let program = Program::new();
    let told = program.run(&["agents", "check"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    assert!(told.out.contains("ok      shorts-script"), "{}", told.out);

    let folder = program.folder().join("agents");
    copy("shorts-script", &folder.join("sound"), "agent.toml", |it| {
        it.replace("\"shorts-script\"", "\"sound\"")
    });
    copy(
        "shorts-script",
        &folder.join("mistyped"),
        "agent.toml",
        |it| it.replace("price = 20", "prize = 20"),
    );
    copy(
        "shorts-script",
        &folder.join("halved"),
        "output.schema.json",
        |it| it[..it.len() / 2].to_owned(),
    );
    copy(
        "shorts-script",
        &folder.join("unclosed"),
        "page.html",
        |it| it.replace("{%- endfor %}", ""),
    );
    let told = program.run(&["agents", "check", "agents"]);
    assert_eq!(told.code, 1);
    assert!(told.out.contains("ok      sound"), "{}", told.out);
    assert!(told.out.contains("3 broken."), "{}", told.out);
    for words in [
        "BROKEN  mistyped/agent.toml",
        "prize",
        "line 4, column 1",
        "BROKEN  halved/output.schema.json",
        "EOF",
        "BROKEN  unclosed/page.html",
    ] {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }

    // One agent's own folder will do.
    let told = program.run(&["agents", "check", "agents/sound"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    assert_eq!(told.out.lines().count(), 1);
    let told = program.run(&["agents", "check", "nowhere"]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("nowhere"), "{}", told.err);
}

#[test]
fn a_file_in_another_encoding_is_told_with_its_line() {
    let program = Program::new();
    let folder = program.folder().join("agents/odd");
    copy("shorts-script", &folder, "agent.toml", |it| {
        it.replace("price = 20", "price = 21")
    });
    std::fs::write(folder.join("prompt.user.md"), b"fine\n\xb0\xa1\n").unwrap();
    std::fs::write(folder.join("picture.png"), b"\x89PNG").unwrap();
    let told = program.run(&["agents", "check", "agents"]);
    assert_eq!(told.code, 1);
    assert!(
        told.out.contains("BROKEN  odd/prompt.user.md"),
        "{}",
        told.out
    );
    assert!(told.out.contains("line 2 is no UTF-8"), "{}", told.out);
}

#[test]
fn a_run_prints_its_result_and_tells_the_rest_beside_it() {
    let program = Program::new();
    let input = write(
        &program,
        "f.json",
        &json!({"topic": "편의점 재료로 만드는 5분 파스타", "seconds": 15}),
    );
    let told = program.run(&["agents", "run", "shorts-script", "--input", &input]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.contains("AI 생성"), "{}", told.out);
    assert!(told.out.contains("파스타"), "{}", told.out);
    for words in [
        "by the SANDBOX",
        "· writing",
        "제목: [샘플]",
        "tokens in",
        "as a model would have cost",
    ] {
        assert!(told.err.contains(words), "{words}: {}", told.err);
    }
    // Neither a database nor anything else is left behind.
    assert_eq!(std::fs::read_dir(program.folder()).unwrap().count(), 1);

    let quiet = [
        "agents",
        "run",
        "shorts-script",
        "--input",
        &input,
        "--quiet",
        "--format",
        "json",
    ];
    let told = program.run(&quiet);
    let document: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(document["input"]["seconds"], 15);
    assert!(document["output"]["scenes"].is_array());
    assert!(!told.err.contains("[샘플]"), "{}", told.err);
}

#[test]
fn a_run_reads_standard_input_and_writes_every_rendering() {
    let program = Program::new();
    let told = program.run_with(
        &[
            "agents",
            "run",
            "shorts-script",
            "--input",
            "-",
            "--out",
            "made/here",
        ],
        r#"{"topic": "커피"}"#,
    );
    assert_eq!((told.code, told.out.as_str()), (0, ""), "{}", told.err);
    let made = program.folder().join("made/here");
    for (file, words) in [
        ("result.html", "<h2>"),
        ("result.txt", "AI 생성"),
        ("result.md", "ai_generated: true"),
        ("result.json", "\"output\""),
    ] {
        let text = std::fs::read_to_string(made.join(file)).unwrap();
        assert!(text.contains(words), "{file}: {text}");
    }
}

#[test]
fn wrong_inputs_are_named_one_by_one_and_nothing_runs() {
    let bench = Workbench::new();
    let input = write(
        &bench.program,
        "f.json",
        &json!({"topic": "가", "seconds": 20, "tone": "friendly", "colour": "red"}),
    );
    let told = bench
        .program
        .run(&["agents", "run", "shorts-script", "--input", &input]);
    assert_eq!((told.code, told.out.as_str()), (1, ""));
    for words in [
        "topic: must have 2 characters at least",
        "seconds: must be one of 15, 30, 45, 60",
        "colour: the agent has no such input",
    ] {
        assert!(told.err.contains(words), "{words}: {}", told.err);
    }
    for (arguments, words) in [
        (&["shorts", "--input", "f.json"][..], "there are: "),
        (
            &["shorts-script", "--input", "none.json"],
            "none.json cannot be read",
        ),
        (
            &["shorts-script", "--input", "f.json", "--format", "docx"],
            "it has: json, txt, md",
        ),
    ] {
        let told = bench.program.run(&[&["agents", "run"], arguments].concat());
        assert_eq!(told.code, 1, "{arguments:?}");
        assert!(told.err.contains(words), "{arguments:?}: {}", told.err);
    }
    std::fs::write(bench.program.folder().join("f.json"), "{\"topic\": ").unwrap();
    let told = bench
        .program
        .run(&["agents", "run", "shorts-script", "--input", "f.json"]);
    assert!(told.err.contains("f.json is no JSON"), "{}", told.err);
    assert_eq!(bench.control().requests(Some(Service::Openai)), []);
}

#[test]
fn a_run_that_fails_says_why_and_what_to_do() {
    let bench = Workbench::new();
    let input = write(&bench.program, "f.json", &json!({"topic": "커피"}));
    let run = ["agents", "run", "shorts-script", "--input", &input];
    for (kind, code) in [
        (FaultKind::Refusal, "model_declined"),
        (FaultKind::Drift, "invalid_output"),
    ] {
        bench.fail(kind, 2);
        let told = bench.program.run(&run);
        assert_eq!((told.code, told.out.as_str()), (1, ""), "{code}");
        assert!(told.err.contains(code), "{code}: {}", told.err);
        bench.control().clear_faults();
    }
    bench.fail(FaultKind::Drift, 1);
    let told = bench.program.run(&run);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.err.contains("· repairing"), "{}", told.err);
}

#[test]
fn live_mode_without_a_key_asks_for_one_and_a_sandbox_never_passes_for_a_model() {
    let bench = Workbench::new();
    let input = write(&bench.program, "f.json", &json!({"topic": "커피"}));
    let run = [
        "agents",
        "run",
        "shorts-script",
        "--input",
        &input,
        "--quiet",
    ];
    let address = format!("{}/openai/v1", bench.url());
    let program = bench.program.with("OPENCLAW_MODE", "live");
    let told = program.run(&run);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("OPENCLAW_OPENAI_API_KEY"), "{}", told.err);

    let program = program.with("OPENCLAW_OPENAI_BASE_URL", &address);
    let told = program.run(&run);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.err.contains("by the SANDBOX"), "{}", told.err);
}
