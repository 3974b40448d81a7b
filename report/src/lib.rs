//! What benchmarks and proofs leave behind: one HTML file without scripts, its charts inside.

mod bars;
mod columns;

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use bars::bars;
use columns::columns;

/// Values whose names are drawn; of more only their order matters.
const NAMED: usize = 20;

const STYLE: &str = include_str!("style.css");

/// A page as it is being written.
pub struct Page {
    name: String,
    body: String,
}

impl Page {
    /// `name` is the file's, and with the product's the title; `about` says what was run, where and when.
    pub fn new(name: &str, about: &str) -> Self {
        let body = format!(
            "<h1>OpenClaw: {}</h1><p>{}</p>",
            escaped(name),
            lines(about)
        );
        Self {
            name: name.to_owned(),
            body,
        }
    }

    /// A heading.
    pub fn heading(&mut self, words: &str) {
        self.push(&format!("<h2>{}</h2>", escaped(words)));
    }

    /// A paragraph.
    pub fn words(&mut self, words: &str) {
        self.push(&format!("<p>{}</p>", lines(words)));
    }

    /// A table: its head, and rows of a class and cells.
    pub fn table<'a>(
        &mut self,
        head: impl IntoIterator<Item = &'a str>,
        rows: impl IntoIterator<Item = (&'a str, Vec<&'a str>)>,
    ) {
        let mut table = String::from("<div class=\"wide\"><table><tr>");
        for name in head {
            // Writing into a String cannot fail.
            let _ = write!(table, "<th>{}</th>", escaped(name));
        }
        table.push_str("</tr>");
        for (class, cells) in rows {
            let _ = write!(table, "<tr class=\"{class}\">");
            for cell in cells {
                let _ = write!(table, "<td>{}</td>", lines(cell));
            }
            table.push_str("</tr>");
        }
        table.push_str("</table></div>");
        self.push(&table);
    }

    /// Values with their names, in their order: bars of a few, columns of many.
    pub fn chart(&mut self, title: &str, values: &[(String, f64)]) -> anyhow::Result<()> {
        let svg = if values.len() <= NAMED {
            bars(title, values)?
        } else {
            columns(title, values)?
        };
        self.push(&format!("<figure>{svg}</figure>"));
        Ok(())
    }

    fn push(&mut self, html: &str) {
        self.body.push_str(html);
        self.body.push('\n');
    }

    /// The whole page.
    pub fn html(&self) -> String {
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>OpenClaw: {}</title>\n<style>{STYLE}</style>\n<main>\n{}</main>\n</html>\n",
            escaped(&self.name),
            self.body
        )
    }

    /// Writes it into this folder; where it is then.
    pub fn write(&self, folder: &Path) -> std::io::Result<PathBuf> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}.html", self.name));
        std::fs::write(&path, self.html())?;
        Ok(path)
    }
}

/// A whole number, its thousands parted.
pub fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut parted = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

/// As HTML shows a text of several lines.
fn lines(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
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
    fn what_an_attacker_wrote_is_no_markup_of_the_page() -> anyhow::Result<()> {
        let evil = "<script>alert(1)</script> & \"more\"";
        let mut page = Page::new("audit", evil);
        page.heading(evil);
        page.words(evil);
        page.table([evil], [("held", vec![evil, "two\nlines"])]);
        page.chart(evil, &[(evil.to_owned(), 1.0)])?;
        let html = page.html();
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;"));
        assert!(html.contains("two<br>lines"));
        Ok(())
    }

    #[test]
    fn thousands_are_parted() {
        for (number, parted) in [(0.4, "0"), (999.0, "999"), (1_234_567.4, "1,234,567")] {
            assert_eq!(whole(number), parted);
        }
    }

    #[test]
    fn a_chart_names_each_bar_and_tells_its_value() -> anyhow::Result<()> {
        let svg = bars(
            "runs/s",
            &[("one".into(), 12.5), ("another".into(), 1_234_567.0)],
        )?;
        for word in ["runs/s", "one", "another", "12.5", "1,234,567"] {
            assert!(svg.contains(word), "{word}: {svg}");
        }
        let nothing = bars("nothing", &[])?;
        assert!(nothing.contains("nothing"));
        let many: Vec<_> = (0..50).map(|at| (at.to_string(), f64::from(at))).collect();
        let svg = columns("ms, kill by kill", &many)?;
        assert!(svg.contains("ms, kill by kill"), "{svg}");
        assert!(svg.matches("<rect").count() >= 50, "{svg}");
        Ok(())
    }
}
