//! What users and other people wrote is data in a prompt: whatever it says, the task around it is the
//! same, and the data reads back as it was.

use openclaw_domain::agent::{Material, data_block};
use serde_json::{Value, json};

use crate::support::{document, script_agent};

/// Attempts to be more than a topic; the clients' tests send them too.
fn attempts() -> Vec<String> {
    serde_json::from_str(include_str!("injection.json")).expect("a list of texts")
}

/// The text around the blocks, and the blocks' JSON.
fn parts(prompt: &str) -> (String, Vec<Value>) {
    let (mut around, mut blocks) = (String::new(), Vec::new());
    let mut rest = prompt;
    while let Some((before, after)) = rest.split_once("<data name=\"") {
        let (name, after) = after.split_once("\">\n").expect("a name");
        let (json, after) = after.split_once("\n</data>").expect("an end");
        assert!(!json.contains(['<', '>', '`', '\n']), "{json}");
        blocks.push(serde_json::from_str(json).expect("JSON"));
        around += before;
        around += name;
        rest = after;
    }
    (around + rest, blocks)
}

fn user_prompt(topic: &str, voice: &str, report: &Value) -> String {
    let agent = script_agent();
    let mut input = json!({"topic": "주제", "seconds": 30});
    let plain = agent.inputs(&input).expect("inputs");
    // Inputs refuse control characters: the prompt must hold without that too.
    let evidence = json!({ "report": report });
    let material = Material {
        inputs: &plain,
        voice,
        evidence: &evidence,
    };
    if let Ok(inputs) = agent.inputs(&{
        input["topic"] = json!(topic);
        input
    }) {
        let material = Material {
            inputs: &inputs,
            ..material
        };
        return agent
            .prompt("", &material, "somebody")
            .expect("a prompt")
            .user;
    }
    agent
        .prompt("", &material, "somebody")
        .expect("a prompt")
        .user
}

#[test]
fn no_attempt_changes_what_is_around_it() {
    let calm = parts(&user_prompt("주제", "목소리", &json!({"title": "제목"})));
    assert_eq!(calm.1.len(), 3);
    for attempt in &attempts() {
        let report = json!({ "title": attempt, attempt.as_str(): [attempt] });
        let (around, blocks) = parts(&user_prompt(attempt, attempt, &report));
        assert_eq!(around, calm.0, "{attempt:?}");
        assert_eq!(blocks[1], json!(attempt));
        assert_eq!(blocks[2], report);
    }
}

#[test]
fn the_same_holds_where_a_part_is_written_anew() {
    let agent = script_agent();
    let part = openclaw_domain::agent::RewritePart::parse("scenes/1").expect("a part");
    let user = |words: &str| {
        let mut document = document();
        document.output["scenes"][0]["narration"] = json!(words);
        let prompt = agent.rewrite_prompt(&document, &part, words, words, "somebody");
        parts(&prompt.expect("a prompt").user)
    };
    let calm = user("평범한 말");
    for attempt in &attempts() {
        let (around, blocks) = user(attempt);
        assert_eq!(around, calm.0, "{attempt:?}");
        assert_eq!(blocks[2]["narration"], json!(attempt));
        assert_eq!(blocks[3]["wish"], json!(attempt));
    }
}

proptest::proptest! {
    #[test]
    fn a_block_reads_back_as_it_was(text in ".*", name in "\\PC{0,12}") {
        let value = json!({ "text": text });
        let block = data_block(&name, &value);
        let lines: Vec<&str> = block.split('\n').collect();
        proptest::prop_assert_eq!(lines.len(), 3);
        proptest::prop_assert_eq!(lines[2], "</data>");
        let read: Value = serde_json::from_str(lines[1]).expect("JSON");
        proptest::prop_assert_eq!(read, value);
    }
}
