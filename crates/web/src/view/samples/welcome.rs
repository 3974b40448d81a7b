//! Samples: welcome.

use crate::view::{
    shell::Shell,
    welcome::{Ticked, Welcome},
};

impl Welcome {
    /// The first time.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_visitor("이용약관 동의"),
            version: "2026-11-23".into(),
            signup_credits: 100,
            is_renewal: false,
            next: "/agents/shorts-script?topic=a&b".into(),
            ticked: Ticked::default(),
            error: None,
        }
    }

    /// The terms have changed, and a box was forgotten.
    pub fn sample_renewal() -> Self {
        Self {
            is_renewal: true,
            ticked: Ticked {
                terms: true,
                ..Ticked::default()
            },
            error: Some("세 가지에 모두 동의해야 시작할 수 있어요.".into()),
            ..Self::sample()
        }
    }
}
