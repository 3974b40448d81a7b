//! The accounts: found, looked at, and a balance put right.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use futures::try_join;
use openclaw_domain::{
    account::Role,
    audit,
    ledger::{self, Transaction},
    operator::{self, AdjustError, Adjustment, Person},
    order,
    random::{AuditId, UserId},
};
use serde::Deserialize;

use super::{Page, ROWS, buyer, encoded, order::headline, render};
use crate::{
    http::{body::Form, query::Query, user::Admin},
    pages::words::{order_badge, transaction_name},
    problem::Problem,
    site::Site,
    view::{
        admin::{Fact, Facts, Told, UserPage, Users},
        format::{When, number, signed},
        shell::Nav,
        table::{Cell, Table},
    },
    words::{Message, say},
};

/// Longer reasons belong elsewhere.
const LONGEST_REASON: usize = 100;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    q: String,
    before: String,
}

pub(super) async fn users(
    State(site): State<Arc<Site>>,
    Admin(user): Admin,
    Query(wanted): Query<Wanted>,
) -> Page {
    let before = UserId::parse(&wanted.before);
    let text = wanted.q.trim();
    let found = operator::search_people(&site.world, text, before.as_ref(), ROWS).await?;
    let last = found.last().filter(|_| found.len() == ROWS as usize);
    let more_url = last.map(|last| format!("/admin/users?q={}&before={}", encoded(text), last.id));
    render(Users {
        shell: site.shell(say("admin-users-page"), Nav::Admin, Some(&user)),
        text: wanted.q,
        table: Table {
            name: say("admin-users"),
            columns: vec![
                say("col-user"),
                say("col-balance"),
                say("col-came"),
                say("col-role"),
                say("fact-user"),
            ],
            rows: found.iter().map(row).collect(),
        },
        more_url,
    })
}

fn row(person: &Person) -> Vec<Cell> {
    vec![
        Cell::Link {
            text: buyer(person.name.as_deref(), person.email.as_deref()),
            url: format!("/admin/users/{}", person.id),
        },
        Cell::Number(number(person.balance.get()).into()),
        Cell::Time(When::date(person.created_at.0)),
        Cell::Text(role(person)),
        Cell::code(person.id.to_string()),
    ]
}

