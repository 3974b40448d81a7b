//! Samples: document.

use crate::{
    view::{document::Document, samples::day_in_korea, shell::Shell},
    words::say,
};

impl Document {
    /// A short one.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_visitor(say("package-policy")),
            version: "2026-11-01".to_owned(),
            effective: day_in_korea("2026-11-01"),
            body:
                "<h2>실패한 실행</h2>\n<p>결과를 만들지 못하면 쓴 크레딧을 자동으로 돌려드려요.</p>"
                    .to_owned(),
        }
    }
}
