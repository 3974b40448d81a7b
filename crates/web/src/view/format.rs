//! Numbers, times and particles as a Korean reader expects them.

use std::fmt::Write as _;

/// `1234567` as `1,234,567`; a minus sign is the typographic one.
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if value < 0 {
        out.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `9900` as `9,900원`.
pub fn won(value: i64) -> String {
    number(value) + "원"
}

/// A change: `+1,000`, `−20`, `0`.
pub fn signed(value: i64) -> String {
    if value > 0 {
        format!("+{}", number(value))
    } else {
        number(value)
    }
}

/// The word with the particle its last sound asks for: `particle("대본", "을", "를")` is `대본을`.
///
/// Decided by the last Hangul syllable, digit or letter; what can't be read aloud counts as open.
pub fn particle(word: &str, closed: &str, open: &str) -> String {
    let last = word.chars().rev().find(|c| c.is_alphanumeric());
    let is_closed = match last {
        Some(c @ '가'..='힣') => !(u32::from(c) - u32::from('가')).is_multiple_of(28),
        Some(c) => "013678lmnrLMNR".contains(c),
        None => false,
    };
    format!("{word}{}", if is_closed { closed } else { open })
}

/// A moment, for `<time>`: what a machine reads and what a person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// ISO 8601, for the `datetime` attribute.
    pub iso: String,
    /// What is shown.
    pub text: String,
}

impl When {
    /// Anything already formatted.
    pub fn new(iso: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            iso: iso.into(),
            text: text.into(),
        }
    }

    /// A moment in Korea, with minutes: `2026. 11. 23. 오후 3:05`.
    pub fn moment(unix_millis: i64) -> Self {
        let at = Korean::from_unix_millis(unix_millis);
        let half = if at.hour < 12 { "오전" } else { "오후" };
        let hour = if at.hour % 12 == 0 { 12 } else { at.hour % 12 };
        let mut text = at.date();
        let _ = write!(text, " {half} {hour}:{:02}", at.minute);
        Self {
            iso: at.iso(),
            text,
        }
    }

    /// A day in Korea: `2026. 11. 23.`
    pub fn date(unix_millis: i64) -> Self {
        let at = Korean::from_unix_millis(unix_millis);
        Self {
            iso: at.iso(),
            text: at.date(),
        }
    }
}

/// Civil time at UTC+9, where summer time has not been kept since 1988.
struct Korean {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
}

impl Korean {
    fn from_unix_millis(unix_millis: i64) -> Self {
        let minutes = unix_millis.div_euclid(60_000) + 9 * 60;
        let days = minutes.div_euclid(24 * 60);
        let minute_of_day = minutes.rem_euclid(24 * 60);
        // Days to a civil date by eras of 400 years, a year beginning in March.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * march_month + 2) / 5 + 1,
            hour: minute_of_day / 60,
            minute: minute_of_day % 60,
        }
    }

    fn date(&self) -> String {
        format!("{}. {}. {}.", self.year, self.month, self.day)
    }

    fn iso(&self) -> String {
        let Self {
            year,
            month,
            day,
            hour,
            minute,
        } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}+09:00")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let shown: Vec<_> = [0, 7, 999, 1_000, 123_456, 1_234_567].map(number).into();
        assert_eq!(shown, ["0", "7", "999", "1,000", "123,456", "1,234,567"]);
        assert_eq!(won(9_900), "9,900원");
        assert_eq!(
            (signed(1_100), signed(-20), signed(0)),
            ("+1,100".into(), "−20".into(), "0".into())
        );
    }

    #[test]
    fn particles_follow_the_last_sound() {
        let shown = [
            "대본",
            "대본 5편",
            "크레딧 3개",
            "스타터",
            "플랜 10",
            "구독 2",
            "Pro",
            "  ",
        ]
        .map(|word| particle(word, "을", "를"));
        let expected = [
            "대본을",
            "대본 5편을",
            "크레딧 3개를",
            "스타터를",
            "플랜 10을",
            "구독 2를",
            "Pro를",
            "  를",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn times_are_told_in_korea() {
        assert_eq!(When::moment(0).text, "1970. 1. 1. 오전 9:00");
        assert_eq!(
            When::moment(1_795_446_300_000).iso,
            "2026-11-24T00:05+09:00"
        );
        assert_eq!(When::date(1_709_132_400_000).text, "2024. 2. 29.");
        assert_eq!(When::moment(-1).text, "1970. 1. 1. 오전 8:59");
    }
}
