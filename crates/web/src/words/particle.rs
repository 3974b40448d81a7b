//! Korean particles: which of two follows a word, by the word's last sound.

/// How a word ends, for what follows it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// In a vowel.
    Open,
    /// In ㄹ, after which 로 follows and not 으로.
    Rieul,
    /// In any other consonant.
    Closed,
}

/// The word with one of the two particles, of which the first follows a consonant:
/// `attach("대본", "을/를")` is `대본을`, `attach("서울", "으로/로")` is `서울로`.
///
/// Decided by the last letter or digit that is read aloud; a word without any counts as open.
pub fn attach(word: &str, pair: &str) -> String {
    let (closed, open) = pair.split_once('/').unwrap_or((pair, pair));
    let follows = match ending(word) {
        Ending::Open => open,
        Ending::Rieul if open == "로" => open,
        Ending::Rieul | Ending::Closed => closed,
    };
    format!("{word}{follows}")
}

fn ending(word: &str) -> Ending {
    let mut sounds = word.chars().rev().filter(|c| c.is_alphanumeric());
    match sounds.next() {
        Some(syllable @ '가'..='힣') => match (u32::from(syllable) - u32::from('가')) % 28 {
            0 => Ending::Open,
            8 => Ending::Rieul,
            _ => Ending::Closed,
        },
        // 영·십·백·천·만, 일, 삼, 육, 칠, 팔.
        Some('0' | '3' | '6') => Ending::Closed,
        Some('1' | '7' | '8') => Ending::Rieul,
        Some(letter) if letter.is_ascii_lowercase() => of_word(letter, sounds.next()),
        Some(letter) if letter.is_ascii_uppercase() => of_letter(letter),
        _ => Ending::Open,
    }
}

/// Capitals are spelled: 엘, 엠, 엔, 알.
fn of_letter(letter: char) -> Ending {
    match letter {
        'L' | 'R' => Ending::Rieul,
        'M' | 'N' => Ending::Closed,
        _ => Ending::Open,
    }
}

/// Words are read: 에이전트, 챗, 베이직, 채널, 플랜, 해싱.
fn of_word(last: char, before: Option<char>) -> Ending {
    let after_vowel = before.is_some_and(|before| "aeiou".contains(before));
    match last {
        'l' => Ending::Rieul,
        'm' | 'n' => Ending::Closed,
        'g' if before == Some('n') => Ending::Closed,
        'k' if before == Some('c') => Ending::Closed,
        'b' | 'c' | 'k' | 'p' | 't' if after_vowel => Ending::Closed,
        _ => Ending::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_follow_the_last_sound() {
        for (word, with_object, with_direction) in [
            ("대본", "대본을", "대본으로"),
            ("대본 5편", "대본 5편을", "대본 5편으로"),
            ("스타터", "스타터를", "스타터로"),
            ("서울", "서울을", "서울로"),
            ("9,900원", "9,900원을", "9,900원으로"),
            ("플랜 10", "플랜 10을", "플랜 10으로"),
            ("1", "1을", "1로"),
            ("구독 2", "구독 2를", "구독 2로"),
            ("3", "3을", "3으로"),
            ("4", "4를", "4로"),
            ("5", "5를", "5로"),
            ("6", "6을", "6으로"),
            ("7", "7을", "7로"),
            ("8", "8을", "8로"),
            ("9", "9를", "9로"),
            ("Pro", "Pro를", "Pro로"),
            ("Starter", "Starter를", "Starter로"),
            ("Basic", "Basic을", "Basic으로"),
            ("Agent", "Agent를", "Agent로"),
            ("Chat", "Chat을", "Chat으로"),
            ("Channel", "Channel을", "Channel로"),
            ("Plan", "Plan을", "Plan으로"),
            ("Booking", "Booking을", "Booking으로"),
            ("URL", "URL을", "URL로"),
            ("RAM", "RAM을", "RAM으로"),
            ("API", "API를", "API로"),
            ("‘김’", "‘김’을", "‘김’으로"),
            ("스타터(체험)!", "스타터(체험)!을", "스타터(체험)!으로"),
            ("  ", "  를", "  로"),
        ] {
            assert_eq!(attach(word, "을/를"), with_object);
            assert_eq!(attach(word, "으로/로"), with_direction);
        }
        for (word, pair, expected) in [
            ("크레딧", "은/는", "크레딧은"),
            ("결과", "이/가", "결과가"),
            ("쇼츠", "과/와", "쇼츠와"),
        ] {
            assert_eq!(attach(word, pair), expected);
        }
    }
}
