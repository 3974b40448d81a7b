//! Korean particles: which of two forms follows a word, by its last sound as it is read out.

use super::{Language, read_out};

/// A particle with two forms: after a consonant, and after a vowel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Particle {
    /// 은, 이, 을, 과, 으로, 이라면
    pub after_consonant: &'static str,
    /// 는, 가, 를, 와, 로, 라면
    pub after_vowel: &'static str,
}

const fn pair(after_consonant: &'static str, after_vowel: &'static str) -> Particle {
    Particle {
        after_consonant,
        after_vowel,
    }
}

/// The particles whose form depends on the sound before them.
pub const PARTICLES: [Particle; 8] = [
    pair("은", "는"),
    pair("이", "가"),
    pair("을", "를"),
    pair("과", "와"),
    pair("으로", "로"),
    pair("이라면", "라면"),
    pair("이라는", "라는"),
    pair("이나", "나"),
];

/// The last consonant of a word as it is read out (`2026` ends in the ㄱ of 육); `None` where it ends
/// in a vowel, or where nothing can be told.
fn last_consonant(word: &str) -> Option<u32> {
    let read = read_out(word, Language::Korean).text;
    let word = read.trim_end_matches(|c: char| !c.is_alphanumeric());
    match word.chars().last()? {
        c @ '가'..='힣' => Some((u32::from(c) - u32::from('가')) % 28).filter(|end| *end > 0),
        c if c.is_ascii_alphabetic() => latin(word),
        _ => None,
    }
}

/// ㄹ's number among the last consonants of a Hangul block.
const RIEUL: u32 = 8;
/// Some other consonant.
const OTHER: u32 = 1;

/// An English word roughly as it is written.
fn latin(word: &str) -> Option<u32> {
    let start = word.rfind(|c: char| !c.is_ascii_alphabetic());
    let word = start.map_or(word, |at| {
        word[at..].trim_start_matches(|c: char| !c.is_ascii_alphabetic())
    });
    let word = word.to_ascii_lowercase();
    let vowel = |c: char| "aeiou".contains(c);
    let mut back = word.chars().rev();
    match (back.next(), back.next()) {
        // A silent e: "phone" is 폰, but "office" is 오피스.
        (Some('e'), Some('l')) | (Some('l'), _) => Some(RIEUL),
        (Some('e'), Some('n' | 'm')) | (Some('n' | 'm'), _) | (Some('g'), Some('n')) => Some(OTHER),
        (Some('k' | 'p' | 't' | 'c'), Some(before)) if vowel(before) => Some(OTHER),
        _ => None,
    }
}

/// Whether a word ends in a consonant when it is read aloud; false where nothing can be told.
#[must_use]
pub fn ends_in_consonant(word: &str) -> bool {
    last_consonant(word).is_some()
}

/// The form of a particle that fits a word. After ㄹ it is 로, as after a vowel.
#[must_use]
pub fn particle(word: &str, particle: Particle) -> &'static str {
    match last_consonant(word) {
        None => particle.after_vowel,
        Some(RIEUL) if particle.after_vowel == "로" => particle.after_vowel,
        Some(_) => particle.after_consonant,
    }
}
