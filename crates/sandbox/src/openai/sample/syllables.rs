//! How long a text is when it is read aloud in Korean, in syllables.

/// Hangul counts by block; numbers and Latin as they are read in Korean, roughly.
pub(super) fn count(text: &str) -> usize {
    let mut total = 0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|c: char| class(c) != class(first))
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        total += match class(first) {
            Class::Hangul => run.chars().count(),
            Class::Digit => number(run),
            Class::Latin => word(run),
            Class::Silent => 0,
        };
        rest = after;
    }
    total
}

#[derive(PartialEq, Eq)]
enum Class {
    Hangul,
    Digit,
    Latin,
    Silent,
}

fn class(c: char) -> Class {
    match c {
        '가'..='힣' => Class::Hangul,
        '0'..='9' => Class::Digit,
        'a'..='z' | 'A'..='Z' => Class::Latin,
        _ => Class::Silent,
    }
}

/// 10 is 십, 2026 is 이천이십육: a digit and its place, with the 일 of 십, 백 and 천 left out.
fn number(digits: &str) -> usize {
    let digits = digits.trim_start_matches('0');
    let length = digits.len();
    let place_of = |index: usize| length - 1 - index;
    let spoken = digits.bytes().enumerate().map(|(index, digit)| {
        let place = place_of(index) % 4;
        match digit {
            b'0' => 0,
            b'1' if place > 0 => 1,
            _ => 1 + usize::from(place > 0),
        }
    });
    (spoken.sum::<usize>() + length.saturating_sub(1) / 4).max(1)
}

/// Abbreviations are spelled out (더블유 and 에이치 are longer); words by their vowels.
fn word(letters: &str) -> usize {
    if letters.len() <= 4 && letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return letters
            .bytes()
            .map(|byte| if b"HWX".contains(&byte) { 2 } else { 1 })
            .sum();
    }
    let lower = letters.to_ascii_lowercase();
    let vowel = |c: char| "aeiouy".contains(c);
    let groups = lower
        .split(|c| !vowel(c))
        .filter(|group| !group.is_empty())
        .count();
    (groups - usize::from(groups > 1 && lower.ends_with('e'))).max(1)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn as_it_is_read() {
        let cases = [
            ("안녕하세요.", 5),
            ("10분", 2),
            ("2026년", 6),
            ("AI", 2),
            ("iPhone 17", 4),
            ("", 0),
        ];
        for (text, syllables) in cases {
            assert_eq!(count(text), syllables, "{text}");
        }
    }
}
