//! The list of orders.

use std::sync::Arc;

use axum::extract::State;
use openclaw_domain::{
    order::{self, Filter, Listed, OrderStatus},
    random::OrderId,
};
use serde::Deserialize;

use super::{
    Page, ROWS, buyer, encoded,
    order::headline,
    render,
    words::{STATUSES, status_name},
};
use crate::{
    http::{query::Query, user::Admin},
    pages::words::{method_name, order_badge},
    site::Site,
    view::{
        admin::Orders,
        choice::Choice,
        format::When,
        shell::Nav,
        table::{Cell, Table},
    },
    words::say,
};

/// A form sends every field, empty ones too.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    q: String,
    status: String,
    asked: String,
    before: String,
}

impl Wanted {
    fn filter(&self) -> Filter {
        Filter {
            status: OrderStatus::from_word(&self.status),
            is_asked: !self.asked.is_empty(),
            text: Some(self.q.trim().to_owned()).filter(|text| !text.is_empty()),
        }
    }

    /// The same list from there on.
    fn after(&self, last: &OrderId) -> String {
        let Self {
            q, status, asked, ..
        } = self;
        let [q, status, asked] = [q, status, asked].map(|field| encoded(field));
        format!("/admin/orders?q={q}&status={status}&asked={asked}&before={last}")
    }
}

pub(super) async fn orders(
    State(site): State<Arc<Site>>,
    Admin(user): Admin,
    Query(wanted): Query<Wanted>,
) -> Page {
    let before = OrderId::parse(&wanted.before);
    let filter = wanted.filter();
    let found = order::search(&site.world, &filter, before.as_ref(), ROWS).await?;
    let last = found.last().filter(|_| found.len() == ROWS as usize);
    let more_url = last.map(|last| wanted.after(&last.order.id));
    render(Orders {
        shell: site.shell(say("admin-orders-page"), Nav::Admin, Some(&user)),
        statuses: STATUSES.map(choice).into(),
        status: wanted.status,
        is_asked: filter.is_asked,
        text: wanted.q,
        table: Table {
            name: say("admin-orders-table"),
            columns: vec![
                say("admin-orders-table"),
                say("admin-col-status"),
                say("admin-col-buyer"),
                say("admin-col-method"),
                say("admin-col-made"),
                say("admin-col-id"),
            ],
            rows: found.iter().map(|listed| row(&site, listed)).collect(),
        },
        more_url,
    })
}

fn choice(status: OrderStatus) -> Choice {
    Choice {
        code: status.as_str().to_owned(),
        label: status_name(status),
    }
}

fn row(site: &Site, listed: &Listed) -> Vec<Cell> {
    let order = &listed.order;
    vec![
        Cell::Link {
            text: headline(site, order),
            url: format!("/admin/orders/{}", order.id),
        },
        Cell::Badge(order_badge(order)),
        Cell::text(buyer(listed.name.as_deref(), listed.email.as_deref())),
        Cell::text(method_name(order.method)),
        Cell::Time(When::moment(order.created_at.0)),
        Cell::code(order.id.to_string()),
    ]
}
