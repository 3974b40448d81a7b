//! Everything about one order, and what can be done about it.

use askama::Template;

use super::Told;
use crate::view::{
    badge::Badge,
    filters,
    format::When,
    shell::Shell,
    table::{Cell, Table},
};

/// A label and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The label.
    pub label: &'static str,
    /// What it says.
    pub value: Cell,
}

/// Facts that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What they are about.
    pub heading: &'static str,
    /// The facts.
    pub facts: Vec<Fact>,
}

/// What could go back. Sent by `GET`: the next page shows what it comes to and asks again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundForm {
    /// In won.
    pub won: i64,
    /// For so many paid credits, all that are left.
    pub credits: i64,
    /// With so much bonus.
    pub bonus: i64,
    /// Why it is that much, or nothing.
    pub why: String,
    /// Whether it can only be made at the gateway's console.
    pub by_hand: bool,
    /// When the buyer asked for it.
    pub asked_at: Option<When>,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/order.html")]
pub struct AdminOrder {
    /// The frame.
    pub shell: Shell,
    /// Its id.
    pub id: String,
    /// The package and its price.
    pub headline: String,
    /// Where it stands.
    pub badge: Badge,
    /// What came of the last action.
    pub told: Option<Told>,
    /// Buyer, payment and credits.
    pub facts: Vec<Facts>,
    /// What could go back.
    pub refund: RefundForm,
    /// Cancellations, ledger lines, webhooks, alerts and the audit log, those that have rows.
    pub tables: Vec<Table>,
}

/// What a refund would come to, before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/refund.html")]
pub struct RefundPreview {
    /// The frame.
    pub shell: Shell,
    /// The order's id.
    pub id: String,
    /// The package and its price.
    pub headline: String,
    /// Its buyer.
    pub buyer: String,
    /// The credits as they were typed; all that are left when empty.
    pub wanted: String,
    /// In words, for the buyer's statement.
    pub reason: String,
    /// The won that had gone back when this was shown.
    pub refunded: i64,
    /// The won that go back.
    pub won: i64,
    /// The paid credits that are taken.
    pub credits: i64,
    /// The bonus that is lost.
    pub bonus: i64,
}

fn sample_moment() -> When {
    When::new("2026-11-23T15:05+09:00", "2026. 11. 23. 오후 3:05")
}

impl Facts {
    fn samples() -> Vec<Self> {
        let facts = |heading, facts: &[(&'static str, &str)]| Self {
            heading,
            facts: facts
                .iter()
                .map(|&(label, value)| Fact {
                    label,
                    value: Cell::text(value),
                })
                .collect(),
        };
        vec![
            facts(
                "구매자",
                &[
                    ("이름", "<script>alert('이름')</script>"),
                    ("이메일", "haneul@example.com"),
                ],
            ),
            facts("크레딧", &[("남은 유료", "960개"), ("쓴 유료", "40개")]),
            facts("결제", &[("결제사", "포트원 V2"), ("금액", "9,900원")]),
        ]
    }
}

impl AdminOrder {
    /// Partly used, with a refund that waits.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_admin("주문 운영"),
            id: "0193990a7c2e4b0f9d51a3c07f3b7c2e".into(),
            headline: "스타터 · 9,900원".into(),
            badge: Badge::order_refund_asked(),
            told: Some(Told {
                words: "결제사에 다시 물어봤어요. 결제된 주문이에요.",
                is_good: true,
            }),
            facts: Facts::samples(),
            refund: RefundForm {
                won: 9_504,
                credits: 960,
                bonus: 80,
                why: "청약철회 기간 안이라 쓰지 않은 크레딧을 전액 돌려드려요.".into(),
                by_hand: false,
                asked_at: Some(sample_moment()),
            },
            tables: Self::sample_tables(),
        }
    }

    fn sample_tables() -> Vec<Table> {
        let retry = Cell::Button {
            action: "/admin/orders/0193990a/cancellations/0193990b/retry".into(),
            label: "지금 다시",
            busy: "요청하고 있어요",
        };
        vec![
            Table {
                name: "돌려준 돈",
                columns: vec!["언제", "금액", "상태", "사유", "다시"],
                rows: vec![vec![
                    Cell::Time(sample_moment()),
                    Cell::Number("4,950원".into()),
                    Cell::Badge(Badge::money_returning()),
                    Cell::text("구매자 요청"),
                    retry,
                ]],
            },
            Table {
                name: "운영 기록",
                columns: vec!["언제", "누가", "무엇을"],
                rows: vec![vec![
                    Cell::Time(sample_moment()),
                    Cell::code("admin:01938f"),
                    Cell::code("order.look"),
                ]],
            },
        ]
    }

    /// Nothing can go back.
    pub fn sample_unpaid() -> Self {
        Self {
            badge: Badge::order_pending(),
            told: Some(Told {
                words: "결제사가 답하지 않았어요. 잠시 뒤에 다시 해 주세요.",
                is_good: false,
            }),
            refund: RefundForm {
                won: 0,
                credits: 0,
                bonus: 0,
                why: "크레딧을 드린 주문이 아니에요.".into(),
                by_hand: false,
                asked_at: None,
            },
            tables: Vec::new(),
            ..Self::sample()
        }
    }
}

impl AdminOrder {
    /// Paid by a transfer.
    pub fn sample_by_hand() -> Self {
        let mut page = Self::sample();
        page.refund.by_hand = true;
        page
    }
}

impl RefundPreview {
    /// Part of it.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_admin("환불 확인"),
            id: "0193990a7c2e4b0f9d51a3c07f3b7c2e".into(),
            headline: "스타터 · 9,900원".into(),
            buyer: "김하늘 · haneul@example.com".into(),
            wanted: "500".into(),
            reason: "\"><script>alert(1)</script>".into(),
            refunded: 0,
            won: 4_950,
            credits: 500,
            bonus: 80,
        }
    }
}
