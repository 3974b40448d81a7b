//! Which language, for whom.

use std::any::Any;

use askama::Values;
use axum::http::{HeaderMap, header};
use openclaw_domain::account::Language as Setting;

/// A language of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// Korean, which is spoken where nothing else is asked for.
    #[default]
    Korean,
    /// English.
    English,
}

impl Language {
    /// Both, Korean first.
    pub const ALL: [Self; 2] = [Self::Korean, Self::English];

    /// Its tag, as in `<html lang>` and the cookie: `ko`, `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Korean => "ko",
            Self::English => "en",
        }
    }

    /// Reads a tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// What `Accept-Language` asks for, by its weights; `None` when it names neither.
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        let asked = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        let mut best: Option<(Self, f32)> = None;
        for range in asked.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let primary = parts.next().unwrap_or_default();
            let primary = primary.split('-').next().unwrap_or_default();
            let Some(language) = Self::from_tag(&primary.to_ascii_lowercase()) else {
                continue;
            };
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            let weight = weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            if weight > best.map_or(0.0, |(_, weight)| weight) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }
}

impl From<Setting> for Language {
    fn from(setting: Setting) -> Self {
        match setting {
            Setting::Korean => Self::Korean,
            Setting::English => Self::English,
        }
    }
}

impl From<Language> for Setting {
    fn from(language: Language) -> Self {
        match language {
            Language::Korean => Self::Korean,
            Language::English => Self::English,
        }
    }
}

/// The pages that have an address of their own in English: `/en` in front.
pub const PUBLIC_PAGES: [&str; 6] = ["/", "/sign-in", "/terms", "/privacy", "/refund", "/ai"];

/// The address of a public page in English; of any other page, its own.
pub fn english_address(path: &str) -> String {
    let page = path.split(['?', '#']).next().unwrap_or_default();
    if page == "/" {
        format!("/en{}", &path[1..])
    } else if PUBLIC_PAGES.contains(&page) {
        format!("/en{path}")
    } else {
        path.to_owned()
    }
}

/// Whether an address asks for English by itself.
pub fn is_english_address(path: &str) -> bool {
    korean_address(path) != path
}

/// The address of a page without the language in front, which is its Korean one.
pub fn korean_address(path: &str) -> String {
    match path.strip_prefix("/en") {
        Some(rest) if rest.starts_with('/') => rest.to_owned(),
        Some(rest) if rest.is_empty() || rest.starts_with(['?', '#']) => format!("/{rest}"),
        _ => path.to_owned(),
    }
}

/// Who a page is written out for: askama's runtime value `reader`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Reader {
    /// Their language.
    pub language: Language,
    /// The address that they asked for, with its query.
    pub address: String,
    /// Where the site stands: `https://openclaw.example`.
    pub home: String,
}

impl Reader {
    /// As what a template is rendered with.
    pub fn as_values(self) -> impl Values {
        ("reader", Box::new(self) as Box<dyn Any>)
    }

    /// The reader that a template is written out for; nobody in particular, for none.
    pub fn of(values: &dyn Values) -> Self {
        askama::get_value::<Self>(values, "reader").map_or_else(|_| Self::default(), Clone::clone)
    }

    /// The language that a template is written out in.
    pub(super) fn language_of(values: &dyn Values) -> Language {
        askama::get_value::<Self>(values, "reader")
            .map_or_else(|_| Language::default(), |it| it.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_answered_in_the_language_it_likes_best() {
        for (asked, language) in [
            (
                "ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7",
                Some(Language::Korean),
            ),
            ("en-US,en;q=0.9,ko;q=0.8", Some(Language::English)),
            ("fr;q=0.9, en;q=0.4, KO;q=0.5", Some(Language::Korean)),
            ("en;q=0, fr", None),
            ("fr", None),
            ("kok, enm", None),
            ("", None),
            ("ko;q=x, en;q=0.1", Some(Language::English)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, asked.parse().unwrap());
            assert_eq!(Language::accepted(&headers), language, "{asked}");
        }
        assert_eq!(Language::accepted(&HeaderMap::new()), None);
    }

    #[test]
    fn public_pages_have_an_address_in_each_language() {
        for (korean, english) in [
            ("/", "/en"),
            ("/?a=b", "/en?a=b"),
            ("/sign-in?next=%2Fa", "/en/sign-in?next=%2Fa"),
            ("/terms", "/en/terms"),
        ] {
            assert_eq!(english_address(korean), english);
            assert_eq!(korean_address(english), korean);
        }
        for own in ["/dashboard", "/english", "/env?x"] {
            assert_eq!(english_address(own), own);
            assert_eq!(korean_address(own), own);
        }
    }
}
