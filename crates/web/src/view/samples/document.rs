//! Samples: document.

use crate::{
    view::{
        document::{Document, Section},
        samples::day_in_korea,
        shell::Shell,
    },
    words::say,
};

impl Document {
    /// A short one.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_visitor(say("package-policy")),
            effective: Some(day_in_korea("2026-11-01")),
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
