//! Samples: order.

use crate::{
    view::{
        badge::Badge,
        order::{OrderPage, OrderState, Transfer},
        refund::{Offer, Refund, Return},
        samples::korea,
        shell::{Nav, Shell},
    },
    words::say,
};

impl OrderPage {
    /// Being checked.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(say("admin-orders"), Nav::Credits),
            merchant_uid: "0193990a7c2e4b0f9d51a3c07f3b7c2e".into(),
            package: "스타터".into(),
            price_won: 9_900,
            method: say("method-card"),
            badge: Badge::order_pending(),
            state: OrderState::Pending { doubted: false },
            poll_seconds: Some(3),
            hints: Vec::new(),
            receipt_url: None,
            refund: None,
            returns: Vec::new(),
        }
    }

    /// Come back from a payment window that says that it failed.
    pub fn sample_doubted() -> Self {
        Self {
            state: OrderState::Pending { doubted: true },
            hints: vec![
                ("tx_id", "0193990a-7c2e".into()),
                ("payment_token", "\"><script>alert(1)</script>".into()),
                ("code", "failed".into()),
            ],
            ..Self::sample()
        }
    }

    /// Waiting for a transfer.
    pub fn sample_transfer() -> Self {
        Self {
            method: say("method-virtual-account"),
            badge: Badge::order_transfer(),
            state: OrderState::Transfer(Transfer {
                bank: Some("신한은행".into()),
                number: "56211234567890".into(),
                holder: Some("오픈클로".into()),
                due: Some(korea("2026-11-25T23:59")),
            }),
            poll_seconds: Some(15),
            ..Self::sample()
        }
    }

    /// Granted; most of it could go back.
    pub fn sample_completed() -> Self {
        Self {
            badge: Badge::order_completed(),
            state: OrderState::Completed {
                credits: 1_000,
                bonus: 100,
                balance: 1_215,
            },
            poll_seconds: None,
            receipt_url: Some("https://pay.example/r/1".into()),
            refund: Some(Refund::Offered(Offer::sample())),
            ..Self::sample()
        }
    }

    /// Granted; the buyer wants the money back.
    pub fn sample_asked() -> Self {
        Self {
            badge: Badge::order_refund_asked(),
            refund: Some(Refund::Asked {
                at: korea("2026-11-23T15:05"),
                won: 9_504,
            }),
            ..Self::sample_completed()
        }
    }

    /// Part of it went back, and more is on its way.
    pub fn sample_partially_refunded() -> Self {
        Self {
            badge: Badge::order_partially_refunded(),
            state: OrderState::Refunded {
                headline: "4,950원을 돌려드렸어요".into(),
                balance: 600,
            },
            refund: Some(Refund::Nothing {
                why: "환불이 진행되고 있어요. 카드사에 따라 며칠 걸릴 수 있어요.".into(),
            }),
            returns: vec![Return::sample(), Return::sample_on_its_way()],
            ..Self::sample_completed()
        }
    }

    /// All of it went back.
    pub fn sample_refunded() -> Self {
        Self {
            badge: Badge::order_refunded(),
            state: OrderState::Refunded {
                headline: "9,900원을 모두 돌려드렸어요".into(),
                balance: 115,
            },
            refund: None,
            returns: vec![Return {
                amount: "9,900원".into(),
                ..Return::sample()
            }],
            ..Self::sample_completed()
        }
    }

    /// The card company decides.
    pub fn sample_disputed() -> Self {
        Self {
            badge: Badge::order_disputed(),
            state: OrderState::Disputed { frozen: 1_060 },
            refund: Some(Refund::Nothing {
                why: "카드사에서 이의 제기를 확인하고 있어서 지금은 환불할 수 없어요.".into(),
            }),
            ..Self::sample_completed()
        }
    }

    /// Come to nothing.
    pub fn sample_failed() -> Self {
        Self {
            badge: Badge::order_failed(),
            state: OrderState::Failed {
                headline: "결제가 이루어지지 않았어요".into(),
                reason: "카드사에서 한도를 넘었다고 알려 왔어요.".into(),
                money: "빠져나간 돈은 없어요.".into(),
            },
            poll_seconds: None,
            ..Self::sample()
        }
    }

    /// Captured, not to be granted, and sent back.
    pub fn sample_void() -> Self {
        Self {
            state: OrderState::Failed {
                headline: say("order-not-granted"),
                reason: "결제된 금액이 주문과 달라 크레딧을 넣지 않았어요.".into(),
                money: say("order-money-returning"),
            },
            returns: vec![Return {
                amount: "100원".into(),
                ..Return::sample_on_its_way()
            }],
            ..Self::sample_failed()
        }
    }
}
