//! A report that a person can read: a table of rows, and charts, in one HTML file without scripts.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use openclaw_report::Page;

use crate::rows::{Outcome, Row, Rows};

/// Everything that was tried.
pub(crate) struct Report {
    /// `audit` or `torture`.
    pub(crate) name: &'static str,
    /// What stands at its top.
    pub(crate) about: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) charts: Vec<Chart>,
}

/// Figures over something, as bars.
pub(crate) struct Chart {
    pub(crate) title: String,
    /// What a bar is, and how high.
    pub(crate) bars: Vec<(String, f64)>,
}

impl Report {
    pub(crate) fn new(name: &'static str, about: String, rows: Rows) -> Self {
        Self {
            name,
            about,
            rows: rows.0,
            charts: Vec::new(),
        }
    }

    fn count(&self, outcome: Outcome) -> usize {
        self.rows
            .iter()
            .filter(|row| row.outcome == outcome)
            .count()
    }

    /// Whether no promise is broken.
    pub(crate) fn holds(&self) -> bool {
        self.count(Outcome::Broke) == 0
    }

    /// One line for the end of the terminal's output, and what is red once more.
    pub(crate) fn summary(&self) -> String {
        let mut text = format!(
            "{}: {} rows hold, {} are red, {} not run",
            self.name,
            self.count(Outcome::Held),
            self.count(Outcome::Broke),
            self.count(Outcome::NotRun),
        );
        for row in self.rows.iter().filter(|row| row.outcome != Outcome::Held) {
            // Writing into a String cannot fail.
            let _ = write!(
                text,
                "\n  {}  {}: {}",
                row.outcome.word(),
                row.section,
                row.tried
            );
        }
        text
    }

    /// Writes the report into this folder.
    pub(crate) fn write(&self, folder: &Path, date: &str) -> anyhow::Result<PathBuf> {
        Ok(self.page(date)?.write(folder)?)
    }

    fn page(&self, date: &str) -> anyhow::Result<Page> {
        let mut page = Page::new(self.name, &format!("{date} · {}", self.about));
        page.words(self.summary().lines().next().unwrap_or_default());
        for chart in &self.charts {
            page.chart(&chart.title, &chart.bars)?;
        }
        let rows = self.rows.iter().map(|row| {
            let cells = vec![
                row.outcome.word(),
                row.section,
                row.tried.as_str(),
                row.seen.as_str(),
            ];
            (class(row.outcome), cells)
        });
        page.table(["", "what", "tried", "seen"], rows);
        Ok(page)
    }
}

fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Held => "held",
        Outcome::Broke => "broke",
        Outcome::NotRun => "not-run",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_red_row_is_enough_to_fail() -> anyhow::Result<()> {
        let row = |outcome| Row {
            section: "input",
            tried: "<script>alert(1)</script>".to_owned(),
            seen: "a & b".to_owned(),
            outcome,
        };
        let rows = Rows(vec![row(Outcome::Held), row(Outcome::Broke)]);
        let report = Report::new("audit", String::new(), rows);
        assert!(!report.holds());
        assert!(
            report.summary().contains("1 are red"),
            "{}",
            report.summary()
        );
        let html = report.page("today")?.html();
        assert!(html.contains("class=\"broke\""), "{html}");
        assert!(!html.contains("<script"), "{html}");
        let fine = Report::new("audit", String::new(), Rows(vec![row(Outcome::Held)]));
        assert!(fine.holds());
        Ok(())
    }
}
