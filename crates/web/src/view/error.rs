//! When a page can't be shown: plain words, a way on, and an id to tell us.

use askama::Template;

use super::{filters, shell::Shell};

/// Where to go from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayOn {
    /// What the button says.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

/// The error page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame.
    pub shell: Shell,
    /// The HTTP status.
    pub status: u16,
    /// What happened.
    pub headline: String,
    /// What to do.
    pub advice: String,
    /// Where to go.
    pub way_on: WayOn,
    /// What to tell us when asking for help.
    pub request_id: Option<String>,
}

impl ErrorPage {
    /// The page of a status, in the words it usually deserves.
    pub fn new(shell: Shell, status: u16, request_id: Option<String>) -> Self {
        let (headline, advice, label, url) = words(status);
        Self {
            shell: Shell {
                title: headline.into(),
                ..shell
            },
            status,
            headline: headline.into(),
            advice: advice.into(),
            way_on: WayOn {
                label: label.into(),
                url: url.into(),
            },
            request_id,
        }
    }

    /// A page of a status.
    pub fn sample(status: u16) -> Self {
        Self::new(
            Shell::sample_visitor(""),
            status,
            Some("0193a1c0-7f3b-7c2e".into()),
        )
    }
}

const fn words(status: u16) -> (&'static str, &'static str, &'static str, &'static str) {
    match status {
        401 => (
            "로그인이 필요해요",
            "로그인한 뒤에 이어서 볼 수 있어요.",
            "로그인하기",
            "/sign-in",
        ),
        403 => (
            "이 페이지는 볼 수 없어요",
            "다른 계정으로 로그인했는지 확인해 주세요.",
            "홈으로 가기",
            "/dashboard",
        ),
        404 => (
            "페이지를 찾을 수 없어요",
            "주소가 바뀌었거나 지워진 페이지예요. 주소를 다시 확인해 주세요.",
            "홈으로 가기",
            "/",
        ),
        413 => (
            "보낸 내용이 너무 커요",
            "글을 조금 줄여서 다시 보내 주세요.",
            "에이전트 보기",
            "/agents",
        ),
        400 | 422 => (
            "보낸 내용을 읽지 못했어요",
            "뒤로 돌아가 빠진 곳이 없는지 살펴보고 다시 보내 주세요.",
            "에이전트 보기",
            "/agents",
        ),
        429 => (
            "잠시만 쉬었다 해 주세요",
            "짧은 시간에 요청이 많았어요. 1분쯤 뒤에 다시 시도해 주세요.",
            "홈으로 가기",
            "/dashboard",
        ),
        503 => (
            "지금은 잠시 쉬고 있어요",
            "점검 중이거나 사람이 많이 몰렸어요. 잠시 뒤에 다시 열어 주세요. 크레딧은 그대로예요.",
            "다시 열기",
            "/",
        ),
        _ => (
            "저희 쪽에서 문제가 생겼어요",
            "잠시 뒤에 다시 시도해 주세요. 계속되면 아래 번호와 함께 알려 주세요.",
            "홈으로 가기",
            "/",
        ),
    }
}
