//! Numbers and times, for readers of either language.

use std::fmt;

use askama::{FastWritable, Values, filters::HtmlSafe};

use crate::words::{Arg, AsArg, Message, say};

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

/// A change: `+1,000`, `−20`, `0`.
pub fn signed(value: i64) -> String {
    if value > 0 {
        format!("+{}", number(value))
    } else {
        number(value)
    }
}

/// A moment or a day in Korea: what a machine reads and what a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    unix_millis: i64,
    has_time: bool,
}

impl When {
    /// A moment, with minutes.
    pub const fn moment(unix_millis: i64) -> Self {
        Self {
            unix_millis,
            has_time: true,
        }
    }

    /// A day.
    pub const fn date(unix_millis: i64) -> Self {
        Self {
            unix_millis,
            has_time: false,
        }
    }

    /// ISO 8601, for the `datetime` attribute.
    pub fn iso(self) -> String {
        Korean::from_unix_millis(self.unix_millis).iso()
    }

    /// What is shown.
    pub fn words(self) -> Message {
        let at = Korean::from_unix_millis(self.unix_millis);
        let date = say("time-date")
            .with("year", at.year.to_string())
            .with("month", at.month)
            .with("day", at.day);
        if !self.has_time {
            return date;
        }
        let hour = if at.hour % 12 == 0 { 12 } else { at.hour % 12 };
        say("time-moment")
            .with("date", date)
            .with("half", if at.hour < 12 { "am" } else { "pm" })
            .with("hour", hour)
            .with("minute", format!("{:02}", at.minute))
    }
}

/// A `<time>` element, wherever a template shows a [`When`].
impl HtmlSafe for When {}

impl FastWritable for When {
    fn write_into(&self, dest: &mut dyn fmt::Write, values: &dyn Values) -> askama::Result<()> {
        write!(dest, "<time datetime=\"{}\">", self.iso())?;
        self.words().write_into(dest, values)?;
        dest.write_str("</time>")?;
        Ok(())
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<time datetime=\"{}\">{}</time>",
            self.iso(),
            self.words()
        )
    }
}

impl AsArg for When {
    fn as_arg(&self) -> Arg {
        Arg::Message(self.words())
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
    use crate::words::Language;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let shown: Vec<_> = [0, 7, 999, 1_000, 123_456, 1_234_567].map(number).into();
        assert_eq!(shown, ["0", "7", "999", "1,000", "123,456", "1,234,567"]);
        assert_eq!(
            (signed(1_100), signed(-20), signed(0)),
            ("+1,100".into(), "−20".into(), "0".into())
        );
    }

    #[test]
    fn times_are_told_in_korea_in_either_language() {
        let told = |when: When| {
            let words = when.words();
            Language::ALL.map(|language| words.to(language).into_owned())
        };
        for (when, words) in [
            (
                When::moment(0),
                ["1970. 1. 1. 오전 9:00", "Jan 1, 1970, 9:00 AM"],
            ),
            (
                When::moment(-1),
                ["1970. 1. 1. 오전 8:59", "Jan 1, 1970, 8:59 AM"],
            ),
            (
                When::moment(1_795_446_300_000),
                ["2026. 11. 24. 오전 12:05", "Nov 24, 2026, 12:05 AM"],
            ),
            (
                When::date(1_709_132_400_000),
                ["2024. 2. 29.", "Feb 29, 2024"],
            ),
        ] {
            assert_eq!(told(when), words);
        }
        let shown = When::moment(1_795_446_300_000).to_string();
        assert!(
            shown.starts_with("<time datetime=\"2026-11-24T00:05+09:00\">"),
            "{shown}"
        );
    }

    #[test]
    fn money_is_told_in_won_in_either_language() {
        let price = Message::won(9_900);
        assert_eq!(price.to(Language::Korean), "9,900원");
        assert_eq!(price.to(Language::English), "₩9,900");
    }
}
