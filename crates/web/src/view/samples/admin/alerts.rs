//! Samples: alerts.

use crate::{
    view::{
        admin::Alerts,
        badge::{Badge, Tone},
        samples::korea,
        shell::Shell,
        table::{Cell, Table},
    },
    words::say,
};

impl Alerts {
    /// One that is new.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_admin(say("admin-alerts")),
            all: false,
            table: Table {
                name: say("admin-alerts"),
                columns: vec![
                    say("admin-col-what"),
                    say("admin-col-when"),
                    say("admin-col-detail"),
                    say("admin-orders"),
                    say("admin-col-seen"),
                ],
                rows: vec![vec![
                    Cell::Badge(Badge::new(say("alert-refund-asked"), Tone::Warning)),
                    Cell::Time(korea("2026-11-23T15:05")),
                    Cell::text("the buyer asks for 9504 won back"),
                    Cell::Link {
                        text: say("admin-see-order"),
                        url: "/admin/orders/0193990a7c2e4b0f9d51a3c07f3b7c2e".into(),
                    },
                    Cell::Button {
                        action: "/admin/alerts/0193990b7c2e4b0f9d51a3c07f3b7c2e/seen".into(),
                        label: say("admin-seen"),
                        busy: say("admin-seen-busy"),
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
