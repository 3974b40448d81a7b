//! Signing in with an account people already have.

use askama::Template;

use super::{filters, shell::Shell};

/// The sign-in page. A way in that is not configured is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// The frame.
    pub shell: Shell,
    /// Where Kakao's button leads, without a query.
    pub kakao_url: Option<String>,
    /// Where Google's button leads, without a query.
    pub google_url: Option<String>,
    /// Any other way in.
    pub others: Vec<OtherWay>,
    /// The page to return to, already checked to be one of ours.
    pub next: Option<String>,
    /// What went wrong the last time.
    pub error: Option<String>,
}

/// A way in with a plain button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherWay {
    /// What the button says.
    pub label: String,
    /// Where it leads, without a query.
    pub url: String,
}

impl SignIn {
    /// After a failed attempt.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_visitor("로그인"),
            kakao_url: Some("/auth/kakao".into()),
            google_url: Some("/auth/google".into()),
            others: Vec::new(),
            next: Some("/agents/shorts-script?topic=a&b".into()),
            error: Some("로그인을 마치지 못했어요. 다시 시도해 주세요.".into()),
        }
    }
}
