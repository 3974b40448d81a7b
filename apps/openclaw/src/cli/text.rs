//! Words and numbers for a terminal of 80 columns.

use std::io::Write as _;

pub(super) use openclaw_domain::money::grouped;
use openclaw_domain::time::Timestamp;
use time::{OffsetDateTime, UtcOffset};

/// Korea's clock: nine hours ahead, and no summer time.
const KOREA: i8 = 9;

/// Prints a whole answer at once. Who reads only its beginning (`| head`) does no harm.
pub(super) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", text.trim_end_matches('\n'));
}

/// An amount in its currency: `9,900 won`, `99 USD`.
pub(super) fn money(amount: i64, currency: &str) -> String {
    let unit = if currency == "KRW" { "won" } else { currency };
    format!("{} {unit}", grouped(amount))
}

/// Thousandths of a won, to the hundredth: `1.24 won`. A run of a small model costs a few won.
pub(super) fn won(milliwon: i64) -> String {
    let hundredths = (milliwon.max(0) + 5) / 10;
    format!("{}.{:02} won", grouped(hundredths / 100), hundredths % 100)
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

/// A table whose columns are as wide as their widest cell.
pub(super) struct Table<const N: usize> {
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// A table with this heading.
    pub(super) fn new(heading: [&str; N]) -> Self {
        Self {
            rows: vec![heading.map(str::to_owned)],
        }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }
}

impl<const N: usize> std::fmt::Display for Table<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| columns(&row[column]));
            cells.max().unwrap_or(0)
        };
        let widths: [usize; N] = std::array::from_fn(width);
        for row in &self.rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width - columns(cell) + 2));
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
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
    fn amounts_are_grouped() {
        assert_eq!(money(9_900, "KRW"), "9,900 won");
        assert_eq!(money(99, "USD"), "99 USD");
        for (milliwon, text) in [
            (0, "0.00 won"),
            (1_236, "1.24 won"),
            (1_234_567, "1,234.57 won"),
        ] {
            assert_eq!(won(milliwon), text);
        }
    }

    #[test]
    fn a_table_is_as_wide_as_its_words() {
        let mut table = Table::new(["a", "price"]);
        table.row(["한국".to_owned(), "20".to_owned()]);
        assert_eq!(table.to_string(), "a     price\n한국  20\n");
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
