//! Korean particles have the form that the word before them takes. Only where it can be told: after
//! numbers and Latin letters, after quotation marks, after words that are known (an input's value),
//! and after Hangul where the wrong form is no word of its own (요리을, 집밥를).

use super::{Found, Subject, path};
use crate::speech::{self, PARTICLES, Particle};

/// Nouns that end in 을 after a vowel.
const ENDING_IN_EUL: [&str; 4] = ["가을", "마을", "노을", "고을"];
/// Verbs that do: 붓다, 젓다, 낫다, 짓다, 잇다, 긋다. Whole words, since 두부을 and 강아지을 are wrong.
const VERBS_IN_EUL: [&str; 10] = [
    "부을",
    "들이부을",
    "쏟아부을",
    "저을",
    "휘저을",
    "나을",
    "지을",
    "이을",
    "그을",
    "내리그을",
];
/// The one verb that ends in 를 after a consonant.
const VERB_IN_REUL: &str = "들를";
/// Particles after which a word of the text must end; longer ones first.
const FORMS: [(&str, &str); 4] = [("으로", "로"), ("은", "는"), ("을", "를"), ("과", "와")];

pub(super) fn findings(subject: &Subject<'_>, paths: &[String], inputs: &[String]) -> Found {
    let known: Vec<&str> = inputs
        .iter()
        .filter_map(|name| subject.input[name].as_str())
        .filter(|word| word.chars().count() >= 2)
        .collect();
    let mut found = Vec::new();
    for (place, text) in path::all(subject.output, paths) {
        let mut wrong: Vec<(String, &'static str)> =
            text.split_whitespace().filter_map(of_word).collect();
        for word in &known {
            wrong.extend(after_known(text, word));
        }
        for (seen, right) in wrong {
            found.push((
                place.clone(),
                format!("`{seen}` takes the other particle: {right}"),
            ));
        }
    }
    found
}

/// A word of the text with a particle that does not fit, and the one that does.
fn of_word(word: &str) -> Option<(String, &'static str)> {
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let (noun, form, pair) = split(word)?;
    let last = noun.chars().next_back()?;
    let right = speech::particle(noun, pair);
    if right == form {
        return None;
    }
    let sure = match last {
        '가'..='힣' => is_no_word(word, form),
        // Whole abbreviations and numbers; an English word's sound is a guess.
        _ if last.is_ascii_digit() => true,
        _ if last.is_ascii_alphabetic() => noun
            .chars()
            .rev()
            .take_while(char::is_ascii_alphabetic)
            .all(|c| c.is_ascii_uppercase()),
        '’' | '\'' | '”' | '"' | '」' | '》' => noun
            .chars()
            .rev()
            .nth(1)
            .is_some_and(|c| matches!(c, '가'..='힣')),
        _ => false,
    };
    sure.then(|| (word.to_owned(), right))
}

/// Whether the form stands where no Korean word has it. 은, 는, 과, 로 end verbs and nouns too.
fn is_no_word(word: &str, form: &str) -> bool {
    match form {
        "를" => word != VERB_IN_REUL,
        "와" => true,
        "을" => {
            !VERBS_IN_EUL.contains(&word) && !ENDING_IN_EUL.iter().any(|noun| word.ends_with(noun))
        }
        _ => false,
    }
}

fn split(word: &str) -> Option<(&str, &'static str, Particle)> {
    FORMS.iter().find_map(|(first, second)| {
        let form = [*first, *second]
            .into_iter()
            .find(|form| word.ends_with(form))?;
        let pair = PARTICLES
            .into_iter()
            .find(|pair| pair.after_consonant == *first)?;
        Some((word.strip_suffix(form)?, form, pair))
    })
}

/// A known word directly before a particle that does not fit it.
fn after_known(text: &str, word: &str) -> Option<(String, &'static str)> {
    text.match_indices(word).find_map(|(at, _)| {
        let after = &text[at + word.len()..];
        let end = after
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(after.len());
        let form = &after[..end];
        let pair = FORMS
            .iter()
            .find(|(first, second)| form == *first || form == *second)?;
        let pair = PARTICLES
            .into_iter()
            .find(|it| it.after_consonant == pair.0)?;
        let right = speech::particle(word, pair);
        (form != right).then(|| (format!("{word}{form}"), right))
    })
}
