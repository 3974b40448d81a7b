//! `openclaw admin orders list` and `show`.

use std::{fmt::Write as _, process::ExitCode};

use anyhow::Context as _;
use openclaw_domain::{
    order::{self, Cancellation, Explanation, Filter, Listed, Order},
    random::OrderId,
    world::World,
};
use serde_json::Value;

use super::{List, json};
use crate::cli::text::{grouped, money, say, seoul, wrapped};

pub(super) async fn list(world: &World, list: &List) -> anyhow::Result<ExitCode> {
    let filter = Filter {
        status: list.status,
        is_asked: list.asked,
        text: list.text.clone(),
    };
    let found = order::search(world, &filter, None, list.limit).await?;
    if list.json {
        let all: Value = found.iter().map(json::listed).collect();
        say(&serde_json::to_string_pretty(&all)?);
    } else if found.is_empty() {
        say("No order fits.");
    } else {
        let lines: Vec<String> = found.iter().map(line).collect();
        say(&lines.join("\n"));
    }
    Ok(ExitCode::SUCCESS)
}

fn line(listed: &Listed) -> String {
    let order = &listed.order;
    let mut text = format!(
        "{}  {}  {}\n    {}  {}  {}",
        order.id,
        seoul(order.created_at),
        order.status.as_str(),
        money(order.amount.get(), &order.currency),
        order.package_id,
        buyer(listed.name.as_deref(), listed.email.as_deref()),
    );
    let mut notes = Vec::new();
    if let Some(reason) = &order.reason {
        notes.push(reason.clone());
    }
    if order.is_void {
        notes.push("its money is sent back".to_owned());
    }
    if order.refunded.get() > 0 {
        notes.push(format!(
            "{} went back",
            money(order.refunded.get(), &order.currency)
        ));
    }
    if order.debt.get() > 0 {
        notes.push(format!("{} credits owed", grouped(order.debt.get())));
    }
    if let Some(asked) = order.refund_asked_at {
        notes.push(format!("refund asked {}", seoul(asked)));
    }
    if !notes.is_empty() {
        let _ = write!(text, "\n    {}", notes.join(", "));
    }
    text
}

fn buyer(name: Option<&str>, email: Option<&str>) -> String {
    match (name, email) {
        (Some(name), Some(email)) => format!("{name} <{email}>"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "(no name)".to_owned(),
    }
}

pub(super) async fn show(world: &World, id: &OrderId, json: bool) -> anyhow::Result<ExitCode> {
    let all = order::explain(world, id)
        .await?
        .with_context(|| format!("there is no order {id}"))?;
    if json {
        say(&serde_json::to_string_pretty(&json::explanation(&all))?);
    } else {
        say(&explained(&all));
    }
    Ok(ExitCode::SUCCESS)
}

fn explained(all: &Explanation) -> String {
    let mut text = about(&all.order);
    row(
        &mut text,
        "buyer",
        &format!(
            "{}, user {}",
            buyer(all.name.as_deref(), all.email.as_deref()),
            all.order.user
        ),
    );
    row(
        &mut text,
        "left",
        &format!(
            "{} paid and {} bonus credits",
            grouped(all.left.paid.get()),
            grouped(all.left.bonus.get())
        ),
    );
    row(&mut text, "refundable", &super::refund::quoted(&all.quote));
    let lines = all.cancellations.iter().map(cancellation);
    part(&mut text, "Money back", lines.collect());
    let lines = all.ledger.iter().map(|line| {
        let (kind, amount) = (line.kind.as_str(), grouped(line.amount));
        let left = grouped(line.balance_after.get());
        format!("{}  {kind:<16}{amount:>9}  leaves {left}", seoul(line.at))
    });
    part(&mut text, "Credits", lines.collect());
    let lines = all.webhooks.iter();
    let lines = lines.map(|it| format!("{}  {}", seoul(it.at), it.kind));
    part(&mut text, "Webhooks", lines.collect());
    let lines = all.alerts.iter().map(super::alerts::line);
    part(&mut text, "Alerts", lines.collect());
    let lines = all.audit.iter().map(|it| {
        let deed = format!("{} {} {}", it.actor, it.action, it.detail);
        format!("{}  {}", seoul(it.at), wrapped(&deed, 58, 20))
    });
    part(&mut text, "Who did what", lines.collect());
    text
}

fn about(order: &Order) -> String {
    let mut text = format!("Order {}\n\n", order.id);
    let status = match &order.reason {
        Some(reason) => format!("{}: {reason}", order.status.as_str()),
        None => order.status.as_str().to_owned(),
    };
    row(&mut text, "status", &status);
    let price = money(order.amount.get(), &order.currency);
    row(
        &mut text,
        "package",
        &format!(
            "{}, {price}, shown as {}",
            order.package_id, order.order_name
        ),
    );
    row(
        &mut text,
        "credits",
        &format!(
            "{} and {} bonus",
            grouped(order.credits.get()),
            grouped(order.bonus.get())
        ),
    );
    let paid_by = format!("{} by {}", order.method.as_str(), order.gateway.as_str());
    row(&mut text, "paid by", &paid_by);
    row(&mut text, "made", &seoul(order.created_at));
    if let Some(settled) = order.settled_at {
        row(&mut text, "settled", &seoul(settled));
    }
    if let Some(asked) = order.refund_asked_at {
        row(&mut text, "refund asked", &seoul(asked));
    }
    if let Some(transaction) = &order.transaction_id {
        row(&mut text, "transaction", transaction);
    }
    if let Some(receipt) = &order.receipt_url {
        row(&mut text, "receipt", receipt);
    }
    for (name, credits) in [("owed", order.debt), ("held", order.frozen)] {
        if credits.get() > 0 {
            row(
                &mut text,
                name,
                &format!("{} credits", grouped(credits.get())),
            );
        }
    }
    text
}

fn cancellation(it: &Cancellation) -> String {
    let taken = it.credits.get() + it.bonus.get();
    let mut text = format!(
        "{}  {}  {}\n    {}  {}, {} credits taken, by {}\n    {}",
        it.id,
        it.kind.as_str(),
        it.status.as_str(),
        seoul(it.created_at),
        money(it.amount, &it.currency),
        grouped(taken),
        it.actor,
        wrapped(&it.reason, 74, 4),
    );
    if let Some(failure) = &it.failure {
        let _ = write!(text, "\n    last failure: {}", wrapped(failure, 58, 4));
    }
    text
}

fn row(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "{name:<14}{}", wrapped(value, 66, 14));
}

fn part(text: &mut String, heading: &str, lines: Vec<String>) {
    if !lines.is_empty() {
        let _ = write!(text, "\n{heading}\n{}\n", lines.join("\n"));
    }
}
