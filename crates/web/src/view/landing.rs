//! The first page: what is made here, how, for how much.

use askama::Template;

use super::{
    filters,
    package::{Package, Terms},
    shell::Shell,
};

/// A piece of a script shown as an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The topic it was made from.
    pub topic: String,
    /// Its title.
    pub title: String,
    /// Its length, such as `38초`.
    pub length: String,
    /// A few of its scenes.
    pub scenes: Vec<ExcerptScene>,
}

/// One scene of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcerptScene {
    /// Its span, such as `0:00`.
    pub at: String,
    /// Its part in the story.
    pub label: String,
    /// What is said.
    pub narration: String,
    /// What the screen shows.
    pub on_screen: String,
}

impl Excerpt {
    /// The example the landing page shows.
    pub fn standard() -> Self {
        let scene = |at: &str, label: &str, narration: &str, on_screen: &str| ExcerptScene {
            at: at.into(),
            label: label.into(),
            narration: narration.into(),
            on_screen: on_screen.into(),
        };
        Self {
            topic: "자취생 계란볶음밥, 고슬고슬하게 만드는 법".into(),
            title: "찬밥이 더 맛있는 딱 한 가지 이유".into(),
            length: "38초".into(),
            scenes: vec![
                scene(
                    "0:00",
                    "훅",
                    "볶음밥이 질척했다면, 밥 탓이 아니에요.",
                    "질척한 볶음밥 클로즈업",
                ),
                scene(
                    "0:03",
                    "이유",
                    "뜨거운 밥은 김이 나면서 서로 달라붙거든요.",
                    "자막: 범인은 ‘김’",
                ),
                scene(
                    "0:11",
                    "방법",
                    "찬밥에 계란물을 먼저 입히고, 센 불에 딱 2분.",
                    "위에서 찍은 프라이팬",
                ),
            ],
        }
    }
}

/// The landing page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "landing.html")]
pub struct Landing {
    /// The frame.
    pub shell: Shell,
    /// The example.
    pub excerpt: Excerpt,
    /// What a run of the first agent costs, in credits.
    pub run_price: i64,
    /// Free credits for signing up; none are mentioned if 0.
    pub signup_credits: i64,
    /// The packages.
    pub packages: Vec<Package>,
    /// The conditions beside them.
    pub terms: Terms,
}

impl Landing {
    /// Where making a first script begins.
    pub fn start_url(&self) -> &'static str {
        if self.shell.user.is_some() {
            "/agents"
        } else {
            "/sign-in?next=%2Fagents"
        }
    }

    /// Where a package is bought.
    pub fn buy_url(&self, package: &Package) -> String {
        if self.shell.user.is_some() {
            format!("/credits?package={}#packages", package.code)
        } else {
            format!(
                "/sign-in?next=%2Fcredits%3Fpackage%3D{}%23packages",
                package.code
            )
        }
    }

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
