//! `openclaw eval`: the topics and rubrics of the project, at work on the sandbox's model.

use std::path::{Path, PathBuf};

use openclaw_sandbox::{FaultKind, Service};
use serde_json::Value;

use crate::{
    agents::{Workbench, copy},
    command::{Program, Told, columns},
};

fn evals() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../evals")
}

/// A copy of the project's evaluations in the program's folder, where baselines may be taken.
fn own_evals(program: &Program) {
    fn copy_all(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let to = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                copy_all(&entry.path(), &to);
            } else {
                std::fs::copy(entry.path(), to).unwrap();
            }
        }
    }
    copy_all(&evals(), &program.folder().join("evals"));
}

fn eval(program: &Program, arguments: &[&str]) -> Told {
    let base = ["eval", "--agent", "shorts-script"];
    program.run(&[&base, arguments].concat())
}

fn report(told: &Told) -> Value {
    let reports: Value = serde_json::from_str(&told.out).unwrap();
    reports[0].clone()
}

#[test]
fn every_category_has_its_topics_and_the_report_says_who_wrote() {
    let program = Program::new();
    own_evals(&program);
    let told = eval(&program, &["--out", "made/eval.html"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(
        told.out
            .contains("by the SANDBOX: this proves the plumbing"),
        "{}",
        told.out
    );
    for line in told.out.lines() {
        assert!(columns(line) <= 90, "{line}");
    }
    let page = std::fs::read_to_string(program.folder().join("made/eval.html")).unwrap();
    for words in [
        "Written by the sandbox",
        "cooking-convenience-pasta",
        "<svg",
        "prefers-color-scheme: dark",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(
        !page.contains("<script") && !page.contains("http"),
        "the page stands alone"
    );

    let told = eval(&program, &["--json"]);
    let report = report(&told);
    assert_eq!(report["model"], "sandbox");
    let categories = report["categories"].as_array().unwrap();
    assert!(categories.len() >= 12, "{categories:?}");
    for category in categories {
        assert!(category["topics"].as_u64() >= Some(2), "{category}");
        assert_eq!(category["failed"], 0, "{category}");
        assert!(
            category["spent"]["cost_milliwon"].as_i64() > Some(0),
            "{category}"
        );
    }
}

/// What keeps a prompt from being worse than the last. When it fails after a change that is meant,
/// look at the report and take the scores anew: `openclaw eval --update-baseline`.
#[test]
fn the_baselines_of_the_project_hold() {
    let program = Program::new();
    let folder = evals();
    let told = program.run(&["eval", "--gate", "--evals", folder.to_str().unwrap()]);
    assert_eq!(told.code, 0, "{}\n{}", told.out, told.err);
}

#[test]
fn a_baseline_holds_until_the_prompt_is_spoilt() {
    let program = Program::new();
    own_evals(&program);
    let told = eval(&program, &["--update-baseline"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(
        told.err.contains("shorts-script.sandbox.json"),
        "{}",
        told.err
    );
    let told = eval(&program, &["--gate"]);
    assert_eq!(told.code, 0, "{}", told.out);
    assert!(
        told.out
            .contains("ok       shorts-script holds its baseline by sandbox"),
        "{}",
        told.out
    );

    // A prompt that forgets what was asked for.
    let folder = program.folder().join("agents/shorts-script");
    copy("shorts-script", &folder, "prompt.user.md", |_| {
        "대본을 써 주세요.\n".to_owned()
    });
    let program = program.with("OPENCLAW_AGENTS", "agents");
    let told = eval(&program, &["--gate", "--category", "cooking"]);
    assert_eq!(told.code, 1, "{}", told.out);
    for words in [
        "BELOW    shorts-script, cooking, on the topic: ",
        ", tolerance 0.0",
    ] {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    assert!(!told.out.contains(", pets, "), "{}", told.out);
}

#[test]
fn a_model_whose_documents_do_not_fit_fails_the_gate_by_category_and_check() {
    let bench = Workbench::new();
    bench.control().set_openai_pace(0);
    own_evals(&bench.program);
    assert_eq!(eval(&bench.program, &["--update-baseline"]).code, 0);
    // The first topic's document does not fit, nor does its repair.
    bench.fail(FaultKind::Drift, 2);
    let told = eval(
        &bench.program,
        &["--gate", "--parallel", "1", "--category", "beauty"],
    );
    assert_eq!(told.code, 1, "{}", told.out);
    assert!(
        told.out
            .contains("BELOW    shorts-script, beauty, schema: 50.0, baseline 100.0"),
        "{}",
        told.out
    );
    assert!(told.err.contains("invalid_output"), "{}", told.err);
    let told = eval(
        &bench.program,
        &["--gate", "--parallel", "1", "--category", "beauty"],
    );
    assert_eq!(told.code, 0, "{}", told.out);
}

#[test]
fn scores_of_the_sandbox_and_of_a_model_are_never_mixed() {
    let program = Program::new();
    own_evals(&program);
    let baselines = program.folder().join("evals/baseline");
    let _ = std::fs::remove_dir_all(&baselines);
    let told = eval(&program, &["--gate"]);
    assert_eq!(told.code, 1);
    assert!(
        told.out
            .contains("there is no baseline of `shorts-script` by sandbox"),
        "{}",
        told.out
    );

    assert_eq!(eval(&program, &["--update-baseline"]).code, 0);
    let sandbox = std::fs::read_to_string(baselines.join("shorts-script.sandbox.json")).unwrap();
    let real = sandbox.replace("\"sandbox\"", "\"gpt-6-luna\"");
    std::fs::write(baselines.join("shorts-script.gpt-6-luna.json"), &real).unwrap();
    let told = eval(
        &program,
        &[
            "--gate",
            "--baseline",
            "evals/baseline/shorts-script.gpt-6-luna.json",
        ],
    );
    assert_eq!(told.code, 1);
    assert!(told.out.contains("REFUSED"), "{}", told.out);
    assert!(told.out.contains("never compared"), "{}", told.out);
}

#[test]
fn a_judge_marks_each_result_beside_the_scores() {
    let program = Program::new();
    own_evals(&program);
    let plain = report(&eval(&program, &["--json", "--category", "pets"]));
    let judged = report(&eval(
        &program,
        &["--json", "--category", "pets", "--judge"],
    ));
    assert_eq!(plain["results"][0]["judged"], Value::Null);
    assert!(judged["results"][0]["judged"].is_u64(), "{judged:#}");
    assert_eq!(plain["total"], judged["total"]);
    // The judge is not for rent.
    let told = program.run(&["agents", "list"]);
    assert!(!told.out.contains("judge"), "{}", told.out);
}

#[test]
fn what_is_missing_or_mistyped_is_told() {
    let program = Program::new();
    let told = eval(&program, &[]);
    assert_eq!(told.code, 1);
    assert!(
        told.err.contains("there is no folder evals"),
        "{}",
        told.err
    );
    own_evals(&program);
    let topics = program.folder().join("evals/topics/pets.toml");
    let text = std::fs::read_to_string(&topics).unwrap();
    for (arguments, words) in [
        (&["--agent", "nobody"][..], "no rubric for `nobody`"),
        (&["--category", "cars"], "there are: beauty, cooking"),
    ] {
        let told = program.run(&[&["eval"], arguments].concat());
        assert_eq!(told.code, 1, "{arguments:?}");
        assert!(told.err.contains(words), "{arguments:?}: {}", told.err);
    }
    for (from, to, words) in [
        ("seconds = 15", "seconds = 20", "seconds: must be one of"),
        (
            "pets-cat-box",
            "cooking-convenience-pasta",
            "another file has a topic",
        ),
        ("category = ", "kategory = ", "pets.toml"),
    ] {
        std::fs::write(&topics, text.replacen(from, to, 1)).unwrap();
        let told = eval(&program, &[]);
        assert_eq!(told.code, 1, "{to}");
        assert!(told.err.contains(words), "{to}: {}", told.err);
    }
    let told = program.run(&["eval", "--update-baseline", "--category", "pets"]);
    assert_eq!(told.code, 2, "{}", told.err);
}

#[test]
fn a_broken_agent_stops_the_evaluation_before_anything_is_spent() {
    let mut bench = Workbench::new();
    own_evals(&bench.program);
    let folder = bench.program.folder().join("agents/shorts-script");
    copy("shorts-script", &folder, "agent.toml", |it| {
        it.replace("price = 20", "prize = 20")
    });
    bench.program = bench.program.with("OPENCLAW_AGENTS", "agents");
    let told = eval(&bench.program, &["--gate"]);
    assert_eq!(told.code, 1);
    assert!(
        told.err.contains("shorts-script/agent.toml"),
        "{}",
        told.err
    );
    assert_eq!(bench.control().requests(Some(Service::Openai)), []);
}