fn role(person: &Person) -> Message {
    match person.role {
        _ if person.deleted_at.is_some() => say("role-left"),
        Role::Admin => say("role-admin"),
        Role::User => say("role-user"),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    told: String,
}

pub(super) async fn user(
    State(site): State<Arc<Site>>,
    Admin(admin): Admin,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    let id = UserId::parse(&id).ok_or_else(Problem::not_found)?;
    let person = operator::person(&site.world, &id).await?;
    let person = person.ok_or_else(Problem::not_found)?;
    render(UserPage {
        shell: site.shell(say("admin-user-page"), Nav::Admin, Some(&admin)),
        headline: buyer(person.name.as_deref(), person.email.as_deref()),
        told: told(&asked.told),
        facts: facts(&person),
        key: AuditId::new(site.world.now(), &*site.world.random).to_string(),
        tables: tables(&site, &id).await?,
        id: id.to_string(),
    })
}

fn facts(person: &Person) -> Facts {
    let fact = |label, value| Fact { label, value };
    let facts = vec![
        fact(
            say("col-balance"),
            Cell::Number(number(person.balance.get()).into()),
        ),
        fact(
            say("col-came"),
            Cell::Time(When::moment(person.created_at.0)),
        ),
        fact(say("col-role"), Cell::Text(role(person))),
        fact(say("fact-issuer"), Cell::code(person.issuer.clone())),
    ];
    Facts {
        heading: say("facts-account"),
        facts,
    }
}

async fn tables(site: &Site, id: &UserId) -> Result<Vec<Table>, Problem> {
    let (history, orders, audit) = try_join!(
        ledger::history(&*site.world.database, id, None, ROWS),
        order::list(&site.world, id, None, ROWS),
        audit::of_subject(&site.world, id.as_str()),
    )?;
    let line = |it: &Transaction| {
        vec![
            Cell::Time(When::moment(it.at.0)),
            Cell::text(transaction_name(it.kind)),
            Cell::Number(signed(it.amount).into()),
            Cell::Number(number(it.balance_after.get()).into()),
        ]
    };
    let order = |it: &order::Order| {
        vec![
            Cell::Time(When::moment(it.created_at.0)),
            Cell::Link {
                text: headline(site, it),
                url: format!("/admin/orders/{}", it.id),
            },
            Cell::Badge(order_badge(it)),
        ]
    };
    let all = [
        Table {
            name: say("table-ledger"),
            columns: vec![
                say("col-when"),
                say("col-what"),
                say("col-change"),
                say("col-balance"),
            ],
            rows: history.iter().map(line).collect(),
        },
        Table {
            name: say("admin-orders"),
            columns: vec![say("col-when"), say("admin-order"), say("admin-status")],
            rows: orders.iter().map(order).collect(),
        },
        Table {
            name: say("table-audit"),
            columns: vec![
                say("col-when"),
                say("col-actor"),
                say("col-action"),
                say("col-how"),
            ],
            rows: audit.iter().map(deed).collect(),
        },
    ];
    Ok(all
        .into_iter()
        .filter(|table| !table.rows.is_empty())
        .collect())
}

fn deed(it: &audit::Entry) -> Vec<Cell> {
    vec![
        Cell::Time(When::moment(it.at.0)),
        Cell::code(it.actor.clone()),
        Cell::code(it.action.clone()),
        Cell::text(it.detail.clone()),
    ]
}

/// Only our own words are shown, whatever the address says.
fn told(code: &str) -> Option<Told> {
    let (words, is_good) = match code {
        "adjusted" => (say("adjust-done"), true),
        "range" => (say("adjust-range"), false),
        "few" => (say("adjust-few"), false),
        "reused" => (say("adjust-reused"), false),
        "no_reason" => (say("told-no-reason"), false),
        _ => return None,
    };
    Some(Told { words, is_good })
}

fn back(id: &UserId, told: &str) -> Response {
    Redirect::to(&format!("/admin/users/{id}?told={told}")).into_response()
}

/// `+20`, `-20`, also with the typographic minus and commas.
fn change(typed: &str) -> Option<i64> {
    let plain = typed
        .trim()
        .replace(['−', '–'], "-")
        .replace([',', ' '], "");
    plain.parse().ok()
}

/// Gives or takes credits, once for each form.
pub(super) async fn adjust(
    State(site): State<Arc<Site>>,
    admin: Admin,
    Path(id): Path<String>,
    mut form: Form,
) -> Page {
    let id = UserId::parse(&id).ok_or_else(Problem::not_found)?;
    let mut field = |name| form.take(name).unwrap_or_default();
    let reason = field("reason").trim().to_owned();
    if reason.is_empty()
        || reason.chars().count() > LONGEST_REASON
        || reason.contains(char::is_control)
    {
        return Ok(back(&id, "no_reason"));
    }
    let Some(change) = change(&field("change")) else {
        return Ok(back(&id, "range"));
    };
    let key = AuditId::parse(&field("key")).ok_or_else(|| Problem::no_choice("key"))?;
    let adjustment = Adjustment {
        user: id.clone(),
        change,
        reason,
        key: key.to_string(),
        actor: admin.actor(),
    };
    Ok(match operator::adjust(&site.world, &adjustment).await {
        Ok(()) => back(&id, "adjusted"),
        Err(AdjustError::OutOfRange) => back(&id, "range"),
        Err(AdjustError::TooFew) => back(&id, "few"),
        Err(AdjustError::KeyReused) => back(&id, "reused"),
        Err(AdjustError::NoUser) => return Err(Problem::not_found()),
        Err(AdjustError::Database(error)) => return Err(error.into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_as_people_type_it() {
        for (typed, read) in [
            ("20", Some(20)),
            (" +1,000 ", Some(1_000)),
            ("-20", Some(-20)),
            ("−20", Some(-20)),
            ("2.5", None),
            ("", None),
            ("all", None),
        ] {
            assert_eq!(change(typed), read, "{typed}");
        }
    }
}
