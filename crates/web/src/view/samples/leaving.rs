//! Samples: leaving.

use crate::{
    view::{
        leaving::{Goodbye, Leaving},
        shell::{Nav, Shell},
    },
    words::say,
};

impl Leaving {
    /// With credits and a refund that could be asked for.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(say("settings-delete"), Nav::Nowhere),
            balance: 1_115,
            refundable_won: 9_900,
            back: "/settings",
            word: say("leaving-word"),
            error: None,
        }
    }

    /// Sent without the word.
    pub fn sample_refused() -> Self {
        Self {
            balance: 0,
            refundable_won: 0,
            error: Some("‘삭제’를 그대로 적어 주세요.".into()),
            ..Self::sample()
        }
    }
}

impl Goodbye {
    /// As it is.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_visitor("계정을 삭제했어요"),
        }
    }
}
