//! Korean particles: which of the two forms follows a word.

/// Whether a word ends in a consonant when it is read aloud; false where nothing can be told.
pub(super) fn ends_in_consonant(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    match word.chars().last() {
        Some(c @ '가'..='힣') => !(u32::from(c) - u32::from('가')).is_multiple_of(28),
        // 영 일 삼 육 칠 팔 end in one; 이 사 오 구 do not.
        Some(c) if c.is_ascii_digit() => matches!(c, '0' | '1' | '3' | '6' | '7' | '8'),
        Some(c) if c.is_ascii_alphabetic() => latin(word),
        _ => false,
    }
}

/// An abbreviation is read letter by letter (엘, 엠, 엔, 알); a word roughly as it is written.
fn latin(word: &str) -> bool {
    let start = word
        .rfind(|c: char| !c.is_ascii_alphabetic())
        .map_or(0, |at| {
            at + word[at..].chars().next().map_or(0, char::len_utf8)
        });
    let word = &word[start..];
    if word.chars().all(|c| c.is_ascii_uppercase()) {
        return word.ends_with(['L', 'M', 'N', 'R']);
    }
    let word = word.to_ascii_lowercase();
    let vowel = |c: char| "aeiou".contains(c);
    let mut back = word.chars().rev();
    match (back.next(), back.next()) {
        // A silent e: "phone" is 폰, but "office" is 오피스.
        (Some('e'), Some(before)) => "nml".contains(before),
        (Some('n' | 'm' | 'l'), _) | (Some('g'), Some('n')) => true,
        (Some('k' | 'p' | 't' | 'c'), Some(before)) => vowel(before),
        _ => false,
    }
}

/// The particle of a pair that fits a word: `은/는`, `이/가`, `을/를`, `이라면/라면`…
pub(super) fn particle(word: &str, pair: (&'static str, &'static str)) -> &'static str {
    if ends_in_consonant(word) {
        pair.0
    } else {
        pair.1
    }
}

#[cfg(test)]
mod tests {
    use super::ends_in_consonant;

    #[test]
    fn the_last_sound_of_a_word() {
        let consonant = [
            "집밥",
            "여행",
            "iPhone",
            "TikTok",
            "game",
            "HTML",
            "2026",
            "갤럭시 S3",
            "책!",
        ];
        let vowel = [
            "요리",
            "고양이",
            "AI",
            "YouTube",
            "office",
            "Shorts",
            "32",
            "커피?",
            "",
            "?",
        ];
        assert_eq!(consonant.map(ends_in_consonant), [true; 9], "{consonant:?}");
        assert_eq!(vowel.map(ends_in_consonant), [false; 10], "{vowel:?}");
    }
}
