//! Deleting the account.

use askama::Template;

use super::{
    filters,
    shell::{Nav, Shell},
};

/// What must be typed.
pub const WORD: &str = "삭제";

/// The page that says what goes and what stays.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "leaving.html")]
pub struct Leaving {
    /// The frame.
    pub shell: Shell,
    /// Credits that would be lost.
    pub balance: i64,
    /// What could be refunded today.
    pub refundable_won: i64,
    /// Where nothing is deleted.
    pub back: &'static str,
    /// What must be typed.
    pub word: &'static str,
    /// Why nothing was deleted.
    pub error: Option<String>,
}

impl Leaving {
    /// With credits and a refund that could be asked for.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample("계정 삭제", Nav::Nowhere),
            balance: 1_115,
            refundable_won: 9_900,
            back: "/settings",
            word: WORD,
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

/// The account is gone.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "goodbye.html")]
pub struct Goodbye {
    /// The frame.
    pub shell: Shell,
}

impl Goodbye {
    /// As it is.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_visitor("계정을 삭제했어요"),
        }
    }
}
