//! Claims that nobody may make: cures and certain effects (Medical Service Act art. 56, Act on
//! Labeling and Advertising of Foods art. 8), certain profits (Capital Markets Act art. 55 and 57),
//! and words that exaggerate any claim. By phrases: what they mean cannot be told by code, so the
//! phrases are those that are hardly ever meant well.

use super::{Found, Subject, path};

/// Phrases, without spaces and in lower case, and what kind of claim they are.
const PHRASES: [(&str, &str); 58] = [
    ("완치", MEDICAL),
    ("100%치료", MEDICAL),
    ("무조건낫", MEDICAL),
    ("반드시낫", MEDICAL),
    ("병이낫", MEDICAL),
    ("암을치료", MEDICAL),
    ("암이사라", MEDICAL),
    ("암을예방", MEDICAL),
    ("당뇨를치료", MEDICAL),
    ("당뇨가낫", MEDICAL),
    ("고혈압을치료", MEDICAL),
    ("탈모를치료", MEDICAL),
    ("탈모가치료", MEDICAL),
    ("치매를예방", MEDICAL),
    ("부작용없", MEDICAL),
    ("부작용이없", MEDICAL),
    ("부작용이전혀", MEDICAL),
    ("부작용제로", MEDICAL),
    ("약없이치료", MEDICAL),
    ("병원갈필요", MEDICAL),
    ("독소를완전", MEDICAL),
    ("기적의치료", MEDICAL),
    ("만병통치", MEDICAL),
    ("의사가필요없", MEDICAL),
    ("무조건빠", EFFECT),
    ("무조건살이빠", EFFECT),
    ("요요없이무조건", EFFECT),
    ("100%효과", EFFECT),
    ("효과100%", EFFECT),
    ("효과보장", EFFECT),
    ("효과를보장", EFFECT),
    ("100%성공", EFFECT),
    ("수익보장", INVESTMENT),
    ("수익을보장", INVESTMENT),
    ("원금보장", INVESTMENT),
    ("원금을보장", INVESTMENT),
    ("무조건오르", INVESTMENT),
    ("무조건오릅", INVESTMENT),
    ("반드시오르", INVESTMENT),
    ("반드시오릅", INVESTMENT),
    ("무조건수익", INVESTMENT),
    ("확정수익", INVESTMENT),
    ("손실없", INVESTMENT),
    ("손해볼일없", INVESTMENT),
    ("무위험수익", INVESTMENT),
    ("100%수익", INVESTMENT),
    ("월천보장", INVESTMENT),
    ("누구나부자", INVESTMENT),
    ("guaranteedreturn", INVESTMENT),
    ("guaranteedprofit", INVESTMENT),
    ("risk-freeprofit", INVESTMENT),
    ("can'tlosemoney", INVESTMENT),
    ("curescancer", MEDICAL),
    ("curesdiabetes", MEDICAL),
    ("nosideeffects", MEDICAL),
    ("miraclecure", MEDICAL),
    ("guaranteedtowork", EFFECT),
    ("100%effective", EFFECT),
];

const MEDICAL: &str = "a medical effect is promised";
const EFFECT: &str = "an effect is promised as certain";
const INVESTMENT: &str = "a profit is promised as certain";

/// Where a warning says the same words: "원금 보장은 아니에요", "수익을 보장하지 않아요".
const DENIALS: [&str; 12] = [
    "않", "아니", "아닙", "없습", "못합", "못해", "믿지", "속지", "조심", "주의", "not", "never",
];
/// How many letters after a phrase a denial is looked for.
const DENIAL_WITHIN: usize = 10;

pub(super) fn findings(subject: &Subject<'_>, paths: &[String]) -> Found {
    let mut found = Vec::new();
    for (place, text) in path::all(subject.output, paths) {
        let squeezed: String = text
            .chars()
            .map(|c| if c == '’' { '\'' } else { c })
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect();
        for (phrase, kind) in PHRASES {
            if squeezed
                .match_indices(phrase)
                .any(|(at, _)| !is_denied(&squeezed, at, phrase))
            {
                let reason = format!("`{phrase}`: {kind}; say what can be shown instead");
                found.push((place.clone(), reason));
            }
        }
    }
    found
}

fn is_denied(text: &str, at: usize, phrase: &str) -> bool {
    let after: String = text[at + phrase.len()..]
        .chars()
        .take(DENIAL_WITHIN)
        .collect();
    let before = &text[..at];
    let before_not = ["not", "never", "no"]
        .iter()
        .any(|word| before.ends_with(word));
    before_not || DENIALS.iter().any(|denial| after.contains(denial))
}
