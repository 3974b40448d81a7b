//! The sample script passes what a real one is checked by, and says that it is a sample.

use std::sync::Arc;

use openclaw_domain::{
    agent::{Agent, Catalog, Document, Material, RewritePart, builtin},
    port::model::Prompt,
};
use serde_json::{Value, json};

use crate::support::{World, output, read, world};

const KOREAN_TOPICS: [&str; 8] = [
    "자취생 집밥",
    "고양이가 상자를 좋아하는 이유",
    "커피",
    "왜 고양이는 상자를 좋아할까?",
    "iPhone 배터리 오래 쓰는 법",
    "ChatGPT",
    "퇴근하고 삼십 분 만에 끝내는 초간단 다이어트 도시락 만들기와 한 주 식단 짜기",
    "여행",
];

const TONES: [&str; 5] = ["calm", "expert", "friendly", "funny", "energetic"];
const LENGTHS: [u32; 4] = [15, 30, 45, 60];

fn agent() -> Arc<Agent> {
    let (agents, broken) = Catalog::load(builtin());
    assert_eq!(broken, []);
    Arc::clone(agents.find("shorts-script").expect("our script agent"))
}

/// What the model answers to a prompt of ours.
async fn answer(world: &World, prompt: &Prompt) -> Value {
    let request = json!({
        "model": "gpt-6-luna",
        "store": false,
        "reasoning": {"effort": "none"},
        "instructions": *prompt.system,
        "input": [{"role": "user", "content": [{"type": "input_text", "text": prompt.user}]}],
        "text": {"format": {"type": "json_schema", "name": "script", "strict": true, "schema": *prompt.schema}},
    });
    let (status, body) = read(world.respond(&request).send().await.expect("an answer")).await;
    assert_eq!(status, 200, "{body}");
    output(&body)
}

/// Has a script written for inputs, and checks it as a run does.
async fn checked(world: &World, agent: &Agent, sent: &Value) -> (Value, Value) {
    let inputs = agent.inputs(sent).expect("inputs that fit");
    let evidence = json!({"report": null});
    let material = Material {
        inputs: &inputs,
        voice: "",
        evidence: &evidence,
    };
    let prompt = agent.prompt("", &material, "somebody").expect("a prompt");
    let script = answer(world, &prompt).await;
    let input = inputs.as_json();
    passes(agent, &script, &input);
    for named in ["title", "description"] {
        assert!(
            script[named]
                .as_str()
                .is_some_and(|text| text.contains("샘플")),
            "{script:#}"
        );
    }
    (script, input)
}

fn passes(agent: &Agent, script: &Value, input: &Value) {
    assert_eq!(
        agent.schema_problems(script),
        Vec::<String>::new(),
        "{script:#}"
    );
    assert_eq!(agent.findings(script, input), [], "{input:#} {script:#}");
    let said = script.to_string();
    assert!(!narrations(script).join(" ").contains(['{', '}']), "{said}");
}

fn narrations(script: &Value) -> Vec<&str> {
    let scenes = script["scenes"].as_array().expect("scenes");
    scenes
        .iter()
        .map(|scene| scene["narration"].as_str().expect("text"))
        .collect()
}

#[tokio::test]
async fn samples_pass_every_check_of_the_script_agent() {
    let (world, agent) = (world().await, agent());
    for seconds in LENGTHS {
        for topic in KOREAN_TOPICS {
            drop(checked(&world, &agent, &json!({"topic": topic, "seconds": seconds})).await);
        }
        for tone in TONES {
            for (topic, language) in [("자취생 집밥", "ko"), ("morning coffee", "en")] {
                let sent =
                    json!({"topic": topic, "seconds": seconds, "tone": tone, "language": language});
                drop(checked(&world, &agent, &sent).await);
            }
        }
    }
    let long = "how to plan a whole week of cheap dinners for two people who hate cooking";
    let sent =
        json!({"topic": long, "language": "en", "audience": "a busy couple", "tone": "calm"});
    drop(checked(&world, &agent, &sent).await);
}

#[tokio::test]
async fn a_part_written_anew_is_another_one_and_passes_too() {
    let (world, agent) = (world().await, agent());
    for (topic, language, tone) in [("커피", "ko", "calm"), ("coffee", "en", "energetic")] {
        let sent = json!({"topic": topic, "seconds": 30, "language": language, "tone": tone});
        let (output, input) = checked(&world, &agent, &sent).await;
        let document = Document {
            agent: "shorts-script".to_owned(),
            version: "2".to_owned(),
            model: "sample".to_owned(),
            created_at: 0,
            input: input.clone(),
            output: output.clone(),
            evidence: Value::Null,
            run: None,
        };
        for part in ["hooks/1", "hooks/3", "scenes/1", "scenes/2", "scenes/5"] {
            let part = RewritePart::parse(part).expect("a part");
            let prompt = agent.rewrite_prompt(&document, &part, "더 짧게", "", "somebody");
            let mut written = answer(&world, &prompt.expect("a prompt")).await;
            let new = agent.with_item(&output, &part, written["item"].take());
            assert_ne!(part.item(&new), part.item(&output), "{part}");
            passes(&agent, &new, &input);
        }
    }
}

#[tokio::test]
async fn particles_follow_the_last_sound() {
    let world = world().await;
    for (topic, right) in [
        ("집밥", "집밥을"),
        ("요리", "요리를"),
        ("ChatGPT", "ChatGPT를"),
    ] {
        let script = world.script(&json!({"topic": topic, "seconds": 60})).await;
        let said = narrations(&script).join(" ");
        assert!(said.contains(right), "{said}");
    }
}

#[tokio::test]
async fn the_wishes_are_heard() {
    let world = world().await;
    let script = world
        .script(
            &json!({"topic": "달리기", "seconds": "15초", "audience": "직장인",
                        "platform": "reels", "call_to_action": "프로필 링크를 눌러 보세요"}),
        )
        .await;
    assert_eq!(
        script["scenes"]
            .as_array()
            .expect("scenes")
            .last()
            .expect("one")["end"],
        15
    );
    assert_eq!(script["call_to_action"], "프로필 링크를 눌러 보세요.");
    assert!(
        narrations(&script)
            .join(" ")
            .contains("프로필 링크를 눌러 보세요.")
    );
    assert!(
        script["hashtags"]
            .as_array()
            .expect("tags")
            .contains(&json!("#릴스"))
    );
}
