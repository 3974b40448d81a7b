//! Samples: orders.

use crate::{
    view::{
        admin::Orders,
        badge::Badge,
        choice::Choice,
        samples::korea,
        shell::Shell,
        table::{Cell, Table},
    },
    words::say,
};

impl Orders {
    /// Two orders, of which one is from somebody with ideas.
    pub fn sample() -> Self {
        let row = |id: &str, name: &str, badge| {
            vec![
                Cell::Link {
                    text: "스타터 · 9,900원".into(),
                    url: format!("/admin/orders/{id}"),
                },
                Cell::Badge(badge),
                Cell::text(name),
                Cell::text(say("method-card")),
                Cell::Time(korea("2026-11-21T20:00")),
                Cell::code(id),
            ]
        };
        Self {
            shell: Shell::sample_admin(say("admin-orders-page")),
            statuses: vec![
                Choice {
                    code: "PENDING".into(),
                    label: say("status-pending"),
                },
                Choice {
                    code: "COMPLETED".into(),
                    label: say("status-completed"),
                },
            ],
            status: "COMPLETED".into(),
            is_asked: false,
            text: "\"><script>alert(1)</script>".into(),
            table: Table {
                name: say("admin-orders"),
                columns: vec![
                    say("admin-orders"),
                    say("admin-status"),
                    say("admin-buyer"),
                    say("admin-col-method"),
                    say("admin-col-made"),
                    say("admin-col-id"),
                ],
                rows: vec![
                    row(
                        "0193990a7c2e4b0f9d51a3c07f3b7c2e",
                        "김하늘 · haneul@example.com",
                        Badge::order_refund_asked(),
                    ),
                    row(
                        "0193990a7c2e4b0f9d51a3c07f3b7c2d",
                        "<script>alert('이름')</script>",
                        Badge::order_failed(),
                    ),
                ],
            },
            more_url: Some("/admin/orders?before=0193990a7c2e4b0f9d51a3c07f3b7c2d".into()),
        }
    }

    /// Nothing found.
    pub fn sample_empty() -> Self {
        let mut page = Self::sample();
        page.table.rows.clear();
        page.more_url = None;
        page
    }
}
