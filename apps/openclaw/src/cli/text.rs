//! Words and numbers for a terminal of 80 columns.

use std::io::Write as _;

use openclaw_domain::time::Timestamp;
use time::{OffsetDateTime, UtcOffset};

/// Korea's clock: nine hours ahead, and no summer time.
const KOREA: i8 = 9;

/// Prints a whole answer at once. Who reads only its beginning (`| head`) does no harm.
pub(super) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", text.trim_end_matches('\n'));
}

/// A number with commas between its thousands.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount in its currency: `9,900 won`, `99 USD`.
pub(super) fn money(amount: i64, currency: &str) -> String {
    let unit = if currency == "KRW" { "won" } else { currency };
    format!("{} {unit}", grouped(amount))
}

/// A moment in Seoul: `2026-11-23 16:18`.
pub(super) fn seoul(at: Timestamp) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000))
        .ok()
        .zip(UtcOffset::from_hms(KOREA, 0, 0).ok())
        .and_then(|(moment, korea)| moment.checked_to_offset(korea));
    let Some(moment) = moment else {
        return at.0.to_string();
    };
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        moment.year(),
        u8::from(moment.month()),
        moment.day(),
        moment.hour(),
        moment.minute()
    )
}

/// Text in lines of at most `width` signs, each after the first indented.
pub(super) fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        let is_full = columns(line) + 1 + columns(word) > width;
        if line.is_empty() {
            line.push_str(word);
        } else if is_full {
            lines.push(word.to_owned());
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// How many columns a terminal gives a text: Hangul and the like take two.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|sign| if sign >= '\u{1100}' { 2 } else { 1 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (9_900, "9,900"),
            (-1_234_567, "-1,234,567"),
            (100_000, "100,000"),
        ] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(money(9_900, "KRW"), "9,900 won");
        assert_eq!(money(99, "USD"), "99 USD");
    }

    #[test]
    fn moments_are_told_in_seoul() {
        assert_eq!(seoul(Timestamp(0)), "1970-01-01 09:00");
        assert_eq!(seoul(Timestamp(1_795_449_600_000)), "2026-11-24 01:00");
        assert_eq!(seoul(Timestamp(i64::MAX)), i64::MAX.to_string());
    }

    #[test]
    fn long_texts_are_wrapped() {
        assert_eq!(wrapped("a bb ccc", 4, 2), "a bb\n  ccc");
        assert_eq!(wrapped("한국 글", 4, 0), "한국\n글");
        assert_eq!(wrapped("", 4, 0), "");
    }
}
