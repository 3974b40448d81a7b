//! Everybody's orders, filtered.

use askama::Template;

use crate::view::{
    badge::Badge,
    filters,
    format::When,
    shell::Shell,
    table::{Cell, Table},
};

/// A state to filter by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusChoice {
    /// The state's word.
    pub code: &'static str,
    /// What it is called.
    pub label: &'static str,
}

/// The list of orders. The filter is a form that is sent by `GET`.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/orders.html")]
pub struct Orders {
    /// The frame.
    pub shell: Shell,
    /// The states to choose from.
    pub statuses: Vec<StatusChoice>,
    /// The chosen one.
    pub status: Option<String>,
    /// Whether only waiting refunds are listed.
    pub is_asked: bool,
    /// What was searched for.
    pub text: String,
    /// This page of the orders, newest first.
    pub table: Table,
    /// The next page's address.
    pub more_url: Option<String>,
}

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
                Cell::text("카드"),
                Cell::Time(When::new(
                    "2026-11-21T20:00+09:00",
                    "2026. 11. 21. 오후 8:00",
                )),
                Cell::code(id),
            ]
        };
        Self {
            shell: Shell::sample_admin("주문 운영"),
            statuses: vec![
                StatusChoice {
                    code: "PENDING",
                    label: "결제 전",
                },
                StatusChoice {
                    code: "COMPLETED",
                    label: "결제 완료",
                },
            ],
            status: Some("COMPLETED".into()),
            is_asked: false,
            text: "\"><script>alert(1)</script>".into(),
            table: Table {
                name: "주문",
                columns: vec!["주문", "상태", "구매자", "수단", "만든 때", "주문 번호"],
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
