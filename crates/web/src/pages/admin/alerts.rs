//! What the operator must know, and marking it as seen.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use openclaw_domain::{
    alert::{self, Alert, AlertKind},
    random::{AlertId, OrderId},
};
use serde::Deserialize;

use super::{Page, ROWS, render, words::alert_badge};
use crate::{
    http::{query::Query, user::Admin},
    problem::Problem,
    site::Site,
    view::{
        admin::Alerts,
        format::When,
        shell::Nav,
        table::{Cell, Table},
    },
    words::say,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    show: String,
    before: String,
}

pub(super) async fn alerts(
    State(site): State<Arc<Site>>,
    Admin(user): Admin,
    Query(asked): Query<Asked>,
) -> Page {
    let all = asked.show == "all";
    let before = AlertId::parse(&asked.before);
    let found = alert::list(&site.world, !all, before.as_ref(), ROWS).await?;
    let last = found.last().filter(|_| found.len() == ROWS as usize);
    let show = if all { "all" } else { "new" };
    let more_url = last.map(|last| format!("/admin/alerts?show={show}&before={}", last.id));
    render(Alerts {
        shell: site.shell(say("admin-alerts-page"), Nav::Admin, Some(&user)),
        all,
        table: Table {
            name: say("admin-alerts-page"),
            columns: vec![
                say("admin-col-what"),
                say("admin-col-when"),
                say("admin-col-detail"),
                say("admin-col-order"),
                say("admin-col-seen"),
            ],
            rows: found.iter().map(row).collect(),
        },
        more_url,
    })
}

fn row(alert: &Alert) -> Vec<Cell> {
    let seen = match alert.seen_at {
        Some(at) => Cell::Time(When::moment(at.0)),
        None => Cell::Button {
            action: format!("/admin/alerts/{}/seen", alert.id),
            label: say("admin-seen"),
            busy: say("admin-seen-busy"),
        },
    };
    vec![
        Cell::Badge(alert_badge(alert.kind)),
        Cell::Time(When::moment(alert.created_at.0)),
        Cell::text(alert.detail.clone()),
        subject(alert),
        seen,
    ]
}

/// The order, where there is one to be looked at.
fn subject(alert: &Alert) -> Cell {
    let named = alert.order.clone().unwrap_or_default();
    let is_order = alert.kind != AlertKind::UnknownPayment && OrderId::parse(&named).is_some();
    if is_order {
        Cell::Link {
            text: say("admin-see-order"),
            url: format!("/admin/orders/{named}"),
        }
    } else {
        Cell::code(named)
    }
}

pub(super) async fn seen(
    State(site): State<Arc<Site>>,
    admin: Admin,
    Path(id): Path<String>,
) -> Page {
    let id = AlertId::parse(&id).ok_or_else(Problem::not_found)?;
    alert::mark_seen(&site.world, &id, &admin.actor()).await?;
    Ok(Redirect::to("/admin/alerts").into_response())
}
