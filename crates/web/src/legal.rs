//! Terms, privacy policy, refund policy and AI notice: Markdown files with a head that says their
//! version and since when they hold. The program brings texts of its own; an operator's folder may
//! replace any of them.
//!
//! A text may use the shop's figures (`{{ refunds.full_days }}`); one that is not known is an error
//! at start, never a blank in a contract. Markup of HTML in a text is shown as it is written.

use jiff::{civil::Date, tz::TimeZone};
use minijinja::{Environment, UndefinedBehavior, value::Serde};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html::push_html};
use serde_json::Value;

use crate::{view::format::When, words::Language};

/// The documents there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The terms of service.
    Terms,
    /// The privacy policy.
    Privacy,
    /// The refund policy.
    Refund,
    /// What is told of AI before it is used.
    Ai,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Terms, Self::Privacy, Self::Refund, Self::Ai];

    /// Whether people agree to it by name, so that its version is kept with their consent.
    pub const fn is_agreed_to(self) -> bool {
        matches!(self, Self::Terms | Self::Privacy)
    }

    const fn stem(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Privacy => "privacy",
            Self::Refund => "refund",
            Self::Ai => "ai",
        }
    }
}

/// Where a text stands in a folder of them: `ko/terms.md`.
#[must_use]
pub fn path(kind: Kind, language: Language) -> String {
    format!("{}/{}.md", language.tag(), kind.stem())
}

/// The program's own text.
#[must_use]
pub const fn built_in(kind: Kind, language: Language) -> &'static str {
    macro_rules! text {
        ($path:literal) => {
            include_str!(concat!("../../../legal/", $path))
        };
    }
    match (kind, language) {
        (Kind::Terms, Language::Korean) => text!("ko/terms.md"),
        (Kind::Privacy, Language::Korean) => text!("ko/privacy.md"),
        (Kind::Refund, Language::Korean) => text!("ko/refund.md"),
        (Kind::Ai, Language::Korean) => text!("ko/ai.md"),
        (Kind::Terms, Language::English) => text!("en/terms.md"),
        (Kind::Privacy, Language::English) => text!("en/privacy.md"),
        (Kind::Refund, Language::English) => text!("en/refund.md"),
        (Kind::Ai, Language::English) => text!("en/ai.md"),
    }
}

/// A document in one language, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What consent keeps: `2026-11-23`.
    pub version: String,
    /// Since when it holds.
    pub effective: When,
    /// Its body, as HTML.
    pub html: String,
    /// Whether it is the program's own.
    pub is_built_in: bool,
}

/// Why a text cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the legal text {path}: {reason}")]
pub struct BrokenText {
    /// Its place in the folder.
    pub path: String,
    /// What is wrong, and what to do.
    pub reason: String,
}

/// Every document in every language.
#[derive(Clone, Debug)]
pub struct LegalTexts(Vec<(Kind, Language, Text)>);

impl LegalTexts {
    /// The operator's texts, as `own` finds them by their path, and ours where there is none.
    /// `figures` is what they may use; `version` the one that consent keeps now, which the terms and
    /// the privacy policy must be of.
    pub fn load(
        own: impl Fn(&str) -> Option<String>,
        figures: &Value,
        version: &str,
    ) -> Result<Self, BrokenText> {
        let mut texts = Vec::new();
        for kind in Kind::ALL {
            for language in Language::ALL {
                let path = path(kind, language);
                let theirs = own(&path);
                let source = theirs.as_deref().unwrap_or(built_in(kind, language));
                let text = read(source, theirs.is_none(), figures)
                    .and_then(|text| fits(kind, text, version))
                    .map_err(|reason| BrokenText { path, reason })?;
                texts.push((kind, language, text));
            }
        }
        Ok(Self(texts))
    }

    /// A document.
    pub(crate) fn get(&self, kind: Kind, language: Language) -> Option<&Text> {
        let mut texts = self.0.iter();
        let found = texts.find(|(of, in_, _)| (*of, *in_) == (kind, language));
        found.map(|(_, _, text)| text)
    }

