//! The sample trend report: it cites the videos that the request came with, and says that it is a
//! sample. Titles are not read: they are strangers' words.

use serde_json::{Value, json};

/// A report, if the request brings evidence to write one of.
pub(super) fn report(user_text: &str) -> Option<Value> {
    let evidence = evidence(user_text)?;
    let niche = evidence["niche"].as_str().unwrap_or("이 주제");
    let videos = evidence["videos"].as_array()?;
    let cited = |number: usize, field: &str| {
        let video = videos.get(number % videos.len().max(1))?;
        let field = if video[field].is_null() {
            "published_at"
        } else {
            field
        };
        let value = match &video[field] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Some(json!({"video_id": video["id"], "field": field, "value": value}))
    };
    let cite = |parts: &[(usize, &str)]| -> Vec<Value> {
        parts
            .iter()
            .filter_map(|(number, field)| cited(*number, field))
            .collect()
    };
    Some(json!({
        "rising": [
            {"what": "짧고 바로 따라 하는 영상 (샘플)", "why": "위쪽 영상이 첫 장면에서 결과부터 보여 줘요. 연습용 문장이에요.",
             "evidence": cite(&[(0, "views"), (1, "views")])},
            {"what": "처음 하는 사람의 솔직한 기록 (샘플)", "why": "최근에 올라왔는데도 위에 있어요. 연습용 문장이에요.",
             "evidence": cite(&[(2, "views"), (2, "published_at")])},
            {"what": "흔한 실수를 짚어 주는 영상 (샘플)", "why": "좋아요가 많이 달려요. 연습용 문장이에요.",
             "evidence": cite(&[(3, "likes")])},
        ],
        "angles": [
            {"title": format!("{niche}, 처음이라면 이 순서로"), "idea": "처음 하는 사람이 막히는 순서대로 한 장면씩 보여 주세요. (샘플)",
             "evidence": cite(&[(0, "views")])},
            {"title": format!("{niche}에서 다들 틀리는 한 가지"), "idea": "틀린 모습과 고친 모습을 나란히 보여 주세요. (샘플)",
             "evidence": cite(&[(1, "views")])},
            {"title": format!("일주일 해 본 {niche} 솔직 기록"), "idea": "첫날과 마지막 날을 같은 자리에서 찍어 비교하세요. (샘플)",
             "evidence": cite(&[(2, "published_at")])},
        ],
        "keywords": [
            {"keyword": niche, "evidence": cite(&[(0, "views")])},
            {"keyword": format!("{niche} 초보"), "evidence": cite(&[(1, "views")])},
            {"keyword": format!("{niche} 기록"), "evidence": cite(&[(2, "views")])},
        ],
        "titles": [
            {"title": format!("[샘플] {niche} 이것만 알고 시작하세요"), "evidence": cite(&[(0, "views")])},
            {"title": format!("[샘플] {niche} 망하지 않는 순서"), "evidence": cite(&[(1, "views")])},
            {"title": format!("[샘플] 오늘 처음 해 본 {niche}"), "evidence": cite(&[(2, "views")])},
        ],
        "gaps": [
            {"gap": "준비물을 돈 안 들이고 갖추는 이야기는 위쪽 영상에서 보이지 않아요. (샘플)",
             "evidence": cite(&[(0, "seconds"), (1, "seconds")])},
        ],
    }))
}

/// The first line of the text that is JSON with videos in it.
fn evidence(user_text: &str) -> Option<Value> {
    let documents = user_text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut with_videos = documents.filter(|document| document["videos"].is_array());
    with_videos.next()
}

/// Makes every value that a document cites another one.
pub(in crate::writer) fn spoil(document: &mut Value) {
    match document {
        Value::Object(members) => {
            if members.contains_key("video_id") {
                members.insert("value".to_owned(), json!("999999999"));
            }
            members.values_mut().for_each(spoil);
        }
        Value::Array(items) => items.iter_mut().for_each(spoil),
        _ => {}
    }
}
