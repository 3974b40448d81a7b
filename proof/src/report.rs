//! A report that a person can read: a table of rows, and charts, in one HTML file without scripts.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

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
    pub(crate) fn write(&self, folder: &Path, date: &str) -> std::io::Result<PathBuf> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}.html", self.name));
        std::fs::write(&path, self.html(date))?;
        Ok(path)
    }

    fn html(&self, date: &str) -> String {
        let mut page = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>OpenClaw: {0}</title>\
             <style>{STYLE}</style><h1>OpenClaw: {0}</h1><p>{1} · {2}</p><p><b>{3}</b></p>",
            self.name,
            escaped(date),
            escaped(&self.about),
            escaped(self.summary().lines().next().unwrap_or_default()),
        );
        for chart in &self.charts {
            page.push_str(&chart.svg());
        }
        page.push_str("<table><tr><th></th><th>what</th><th>tried</th><th>seen</th></tr>");
        for row in &self.rows {
            let _ = write!(
                page,
                "<tr class=\"{}\"><td>{}</td><td>{}</td><td>{}</td><td><pre>{}</pre></td></tr>",
                class(row.outcome),
                row.outcome.word(),
                row.section,
                escaped(&row.tried),
                escaped(&row.seen),
            );
        }
        page.push_str("</table></html>\n");
        page
    }
}

fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Held => "held",
        Outcome::Broke => "broke",
        Outcome::NotRun => "not-run",
    }
}

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#222}\
    table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.3rem .5rem;\
    text-align:left;vertical-align:top}pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}\
    .held td:first-child{color:#176b2c}.broke td:first-child{color:#b00020;font-weight:bold}\
    .not-run td:first-child{color:#8a6d00}svg{max-width:100%;height:auto;margin:1rem 0}";

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 220.0;
const FOOT: f64 = 40.0;

impl Chart {
    fn svg(&self) -> String {
        let highest = self.bars.iter().map(|bar| bar.1).fold(1.0, f64::max);
        let count = u32::try_from(self.bars.len().max(1)).unwrap_or(u32::MAX);
        let step = WIDTH / f64::from(count);
        let mut svg = format!(
            "<h2>{}</h2><svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\">",
            escaped(&self.title),
            HEIGHT + FOOT
        );
        let mut left = 0.0;
        for (name, value) in &self.bars {
            let high = HEIGHT * value / highest;
            let _ = write!(
                svg,
                "<rect x=\"{left:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{high:.1}\" fill=\"#3b6ea5\">\
                 <title>{}: {value:.1}</title></rect>",
                HEIGHT - high,
                step * 0.8,
                escaped(name),
            );
            if self.bars.len() <= 20 {
                let _ = write!(
                    svg,
                    "<text x=\"{left:.1}\" y=\"{:.1}\" font-size=\"11\">{}</text>\
                     <text x=\"{left:.1}\" y=\"{:.1}\" font-size=\"11\">{value:.1}</text>",
                    HEIGHT + 14.0,
                    escaped(name),
                    HEIGHT + 28.0,
                );
            }
            left += step;
        }
        svg.push_str("</svg>");
        svg
    }
}

/// As HTML shows a text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_attacker_wrote_is_no_markup_of_the_report() {
        let row = Row {
            section: "input",
            tried: "<script>alert(1)</script>".to_owned(),
            seen: "a & b".to_owned(),
            outcome: Outcome::Broke,
        };
        let report = Report::new("audit", String::new(), Rows(vec![row]));
        let page = report.html("today");
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("a &amp; b"), "{page}");
        assert!(!report.holds());
        assert!(
            report.summary().contains("1 are red"),
            "{}",
            report.summary()
        );
    }
}