    /// The places of those that are the program's own.
    pub fn built_in(&self) -> Vec<String> {
        let ours = self.0.iter().filter(|(_, _, text)| text.is_built_in);
        ours.map(|(kind, language, _)| path(*kind, *language))
            .collect()
    }
}

fn fits(kind: Kind, text: Text, version: &str) -> Result<Text, String> {
    if kind.is_agreed_to() && text.version != version {
        return Err(format!(
            "its version is {}, but `accounts.legal_version` is {version}, which people are asked to agree to: make them equal",
            text.version
        ));
    }
    Ok(text)
}

fn read(source: &str, is_built_in: bool, figures: &Value) -> Result<Text, String> {
    let source = source.replace("\r\n", "\n");
    let head = source.strip_prefix("---\n");
    let (head, body) = head
        .and_then(|rest| rest.split_once("\n---\n"))
        .ok_or("it begins with ---, `version: 2026-11-23`, `effective: 2026-11-23` and ---")?;
    let field = |name: &str| {
        let value = head
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let value = value.map(str::trim).filter(|value| !value.is_empty());
        value.ok_or(format!("its head lacks `{name}`"))
    };
    let effective = field("effective")?;
    let day: Date = effective
        .parse()
        .map_err(|_| format!("`effective` is a day, YYYY-MM-DD, not `{effective}`"))?;
    let midnight = TimeZone::UTC
        .to_timestamp(day.at(0, 0, 0, 0))
        .map_err(|error| error.to_string())?;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let body = environment
        .render_str(body, Serde(figures))
        .map_err(|error| error.to_string())?;
    if body.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    Ok(Text {
        version: field("version")?.to_owned(),
        effective: When::date(midnight.as_millisecond()),
        html: to_html(&body),
        is_built_in,
    })
}

/// Wide tables scroll by themselves, by keyboard too.
fn to_html(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).flat_map(|event| {
        let around = |before: &'static str, event, after: &'static str| {
            [
                (!before.is_empty()).then(|| Event::Html(before.into())),
                Some(event),
                (!after.is_empty()).then(|| Event::Html(after.into())),
            ]
        };
        match event {
            Event::Html(text) | Event::InlineHtml(text) => around("", Event::Text(text), ""),
            Event::Start(Tag::Table(_)) => around("<div class=\"wide\" tabindex=\"0\">", event, ""),
            Event::End(TagEnd::Table) => around("", event, "</div>"),
            event => around("", event, ""),
        }
    });
    let mut html = String::new();
    push_html(&mut html, events.flatten());
    html
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Kind, LegalTexts, path, read};
    use crate::words::Language;

    #[test]
    fn html_in_a_text_is_shown_as_it_is_written() {
        let source =
            "---\nversion: 1\neffective: 2026-11-23\n---\n<script>a</script>\n\n{{ name }} *b*";
        let text = read(source, false, &json!({"name": "<b>"})).unwrap();
        assert!(!text.html.contains("<script>") && !text.html.contains("<b>"));
        assert!(text.html.contains("<em>b</em>"), "{}", text.html);
    }

    #[test]
    fn what_is_wrong_with_a_text_is_told_with_its_place() {
        let head = "---\nversion: 2026-11-23\neffective: 2026-11-23\n---\n";
        for (source, words) in [
            ("Terms".to_owned(), "begins with ---"),
            (head.replace("version", "number"), "is empty"),
            (head.to_owned(), "is empty"),
            (
                format!("{}a", head.replace("version", "number")),
                "lacks `version`",
            ),
            (
                format!("{}a", head.replace("11-23\n---", "11-31\n---")),
                "2026-11-31",
            ),
            (format!("{head}{{{{ nobody }}}}"), "undefined"),
            (
                format!("{}a", head.replace("n: 2026", "n: 2027")),
                "`accounts.legal_version`",
            ),
        ] {
            let wrong = path(Kind::Terms, Language::Korean);
            let own = |path: &str| {
                let fine = format!("{head}fine");
                Some(if path == wrong { source.clone() } else { fine })
            };
            let told = LegalTexts::load(own, &json!({}), "2026-11-23").unwrap_err();
            assert_eq!(told.path, "ko/terms.md");
            assert!(told.reason.contains(words), "{source}: {told}");
        }
    }
}
