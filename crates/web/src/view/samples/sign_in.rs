//! Samples: sign in.

use crate::{
    view::{
        shell::Shell,
        sign_in::{ClerkForm, SignIn},
    },
    words::say,
};

impl SignIn {
    /// After a failed attempt.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_visitor(say("settings-sign-in")),
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
