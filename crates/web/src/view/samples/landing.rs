//! Samples: landing.

use crate::view::{
    landing::{Excerpt, Landing},
    package::{Package, Terms},
    shell::Shell,
};

impl Landing {
    /// As a visitor sees it.
    pub fn sample() -> Self {
        Self {
            shell: Shell {
                description: Some(
                    "주제 한 줄로 쇼츠·릴스 대본 초안을 만들어요. 훅, 장면별 내레이션, 자막 문구까지.".into(),
                ),
                ..Shell::sample_visitor("쇼츠 대본을 쓰는 AI 에이전트")
            },
            excerpt: Excerpt::standard(),
            run_price: 20,
            signup_credits: 40,
            packages: Package::samples(),
            terms: Terms::sample(),
        }
    }
}
