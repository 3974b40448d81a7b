//! Terms, privacy and the like: headings, paragraphs, lists.

use askama::Template;

use super::{filters, shell::Shell};

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// Items below them.
    pub items: Vec<String>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "document.html")]
pub struct Document {
    /// The frame; its title is the document's.
    pub shell: Shell,
    /// Since when it holds.
    pub effective: Option<String>,
    /// The sections.
    pub sections: Vec<Section>,
}

impl Document {
    /// A short one.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_visitor("환불 규정"),
            effective: Some("2026. 11. 1.".into()),
            sections: vec![
                Section {
                    heading: "쓰지 않은 크레딧".into(),
                    paragraphs: vec![
                        "산 날부터 7일 안에는 쓰지 않은 유료 크레딧을 환불받을 수 있어요.".into(),
                    ],
                    items: vec!["보너스와 무료 크레딧은 환불되지 않아요.".into()],
                },
                Section {
                    heading: "실패한 실행".into(),
                    paragraphs: vec![
                        "결과를 만들지 못하면 쓴 크레딧을 자동으로 돌려드려요.".into(),
                    ],
                    items: Vec::new(),
                },
            ],
        }
    }
}
