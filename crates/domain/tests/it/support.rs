//! Our own script agent, and a script that passes all of its checks.

use std::sync::Arc;

use openclaw_domain::agent::{Agent, AgentFiles, Catalog, Document, builtin};
use serde_json::{Value, json};

pub(crate) fn script_agent() -> Arc<Agent> {
    let (agents, broken) = Catalog::load(builtin());
    assert_eq!(broken, []);
    Arc::clone(agents.find("shorts-script").expect("our script agent"))
}

/// The script agent's folder, one of its files changed.
pub(crate) fn changed(file: &str, from: &str, to: &str) -> AgentFiles {
    let mut folder = builtin()
        .into_iter()
        .find(|folder| folder.folder == "shorts-script")
        .expect("our script agent");
    let text = folder.files.get_mut(file).expect("a file of it");
    assert!(text.contains(from), "{file} holds no {from}");
    *text = text.replacen(from, to, 1);
    folder
}

pub(crate) fn input() -> Value {
    json!({
        "topic": "계란볶음밥", "seconds": 15, "tone": "friendly", "persona": "none", "audience": "",
        "platform": "youtube_shorts", "language": "ko", "call_to_action": "", "report": null,
    })
}

pub(crate) fn script() -> Value {
    json!({
        "title": "찬밥이 더 맛있는 이유",
        "hooks": [
            {"kind": "question", "text": "볶음밥이 왜 늘 질척할까요?"},
            {"kind": "contrast", "text": "따뜻한 밥이 문제였어요."},
            {"kind": "mistake", "text": "다들 밥부터 넣더라고요."},
        ],
        "scenes": [
            {"start": 0, "end": 5, "narration": "볶음밥이 왜 집에서는 늘 질척할까요? 사실은 밥 탓이 아니에요.",
             "on_screen_text": "또 질척?", "shot": "클로즈업"},
            {"start": 5, "end": 11, "narration": "계란부터 풀어서 찬밥에 먼저 비벼 주세요. 그러면 밥알이 하나씩 떨어져요.",
             "on_screen_text": "계란 먼저", "shot": "위에서"},
            {"start": 11, "end": 15, "narration": "저장해 두고, 오늘 저녁에 꼭 한번 해 보세요.",
             "on_screen_text": "오늘 저녁", "shot": "정면"},
        ],
        "call_to_action": "저장해 두고, 오늘 저녁에 해 보세요.",
        "thumbnail_text": "밥 탓이 아니에요",
        "hashtags": ["#볶음밥", "#자취요리", "#쇼츠"],
        "description": "찬밥과 계란만 있으면 되는 볶음밥이에요.",
    })
}

pub(crate) fn document() -> Document {
    Document {
        agent: "shorts-script".to_owned(),
        version: "2".to_owned(),
        model: "gpt-6-luna".to_owned(),
        created_at: 1_795_446_300_000,
        input: input(),
        output: script(),
        evidence: Value::Null,
        run: None,
    }
}
