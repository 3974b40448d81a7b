//! An order after the payment window: being checked, granted, or come to nothing.

use askama::Template;

use super::{
    badge::Badge,
    filters,
    shell::{Nav, Shell},
};

/// Where an order stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderState {
    /// Not known yet. The page asks again by itself while `poll` is set.
    Pending {
        /// Whether to ask again every few seconds.
        poll: bool,
    },
    /// Paid and granted.
    Completed {
        /// Paid credits.
        credits: i64,
        /// Credits on top.
        bonus: i64,
        /// The balance now.
        balance: i64,
        /// The payment company's receipt.
        receipt_url: Option<String>,
    },
    /// Come to nothing.
    Failed {
        /// What happened, in a sentence.
        headline: String,
        /// Why, in plain words.
        reason: String,
        /// What became of the money.
        money: String,
    },
}

/// The page of one order. `POST /orders/{merchant_uid}/check` asks the payment company again and
/// leads back here; while the page polls, htmx does that instead of the button.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "order.html")]
pub struct OrderPage {
    /// The frame.
    pub shell: Shell,
    /// Our order id.
    pub merchant_uid: String,
    /// The package's name.
    pub package: String,
    /// Its price.
    pub price_won: i64,
    /// Where it stands.
    pub state: OrderState,
}

impl OrderPage {
    /// The state as a badge.
    pub fn badge(&self) -> Badge {
        match self.state {
            OrderState::Pending { .. } => Badge::order_pending(),
            OrderState::Completed { .. } => Badge::order_completed(),
            OrderState::Failed { .. } => Badge::order_failed(),
        }
    }

    /// Whether the page asks again by itself.
    pub fn polls(&self) -> bool {
        matches!(self.state, OrderState::Pending { poll: true })
    }

    /// Being checked.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample("주문", Nav::Credits),
            merchant_uid: "0193990a7c2e4b0f9d51a3c07f3b7c2e".into(),
            package: "스타터".into(),
            price_won: 9_900,
            state: OrderState::Pending { poll: true },
        }
    }

    /// Granted.
    pub fn sample_completed() -> Self {
        Self {
            state: OrderState::Completed {
                credits: 1_000,
                bonus: 100,
                balance: 1_215,
                receipt_url: Some("https://pay.example/r/1".into()),
            },
            ..Self::sample()
        }
    }

    /// Come to nothing.
    pub fn sample_failed() -> Self {
        Self {
            state: OrderState::Failed {
                headline: "결제가 이루어지지 않았어요".into(),
                reason: "카드사에서 한도를 넘었다고 알려 왔어요.".into(),
                money: "빠져나간 돈은 없어요.".into(),
            },
            ..Self::sample()
        }
    }
}
