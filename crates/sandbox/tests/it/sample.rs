//! The sample script: as long as it should be, natural, and never the same sentence twice.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::support::{script_schema, world};

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

fn hangul(text: &str) -> f64 {
    // Latin and digits are a syllable per vowel or digit, near enough for a tolerance of 15 %.
    let spoken = |c: &char| matches!(c, '가'..='힣' | '0'..='9') || "aeiouAEIOU".contains(*c);
    f64::from(u32::try_from(text.chars().filter(spoken).count()).expect("short"))
}

fn narrations(script: &Value) -> Vec<&str> {
    let scenes = script["scenes"].as_array().expect("scenes");
    scenes
        .iter()
        .map(|scene| scene["narration"].as_str().expect("text"))
        .collect()
}

fn check_timeline(script: &Value, seconds: u64) {
    let mut at = 0;
    for scene in script["scenes"].as_array().expect("scenes") {
        assert_eq!(scene["start"], at, "{script:#}");
        at = scene["end"].as_u64().expect("an integer");
        assert!(at > scene["start"].as_u64().expect("an integer"));
    }
    assert_eq!(at, seconds);
}

fn check_whole(script: &Value) {
    assert!(jsonschema::is_valid(&script_schema(), script), "{script:#}");
    assert!(
        script["title"]
            .as_str()
            .is_some_and(|title| title.starts_with("[샘플]"))
    );
    assert!(
        script["description"]
            .as_str()
            .is_some_and(|text| text.contains("샘플"))
    );
    let kinds: HashSet<&str> = script["hooks"]
        .as_array()
        .expect("hooks")
        .iter()
        .filter_map(|hook| hook["kind"].as_str())
        .collect();
    assert!(kinds.len() >= 3);
    let tags = script["hashtags"].as_array().expect("tags");
    assert_eq!(tags.len(), 4);
    assert!(tags.iter().all(|tag| {
        tag.as_str()
            .is_some_and(|tag| tag.len() > 1 && tag.starts_with('#') && !tag.contains(' '))
    }));
    let spoken = narrations(script).join(" ");
    assert!(!spoken.contains(['{', '}']), "{spoken}");
    let sentences: Vec<&str> = spoken
        .split_inclusive(['.', '?', '!'])
        .map(str::trim)
        .filter(|s| s.len() > 1)
        .collect();
    let different: HashSet<&&str> = sentences.iter().collect();
    assert_eq!(different.len(), sentences.len(), "{spoken}");
}

#[tokio::test]
async fn korean_narration_takes_as_long_as_it_should() {
    let world = world().await;
    for (seconds, counts) in [(15, 3..=4), (30, 5..=5), (45, 7..=7), (60, 8..=9)] {
        for topic in KOREAN_TOPICS {
            let script = world
                .script(&json!({"topic": topic, "seconds": seconds}))
                .await;
            check_whole(&script);
            check_timeline(&script, seconds);
            assert!(counts.contains(&script["scenes"].as_array().expect("scenes").len()));
            let said = hangul(&narrations(&script).join("")) / 5.0;
            let wanted = f64::from(u32::try_from(seconds).expect("small"));
            assert!(
                (said / wanted - 1.0).abs() <= 0.15,
                "{topic} {seconds}: {said}\n{script:#}"
            );
            for scene in script["scenes"].as_array().expect("scenes") {
                let length =
                    scene["end"].as_f64().expect("n") - scene["start"].as_f64().expect("n");
                let rate = hangul(scene["narration"].as_str().expect("text")) / length;
                assert!(
                    (3.5..=6.5).contains(&rate),
                    "{topic} {seconds}: {rate}\n{scene:#}"
                );
            }
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
    check_timeline(&script, 15);
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

#[tokio::test]
async fn english_in_english() {
    let world = world().await;
    for seconds in [15, 30, 45, 60] {
        let brief = json!({"topic": "morning coffee", "seconds": seconds, "language": "en"});
        let script = world.script(&brief).await;
        check_whole(&script);
        check_timeline(&script, seconds);
        let words = narrations(&script).join(" ").split_whitespace().count();
        let wanted = usize::try_from(seconds * 5 / 2).expect("small");
        assert!(
            words.abs_diff(wanted) * 100 <= wanted * 15,
            "{seconds}: {words} words"
        );
    }
}
