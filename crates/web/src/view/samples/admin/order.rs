//! Samples: order.

use crate::{
    view::{
        admin::{AdminOrder, Fact, Facts, RefundForm, RefundPreview, Told},
        badge::Badge,
        format::When,
        samples::korea,
        shell::Shell,
        table::{Cell, Table},
    },
    words::{Message, say},
};

fn sample_moment() -> When {
    korea("2026-11-23T15:05")
}

impl Facts {
    pub(super) fn samples() -> Vec<Self> {
        let facts = |heading, facts: Vec<(Message, &str)>| Self {
            heading,
            facts: facts
                .into_iter()
                .map(|(label, value)| Fact {
                    label,
                    value: Cell::text(value),
                })
                .collect(),
        };
        vec![
            facts(
                say("admin-buyer"),
                vec![
                    (say("fact-name"), "<script>alert('이름')</script>"),
                    (say("fact-email"), "haneul@example.com"),
                ],
            ),
            facts(
                say("facts-credits"),
                vec![(say("fact-left-paid"), "960개"), (say("fact-used"), "40개")],
            ),
            facts(
                say("facts-payment"),
                vec![
                    (say("fact-gateway"), "PortOne V2"),
                    (say("fact-amount"), "9,900원"),
                ],
            ),
        ]
    }
}

impl AdminOrder {
    /// Partly used, with a refund that waits.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_admin(say("admin-orders-page")),
            id: "0193990a7c2e4b0f9d51a3c07f3b7c2e".into(),
            headline: "스타터 · 9,900원".into(),
            badge: Badge::order_refund_asked(),
            told: Some(Told {
                words: say("told-paid"),
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
            label: say("table-retry"),
            busy: say("table-retry-busy"),
        };
        vec![
            Table {
                name: say("table-returns"),
                columns: vec![
                    say("admin-col-when"),
                    say("fact-amount"),
                    say("admin-status"),
                    say("admin-reason"),
                    say("col-again"),
                ],
                rows: vec![vec![
                    Cell::Time(sample_moment()),
                    Cell::Number("4,950원".into()),
                    Cell::Badge(Badge::money_returning()),
                    Cell::text("구매자 요청"),
                    retry,
                ]],
            },
            Table {
                name: say("table-audit"),
                columns: vec![say("admin-col-when"), say("col-actor"), say("col-action")],
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
                words: say("told-no-answer"),
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
            shell: Shell::sample_admin(say("admin-refund-page")),
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
