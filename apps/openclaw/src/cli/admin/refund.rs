//! `openclaw admin orders quote`, `refund`, `look` and `retry`: what moves money, or asks about it.

use std::{
    io::{IsTerminal as _, Write as _},
    process::ExitCode,
};

use anyhow::bail;
use openclaw_domain::{
    money::Credits,
    order::{
        self, CancellationStatus, Order, Quote, QuoteReason, RefundWish, SettleError, Settled,
    },
    random::{CancellationId, OrderId},
    world::World,
};

use super::{Refund, find};
use crate::cli::text::{grouped, money, say, seoul, wrapped};

/// A quote in a sentence.
pub(super) fn quoted(quote: &Quote) -> String {
    let full_until = seoul(quote.full_until);
    match quote.because {
        QuoteReason::InTime | QuoteReason::Late => format!(
            "{} for {} paid credits; {} bonus credits are forfeited; {}",
            money(quote.amount.get(), "KRW"),
            grouped(quote.credits.get()),
            grouped(quote.bonus.get()),
            if quote.because == QuoteReason::Late {
                format!("a share only, since {full_until}")
            } else {
                format!("in full until {full_until}")
            }
        ),
        because => format!("nothing: {}", because.as_str()),
    }
}

pub(super) async fn quote(
    world: &World,
    id: &OrderId,
    credits: Option<u32>,
) -> anyhow::Result<ExitCode> {
    let order = find(world, id).await?;
    let quote = order::quote_part(world, &order, credits.map(Credits::of)).await?;
    say(&wrapped(
        &format!("A refund comes to {}.", quoted(&quote)),
        80,
        0,
    ));
    if let Some(wanted) = credits.filter(|wanted| i64::from(*wanted) > quote.credits.get()) {
        let wanted = grouped(i64::from(wanted));
        say(&format!("{wanted} credits cannot be refunded."));
    }
    Ok(exit(quote.amount.get() > 0))
}

pub(super) async fn refund(world: &World, wish: &Refund, actor: &str) -> anyhow::Result<ExitCode> {
    if wish.reason.trim().is_empty() {
        bail!("--reason must say something: it is on the buyer's statement");
    }
    let order = find(world, &wish.id).await?;
    let credits = wish.credits.map(Credits::of);
    let quote = order::quote_part(world, &order, credits).await?;
    say(&wrapped(
        &format!("A refund comes to {}.", quoted(&quote)),
        80,
        0,
    ));
    if quote.amount.get() == 0 {
        return Ok(ExitCode::FAILURE);
    }
    if !wish.yes && !confirmed()? {
        say("Nothing was done.");
        return Ok(ExitCode::FAILURE);
    }
    let by_customer = order.refund_asked_at.is_some();
    let refund = RefundWish {
        credits,
        reason: wish.reason.trim().to_owned(),
        actor: actor.to_owned(),
        by_customer,
    };
    let done = order::refund(world, &wish.id, &refund).await?;
    let amount = money(done.amount, &done.currency);
    let id = &done.id;
    say(&match done.status {
        CancellationStatus::Succeeded => format!("{amount} went back: cancellation {id}."),
        CancellationStatus::Requested => format!(
            "{amount} are on their way back: cancellation {id}.\nWhat is not done yet the server \
             goes on with."
        ),
        CancellationStatus::Failed => format!(
            "Nothing went back, and the credits were put back: {}.",
            done.failure.as_deref().unwrap_or("refused")
        ),
    });
    Ok(exit(done.status != CancellationStatus::Failed))
}

/// Asks whether to go on. Where nobody can answer, `--yes` must have.
fn confirmed() -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("nobody is here to ask: add --yes to refund without asking");
    }
    print!("Refund it? [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(
        answer.trim().to_ascii_lowercase().as_str(),
        "y" | "yes"
    ))
}

pub(super) async fn look(world: &World, id: &OrderId, actor: &str) -> anyhow::Result<ExitCode> {
    let order = find(world, id).await?;
    let before = order.status;
    let looked = order::look_for(world, order, actor).await;
    let now: Order = find(world, id).await?;
    let what = match looked {
        Ok(Settled::Completed { .. }) => "it is granted".to_owned(),
        Ok(Settled::Pending(_)) => "it is not paid yet".to_owned(),
        Err(error @ (SettleError::Gateway(_) | SettleError::Database(_))) => {
            return Err(error.into());
        }
        Err(error) => error.to_string(),
    };
    say(&format!(
        "{} → {}: {what}.",
        before.as_str(),
        now.status.as_str()
    ));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn retry(
    world: &World,
    id: &CancellationId,
    actor: &str,
) -> anyhow::Result<ExitCode> {
    let Some(status) = order::retry_cancellation(world, id, actor).await? else {
        bail!("there is no cancellation {id}");
    };
    say(match status {
        CancellationStatus::Succeeded => "SUCCEEDED: the money went back.",
        CancellationStatus::Requested => {
            "REQUESTED: not done yet; `show` has the last failure, and the server goes on."
        }
        CancellationStatus::Failed => "FAILED: it came to nothing, and its credits were put back.",
    });
    Ok(exit(status == CancellationStatus::Succeeded))
}

fn exit(is_good: bool) -> ExitCode {
    if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
