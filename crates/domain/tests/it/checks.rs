//! What each check finds, and what it lets pass.

use openclaw_domain::{
    agent::Agent,
    check::{Check, Subject},
};
use serde_json::{Value, json};

use crate::support::{input, script, script_agent};

/// The checks that find something, in order, once each.
fn found(agent: &Agent, output: &Value, input: &Value) -> Vec<&'static str> {
    let mut names: Vec<_> = agent
        .findings(output, input)
        .iter()
        .map(|it| it.check)
        .collect();
    names.dedup();
    names
}

#[test]
fn a_script_that_can_be_filmed_passes() {
    let agent = script_agent();
    assert_eq!(agent.schema_problems(&script()), Vec::<String>::new());
    assert_eq!(agent.findings(&script(), &input()), []);
}

#[test]
fn every_fault_is_found_by_its_check() {
    let agent = script_agent();
    let long =
        "이 문장은 아주 길어서 네 초짜리 장면 안에는 도저히 다 들어갈 수가 없는 그런 문장이에요.";
    for (place, value, check) in [
        ("/scenes/1/start", json!(6), "timeline"),
        ("/scenes/2/end", json!(14), "timeline"),
        ("/scenes/2/end", json!(30), "timeline"),
        ("/scenes/2/narration", json!(long), "speech.duration"),
        ("/scenes/1/narration", json!("짧아요."), "speech.duration"),
        ("/hooks", json!([]), "hooks"),
        ("/hooks/1/kind", json!("question"), "hooks"),
        ("/hooks/0/text", json!(long), "hooks"),
        ("/hashtags", json!(["#하나", "#둘"]), "hashtags"),
        ("/hashtags/0", json!("#띄어 쓴"), "hashtags"),
        ("/hashtags/0", json!("샵없음"), "hashtags"),
        ("/hashtags/0", json!("#쇼츠"), "hashtags"),
        ("/title", json!("가".repeat(101)), "length"),
        ("/scenes/0/on_screen_text", json!("가".repeat(31)), "length"),
        (
            "/scenes/2/narration",
            json!("그러면 밥알이 하나씩 떨어져요. 꼭 해 봐요."),
            "no_repeats",
        ),
        (
            "/description",
            json!("이것만 먹으면 당뇨가 완치돼요. 해 보세요."),
            "claims",
        ),
        (
            "/description",
            json!("이 종목은 무조건 오릅니다. 수익 보장!"),
            "claims",
        ),
        ("/title", json!("Guaranteed returns every month"), "claims"),
        (
            "/description",
            json!("계란볶음밥를 만드는 가장 쉬운 방법이에요."),
            "particles",
        ),
        (
            "/description",
            json!("요리을 처음 하는 분도 금방 따라 해요."),
            "particles",
        ),
        (
            "/description",
            json!("2026은 다르게 가요. 3는 빼고 가요."),
            "particles",
        ),
        ("/hooks/1/text", json!("This is English."), "language"),
    ] {
        let mut output = script();
        *output.pointer_mut(place).expect(place) = value.clone();
        let names = found(&agent, &output, &input());
        assert!(names.contains(&check), "{place} {value}: {names:?}");
    }
}

#[test]
fn what_is_right_is_not_found_fault_with() {
    let agent = script_agent();
    for text in [
        "원금 보장은 아니에요. 손실이 날 수 있어요.",
        "수익을 보장하지 않아요. 스스로 판단하세요.",
        "무조건 오른다는 말은 믿지 마세요, 정말로요.",
        "가을을 담은 마을 이야기예요. 노을이 좋아요.",
        "먹는 법과 아는 것은 달라요. 좋은 것만 골라요.",
        "AI는 도구예요. 3은 작고 2는 더 작아요.",
        "서울로 가서 학교로 왔어요. 친구와 밥과 국을 먹었어요.",
        "계란볶음밥은 쉬워요. 계란볶음밥을 해 보세요.",
        "물을 부을 때 잘 저을 것. 금방 나을 거예요. 꼭 들를 곳이에요.",
        "간장은 0.5큰술만 넣어 주세요. 설탕은 1.5큰술만 넣어 주세요.",
    ] {
        let mut output = script();
        output["description"] = json!(text);
        assert_eq!(agent.findings(&output, &input()), [], "{text}");
    }
}

#[test]
fn a_reason_says_what_to_do() {
    let agent = script_agent();
    let mut output = script();
    output["scenes"][2]["narration"] =
        json!("저장해 두고, 오늘 저녁에 냉장고를 열어서 남은 재료로 한번 꼭 해 보세요.");
    let told: Vec<String> = agent
        .findings(&output, &input())
        .iter()
        .map(ToString::to_string)
        .collect();
    let scene = told
        .iter()
        .find(|it| it.contains("scenes[2]"))
        .expect("the scene");
    assert!(
        scene.starts_with("[speech.duration] scenes[2] (11–15 s): the narration takes "),
        "{scene}"
    );
    assert!(
        scene.contains("the scene has 4 s: cut about ") && scene.contains(" syllables"),
        "{scene}"
    );
}

#[test]
fn a_check_without_its_script_or_place_finds_nothing() {
    let checks = [
        Check::Timeline {
            scene_seconds: [1, 9],
        },
        Check::Claims {
            paths: vec!["nowhere[].at.all".to_owned()],
        },
        Check::Language {
            paths: vec!["title".to_owned()],
            input: "nowhere".to_owned(),
        },
    ];
    let (output, input) = (json!({"title": "x"}), json!({}));
    let subject = Subject {
        output: &output,
        input: &input,
        script: None,
        evidence: &serde_json::Value::Null,
    };
    for check in checks {
        assert_eq!(check.findings(&subject), [], "{check:?}");
    }
}
