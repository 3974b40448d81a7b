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
    /// Where the button of a hosted sign-in leads, without a query.
    pub hosted_url: Option<String>,
    /// The hosted sign-in's own form, on this page.
    pub clerk: Option<ClerkForm>,
    /// Any other way in.
    pub others: Vec<OtherWay>,
    /// The page to return to, already checked to be one of ours.
    pub next: Option<String>,
    /// What went wrong the last time.
    pub error: Option<String>,
}

/// Clerk's form. Without its scripts there is the button of [`SignIn::hosted_url`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClerkForm {
    /// Where its scripts come from: `https://clerk.example`.
    pub origin: String,
    /// What tells it whose form it is.
    pub publishable_key: String,
    /// Whether somebody has just signed out here, and shall be signed out there too.
    pub signs_out: bool,
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
            hosted_url: None,
            clerk: None,
            others: Vec::new(),
            next: Some("/agents/shorts-script?topic=a&b".into()),
            error: Some("로그인을 마치지 못했어요. 다시 시도해 주세요.".into()),
        }
    }

    /// Where a hosted sign-in has pages of its own.
    pub fn sample_hosted() -> Self {
        Self {
            kakao_url: None,
            google_url: None,
            hosted_url: Some("/auth/hosted".into()),
            error: None,
            ..Self::sample()
        }
    }

    /// Where its form is on ours.
    pub fn sample_clerk() -> Self {
        Self {
            clerk: Some(ClerkForm {
                origin: "https://clerk.openclaw.example".into(),
                publishable_key: "pk_live_Y2xlcmsub3BlbmNsYXcuZXhhbXBsZSQ".into(),
                signs_out: false,
            }),
            ..Self::sample_hosted()
        }
    }
}
