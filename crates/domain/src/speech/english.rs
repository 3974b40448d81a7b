//! English text as it is read out, in words.

use super::{Language, Reading, Voice, pause_after};

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
const THOUSANDS: [(u64, &str); 4] = [
    (1_000_000_000_000, "trillion"),
    (1_000_000_000, "billion"),
    (1_000_000, "million"),
    (1_000, "thousand"),
];

/// A text as it is read out. A word is a beat; a letter of an abbreviation and a Hangul block are
/// half of one.
pub(super) fn read_out(text: &str) -> Reading {
    let mut voice = Voice::default();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let after = &rest[next.len_utf8()..];
        if next.is_ascii_digit() {
            rest = number(&mut voice, rest);
        } else if next.is_alphabetic() {
            let joins = |c: char| c.is_alphabetic() || c == '\'' || c == '’';
            let end = rest.find(|c| !joins(c)).unwrap_or(rest.len());
            word(&mut voice, &rest[..end]);
            rest = &rest[end..];
        } else {
            sign(&mut voice, next, after);
            rest = after;
        }
    }
    voice.finish()
}

fn word(voice: &mut Voice, word: &str) {
    let letters = word.chars().count() as u64;
    let hangul = word.chars().filter(|c| matches!(c, '가'..='힣')).count() as u64;
    let abbreviation = (2..=5).contains(&letters) && word.chars().all(char::is_uppercase);
    let tenths = match (hangul, abbreviation) {
        (1.., _) => hangul * 5,
        (0, true) => letters * 5,
        (0, false) => 10,
    };
    voice.say(word, tenths);
}

fn sign(voice: &mut Voice, sign: char, after: &str) {
    let spoken = match sign {
        '%' => "percent",
        '&' => "and",
        '+' => "plus",
        '=' => "equals",
        '$' if after.starts_with(|c: char| c.is_ascii_digit()) => "dollars",
        _ => {
            voice.pause(pause_after(sign, Language::English));
            if sign.is_whitespace() || sign == '-' {
                voice.space();
            } else {
                voice.say(sign.encode_utf8(&mut [0; 4]), 0);
            }
            return;
        }
    };
    voice.space();
    voice.say(spoken, 10);
    voice.space();
}

/// Says the number that the text begins with, and answers what is after it.
fn number<'a>(voice: &mut Voice, text: &'a str) -> &'a str {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(text);
    while text[length..].starts_with(',') && digits(&text[length + 1..]) == 3 {
        length += 4;
    }
    let written = &text[..length];
    let whole: String = written.chars().filter(char::is_ascii_digit).collect();
    let mut words = match whole.parse::<u64>() {
        Ok(year @ 1100..=2099) if written.len() == 4 && year % 1000 > 9 => {
            let (century, rest) = (year / 100, year % 100);
            let rest = if rest == 0 {
                "hundred".to_owned()
            } else {
                cardinal(rest)
            };
            format!("{} {rest}", cardinal(century))
        }
        Ok(number) if number < 1_000_000_000_000_000 => cardinal(number),
        _ => one_by_one(&whole),
    };
    let after = text[length..].strip_prefix('.').map_or(0, digits);
    if after > 0 {
        words = format!(
            "{words} point {}",
            one_by_one(&text[length + 1..=length + after])
        );
        length += 1 + after;
    }
    let count = words.split([' ', '-']).count() as u64;
    voice.say(&words, count * 10);
    if text[length..].starts_with(|c: char| c.is_alphabetic()) {
        voice.space();
    }
    &text[length..]
}

fn one_by_one(digits: &str) -> String {
    let word = |byte: u8| ONES[usize::from(byte.wrapping_sub(b'0')).min(9)];
    digits.bytes().map(word).collect::<Vec<_>>().join(" ")
}

fn cardinal(number: u64) -> String {
    if let Some((size, name)) = THOUSANDS.iter().find(|(size, _)| number >= *size) {
        let head = format!("{} {name}", cardinal(number / size));
        return with_rest(head, number % size, " ");
    }
    let name = |index: u64, names: &[&'static str]| {
        usize::try_from(index)
            .ok()
            .and_then(|index| names.get(index).copied())
            .unwrap_or_default()
    };
    match number {
        0..20 => name(number, &ONES).to_owned(),
        20..100 => with_rest(name(number / 10, &TENS).to_owned(), number % 10, "-"),
        _ => with_rest(
            format!("{} hundred", name(number / 100, &ONES)),
            number % 100,
            " ",
        ),
    }
}

fn with_rest(head: String, rest: u64, between: &str) -> String {
    if rest == 0 {
        return head;
    }
    format!("{head}{between}{}", cardinal(rest))
}
