//! Promises that nobody may make. Medical and investment claims are regulated (Medical Service Act,
//! article 56; Food Labeling and Advertising Act, article 8; Capital Markets Act, article 55), and a
//! platform takes a video down for them; plain exaggeration costs the creator the viewers' trust.

use super::{Score, brief, sentences};

/// What each finding costs.
const EACH: u64 = 500;

/// What must not be promised, by what it is about. Compared without spaces and in lower case.
const CLAIMS: [(&str, &[&str]); 3] = [
    (
        "medical",
        &[
            "완치",
            "100%치료",
            "부작용없",
            "부작용이없",
            "부작용걱정없",
            "병원안가도",
            "병원갈필요없",
            "약없이치료",
            "약을끊",
            "암을예방",
            "암예방",
            "무조건낫",
            "무조건빠",
            "만병통치",
            "의사도추천",
            "의사들이숨",
            "기적의",
            "한달만에10kg",
            "cures",
            "miracle",
            "nosideeffects",
            "doctorshate",
            "guaranteedweightloss",
        ],
    ),
    (
        "investment",
        &[
            "원금보장",
            "원금이보장",
            "수익보장",
            "수익이보장",
            "수익을보장",
            "확정수익",
            "무조건오르",
            "무조건오릅",
            "반드시오르",
            "반드시오릅",
            "떡상",
            "손실없",
            "손해볼일없",
            "무위험",
            "지금안사면",
            "대박종목",
            "guaranteedreturn",
            "guaranteedprofit",
            "risk-free",
            "riskfree",
            "getrichquick",
            "can'tlose",
        ],
    ),
    (
        "exaggerated",
        &[
            "100%보장",
            "100%효과",
            "무조건성공",
            "누구나성공",
            "절대실패하지",
            "절대실패없",
            "세계최초",
            "업계1위",
            "국내유일",
            "평생걱정없",
            "단하루만에인생",
            "인생이바뀝니다",
            "100%guaranteed",
            "neverfails",
            "lifechangingguarantee",
        ],
    ),
];

/// Words after a claim that take it back: it is warned of, not made.
const TAKEN_BACK: [&str; 16] = [
    "아니",
    "아닙",
    "않",
    "없습니다",
    "없어요",
    "못",
    "안돼",
    "안됩",
    "주의",
    "조심",
    "속지",
    "거짓",
    "의심",
    "사기",
    "not",
    "scam",
];

pub(super) fn score(texts: &[&str]) -> Score {
    if texts.is_empty() {
        return Score::none("there is nothing to look at");
    }
    let found: Vec<String> = texts
        .iter()
        .flat_map(|text| sentences(text))
        .filter_map(claim)
        .collect();
    let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
    Score::falling(count * EACH, 0, 1_000, || found[0].clone())
}

/// What a sentence claims that it must not.
fn claim(sentence: &str) -> Option<String> {
    let plain: String = sentence
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    CLAIMS.iter().find_map(|(kind, words)| {
        words.iter().find_map(|word| {
            let at = plain.find(word)?;
            let after = &plain[at + word.len()..];
            let is_taken_back = TAKEN_BACK.iter().any(|word| after.contains(word));
            (!is_taken_back).then(|| format!("{kind}: {}", brief(sentence)))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_are_found_and_warnings_are_not() {
        for (text, kind) in [
            ("이 차만 마시면 당뇨가 완치됩니다.", "medical"),
            ("부작용 없는 다이어트예요", "medical"),
            ("이 종목은 무조건 오릅니다!", "investment"),
            ("원금 보장에 연 12% 수익이에요.", "investment"),
            ("100% 보장하는 방법", "exaggerated"),
            ("A guaranteed return every month.", "investment"),
        ] {
            let score = score(&["좋은 아침이에요.", text]);
            assert_eq!(score.thousandths, 500, "{text}");
            assert!(score.note.unwrap().starts_with(kind), "{text}");
        }
        for text in [
            "원금 보장이 되는 상품이 아닙니다.",
            "원금 보장이라는 말은 의심하세요.",
            "완치를 장담하지 않아요.",
            "적금은 5천만 원까지 보호돼요.",
            "It is not risk-free if you cannot wait.",
        ] {
            assert_eq!(claim(text), None, "{text}");
        }
    }

    #[test]
    fn two_promises_leave_nothing() {
        assert_eq!(score(&["무조건 성공해요. 세계 최초예요."]).thousandths, 0);
        assert_eq!(score(&[]).thousandths, 0);
    }
}
