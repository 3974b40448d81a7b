//! `openclaw eval compare`: two variants of a prompt, by what runs came to and by running both.

use std::sync::Arc;

use openclaw::{
    app::{Platform, build},
    config::Config,
};
use openclaw_domain::{
    account,
    port::identity::Person,
    random::UserId,
    run::{self, Event, Request, RunStatus, Verdict},
    world::World,
};
use openclaw_sandbox::FaultKind;
use serde_json::{Value, json};

use crate::agents::{Workbench, copy};

/// The project's evaluations, wherever the program runs.
const EVALS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../evals");

/// A second way to put the task.
const BOLD: &str = r#"[[prompt]]
id = "bold"
weight = 1
system = "prompt.system.md"
user = "prompt.user.md"

[script]"#;

/// Commands beside a shop whose script agent has two variants.
fn bench() -> Workbench {
    let mut bench = Workbench::new();
    bench.control().set_openai_pace(0);
    let folder = bench.program.folder().join("agents/shorts-script");
    copy("shorts-script", &folder, "agent.toml", |it| {
        it.replace("[script]", BOLD)
    });
    bench.program = bench.program.with("OPENCLAW_AGENTS", "agents");
    bench
}

/// The shop's world, and somebody with credits.
async fn shop(bench: &Workbench) -> (Arc<World>, UserId) {
    let mut config = Config::defaults().unwrap();
    config.data = bench.program.folder().join("data");
    config.agents = Some(bench.program.folder().join("agents"));
    config.credits.at_sign_up = 1_000;
    let listening = "127.0.0.1:1".parse().unwrap();
    let app = build(&config, listening, Some(&bench.url()), Platform::default()).unwrap();
    let world = Arc::clone(&app.site.world);
    let person = Person {
        issuer: "sandbox:kakao".to_owned(),
        subject: "1".to_owned(),
        name: None,
        email: None,
    };
    let from = account::From::default();
    let user = account::sign_in(&world, &person, &from).await.unwrap().user;
    account::agree(&world, &user).await.unwrap();
    (world, user)
}

async fn run_once(world: &Arc<World>, user: &UserId, variant: &str) -> run::Run {
    let agent = Arc::clone(world.agents.find("shorts-script").unwrap());
    let inputs = agent.inputs(&json!({"topic": "커피"})).unwrap();
    let request = Request {
        user: user.clone(),
        agent,
        inputs,
        variant: Some(variant.to_owned()),
        api_key: None,
        idempotency_key: None,
    };
    let id = run::start(world, request).await.unwrap().run;
    if let Some(feed) = world.feeds.find(&id) {
        let mut heard = 0;
        let mut is_done = false;
        while !is_done {
            for event in feed.after(heard).await {
                heard = event.number;
                is_done = matches!(event.event, Event::Done(_));
            }
        }
    }
    let run = run::find(world, user, &id).await.unwrap().unwrap();
    assert_ne!(run.status, RunStatus::Running);
    run
}

#[test]
fn past_runs_are_told_apart_by_variant_with_what_chance_allows() {
    let bench = bench();
    bench.block_on(async {
        let (world, user) = shop(&bench).await;
        for verdict in [Verdict::Up, Verdict::Up, Verdict::Down] {
            let run = run_once(&world, &user, "spoken").await;
            run::rate(&world, &run, verdict, "").await.unwrap();
        }
        bench.fail(FaultKind::Drift, 1);
        run_once(&world, &user, "bold").await;
        bench.fail(FaultKind::Refusal, 8);
        run_once(&world, &user, "bold").await;
        bench.control().clear_faults();
    });
    let compare = [
        "eval",
        "compare",
        "shorts-script/spoken",
        "shorts-script/bold",
    ];
    let told = bench.program.run(&[&compare[..], &["--json"]].concat());
    assert_eq!(told.code, 0, "{}", told.err);
    let shown: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(shown["a"]["runs"], 3);
    assert_eq!(
        (&shown["a"]["up"], &shown["a"]["down"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(shown["b"]["runs"], 2);
    assert_eq!(shown["b"]["succeeded"], 1);
    assert_eq!(shown["b"]["repaired"], 1);
    assert_eq!(shown["b"]["failures"], json!({"model_declined": 1}));
    assert!(shown["b"]["cost_milliwon"].as_i64() > Some(0));
    assert_eq!(shown["succeeded"]["is_sure"], false);

    let told = bench.program.run(&compare);
    assert!(told.out.contains("model_declined"), "{}", told.out);
    assert!(
        told.out.contains("Success: no difference is proved."),
        "{}",
        told.out
    );
    assert!(
        told.out.contains("Thumbs up: nothing to compare yet."),
        "{}",
        told.out
    );
    let told = bench
        .program
        .run(&["eval", "compare", "shorts-script@2", "shorts-script@9"]);
    assert_eq!(told.code, 1);
    assert!(
        told.err
            .contains("there are runs of: shorts-script@2/bold, shorts-script@2/spoken"),
        "{}",
        told.err
    );
}

#[test]
fn two_folders_are_run_on_the_same_topics_and_the_worse_one_shows() {
    let bench = bench();
    let spoilt = bench.program.folder().join("spoilt");
    copy("shorts-script", &spoilt, "prompt.user.md", |_| {
        "대본을 써 주세요.\n".to_owned()
    });
    let base = ["eval", "compare", "--fresh", "--evals", EVALS];
    let told = bench
        .program
        .run(&[&base[..], &["shorts-script/bold", "spoilt"]].concat());
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.contains("by the SANDBOX"), "{}", told.out);
    assert!(told.out.contains("Scores: A is better."), "{}", told.out);
    let same = [
        "--category",
        "pets",
        "shorts-script/bold",
        "shorts-script/spoken",
    ];
    let told = bench.program.run(&[&base[..], &same].concat());
    assert!(
        told.out.contains("Scores: no difference is proved."),
        "{}",
        told.out
    );

    for (sides, words) in [
        (
            ["shorts-script", "shorts-script/none"],
            "has no variant `none`; it has: ",
        ),
        (
            ["shorts-script@1", "shorts-script"],
            "version 1 of `shorts-script` is not here",
        ),
        (["shorts-script", "nobody"], "there is no agent `nobody`"),
    ] {
        let told = bench.program.run(&[&base[..], &sides].concat());
        assert_eq!(told.code, 1, "{sides:?}");
        assert!(told.err.contains(words), "{sides:?}: {}", told.err);
    }
}
