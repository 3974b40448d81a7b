//! Korean particles after words that were put into a sentence: 집밥을, 요리를. A template that writes
//! `{topic}을` gets half of them wrong; so does a model that copies a pattern.

use serde_json::Value;

use super::{Score, brief};
use crate::speech::{self, PARTICLES, Particle};

/// Both forms left standing, and what a template left unfilled.
const LEFTOVERS: [&str; 12] = [
    "을(를)", "를(을)", "은(는)", "는(은)", "이(가)", "가(이)", "와(과)", "과(와)", "(으)로",
    "(이)라", "{", "}",
];

pub(super) fn score(input: &Value, texts: &[&str]) -> Score {
    let words = words_of(input);
    let mut seen = 0_usize;
    let mut wrong = Vec::new();
    for text in texts {
        let left = LEFTOVERS.iter().filter(|it| text.contains(**it));
        wrong.extend(left.map(|it| format!("{it}: {}", brief(text))));
        for word in &words {
            for (at, found) in text.match_indices(word.as_str()) {
                let Some((particle, fits)) = particle(word, &text[at + found.len()..]) else {
                    continue;
                };
                seen += 1;
                if !fits {
                    wrong.push(format!("{word}{particle}"));
                }
            }
        }
    }
    let all = seen.max(wrong.len()).max(1);
    Score::share(all.saturating_sub(wrong.len()), all, || wrong.join(", "))
}

/// The nouns that inputs bring: the last word of each text, and the text itself where it is short.
fn words_of(input: &Value) -> Vec<String> {
    let texts = input
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, value)| value.as_str());
    let mut words: Vec<String> = texts
        .filter_map(|text| text.split_whitespace().last())
        .map(|word| {
            word.trim_end_matches(|sign: char| !sign.is_alphanumeric())
                .to_owned()
        })
        .filter(|word| word.chars().count() >= 2 && is_read_one_way(word))
        .collect();
    words.sort();
    words.dedup();
    words
}

/// The particle right after a word, and whether it is the right one of its pair. Anything but a
/// particle that ends there is none: 고양이는 is no 고양 with a particle.
fn particle<'a>(word: &str, rest: &'a str) -> Option<(&'a str, bool)> {
    let end = rest.find(|sign: char| !sign.is_alphanumeric());
    let tail = &rest[..end.unwrap_or(rest.len())];
    let is_form = |pair: &&Particle| tail == pair.after_consonant || tail == pair.after_vowel;
    let pair = PARTICLES.iter().find(is_form)?;
    Some((tail, tail == speech::particle(word, *pair)))
}

/// Whether it is certain how a word ends when it is said. English is not: people read it variously.
fn is_read_one_way(word: &str) -> bool {
    let last = word.chars().next_back();
    last.is_some_and(|sign| sign.is_ascii_digit() || ('가'..='힣').contains(&sign))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(topic: &str, text: &str) -> u32 {
        score(&json!({"topic": topic, "seconds": 30}), &[text]).thousandths
    }

    #[test]
    fn a_particle_fits_the_sound_before_it() {
        for (topic, right, wrong) in [
            ("자취생 집밥", "집밥을 해요", "집밥를 해요"),
            ("5분 파스타", "파스타를 해요", "파스타을 해요"),
            ("출근길 지하철", "지하철로 가요", "지하철으로 가요"),
            ("부산 여행", "여행으로 가요", "여행로 가요"),
            ("고양이 간식", "간식이라면 이거죠", "간식라면 이거죠"),
        ] {
            assert_eq!(of(topic, right), 1000, "{right}");
            assert_eq!(of(topic, wrong), 0, "{wrong}");
        }
    }

    #[test]
    fn what_is_no_particle_is_passed_by() {
        assert_eq!(of("아기 고양", "고양이는 자요"), 1000);
        assert_eq!(of("ChatGPT", "ChatGPT을 써요"), 1000);
        assert_eq!(of("커피", "커피 한 잔"), 1000);
    }

    #[test]
    fn both_forms_and_unfilled_places_are_faults() {
        assert_eq!(of("커피", "커피을(를) 마셔요"), 0);
        assert_eq!(of("커피", "{주제}를 마셔요"), 0);
    }
}
