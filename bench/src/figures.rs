//! Numbers a person can read, and tables of them.

use std::{fmt, time::Duration};

use openclaw_report::Page;
pub(crate) use openclaw_report::whole;

/// The middle of some figures; 0 of none.
pub(crate) fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// The latency that so many per cent do not exceed; the list is sorted.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// A count as a figure.
#[expect(
    clippy::cast_precision_loss,
    reason = "a benchmark counts less than 2^52 of anything"
)]
pub(crate) fn figure(count: u64) -> f64 {
    count as f64
}

/// Milliseconds.
pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// A table: the first column to the left, the others to the right.
pub(crate) struct Table {
    title: String,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Table {
    /// A table with its column's names.
    pub(crate) fn new(title: &str, columns: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            rows: vec![columns.iter().map(|&name| name.to_owned()).collect()],
            notes: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Adds a line below.
    pub(crate) fn note(&mut self, line: String) {
        self.notes.push(line);
    }
}

impl Table {
    /// Puts it into a report, with a chart of its first figures.
    pub(crate) fn report(&self, page: &mut Page) -> anyhow::Result<()> {
        let Some((head, rows)) = self.rows.split_first() else {
            return Ok(());
        };
        page.heading(&self.title);
        let name = head.get(1).map_or("", String::as_str);
        let bars = rows.iter().filter_map(|row| {
            let figure = row.get(1)?.replace(',', "").parse().ok()?;
            Some((row.first()?.clone(), figure))
        });
        page.chart(name, &bars.collect::<Vec<_>>())?;
        let rows = rows.iter().map(|row| {
            let cells = row.iter().map(String::as_str);
            ("figures", cells.collect())
        });
        page.table(head.iter().map(String::as_str), rows);
        for note in &self.notes {
            page.words(note);
        }
        Ok(())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        writeln!(f, "== {}", self.title)?;
        for row in &self.rows {
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                if column == 0 {
                    write!(f, "{cell:width$}")?;
                } else {
                    write!(f, "  {cell:>width$}")?;
                }
            }
            writeln!(f)?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_ranked() {
        assert!((median([3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        let sorted: Vec<_> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&sorted, 50), Duration::from_millis(100));
        assert_eq!(percentile(&sorted, 99), Duration::from_millis(198));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }
}
