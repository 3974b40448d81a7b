//! What the operator must know.

use askama::Template;

use crate::view::{
    badge::{Badge, Tone},
    filters,
    format::When,
    shell::Shell,
    table::{Cell, Table},
};

/// The alerts: those nobody has seen yet, or all.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/alerts.html")]
pub struct Alerts {
    /// The frame.
    pub shell: Shell,
    /// Whether the seen ones are listed too.
    pub all: bool,
    /// This page of them, newest first.
    pub table: Table,
    /// The next page's address.
    pub more_url: Option<String>,
}

impl Alerts {
    /// One that is new.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_admin("알림"),
            all: false,
            table: Table {
                name: "알림",
                columns: vec!["무엇", "언제", "내용", "주문", "확인"],
                rows: vec![vec![
                    Cell::Badge(Badge::new("환불 신청", Tone::Warning)),
                    Cell::Time(When::new(
                        "2026-11-23T15:05+09:00",
                        "2026. 11. 23. 오후 3:05",
                    )),
                    Cell::text("the buyer asks for 9504 won back"),
                    Cell::Link {
                        text: "주문 보기".into(),
                        url: "/admin/orders/0193990a7c2e4b0f9d51a3c07f3b7c2e".into(),
                    },
                    Cell::Button {
                        action: "/admin/alerts/0193990b7c2e4b0f9d51a3c07f3b7c2e/seen".into(),
                        label: "봤어요",
                        busy: "표시하고 있어요",
                    },
                ]],
            },
            more_url: None,
        }
    }

    /// Nothing new.
    pub fn sample_empty() -> Self {
        let mut page = Self::sample();
        page.table.rows.clear();
        page
    }
}
