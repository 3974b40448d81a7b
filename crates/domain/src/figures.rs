//! What the operator's monitoring counts about money and runs, when it has happened. Labels are closed
//! sets of our own words; the figures are of one process, and what must last is in the database.

use metrics::{counter, describe_counter};

use crate::{
    money::{Credits, Won},
    run::{Failure, RunStatus},
};

/// Says what each figure means, where somebody collects them.
pub fn describe() {
    for (name, meaning) in [
        (
            "openclaw_won_captured_total",
            "Won of orders that were granted.",
        ),
        (
            "openclaw_won_refunded_total",
            "Won that went back to buyers, by why: VOID, REFUND, OUTSIDE.",
        ),
        (
            "openclaw_credits_granted_total",
            "Credits given, by the kind of their lot: FREE, BONUS, PAID.",
        ),
        (
            "openclaw_credits_used_total",
            "Credits that runs cost, given back ones included.",
        ),
        (
            "openclaw_credits_returned_total",
            "Credits given back for runs that failed.",
        ),
        (
            "openclaw_orders_completed_total",
            "Orders that were paid and granted.",
        ),
        ("openclaw_runs_started_total", "Runs that were started."),
        (
            "openclaw_runs_settled_total",
            "Runs that ended, by their status and, of FAILED ones, why.",
        ),
        (
            "openclaw_alerts_total",
            "What the operator must know, by kind; the admin page has each.",
        ),
    ] {
        describe_counter!(name, meaning);
    }
}

fn whole(amount: i64) -> u64 {
    u64::try_from(amount).unwrap_or_default()
}

pub(crate) fn granted(kind: &'static str, credits: Credits) {
    counter!("openclaw_credits_granted_total", "kind" => kind).increment(whole(credits.get()));
}

pub(crate) fn order_completed(amount: Won) {
    counter!("openclaw_orders_completed_total").increment(1);
    counter!("openclaw_won_captured_total").increment(whole(amount.get()));
}

/// `amount` in the currency's smallest unit: won.
pub(crate) fn refunded(why: &'static str, amount: i64) {
    counter!("openclaw_won_refunded_total", "why" => why).increment(whole(amount));
}

pub(crate) fn run_started(price: Credits) {
    counter!("openclaw_runs_started_total").increment(1);
    counter!("openclaw_credits_used_total").increment(whole(price.get()));
}

pub(crate) fn run_settled(status: RunStatus, failure: Option<Failure>, price: Credits) {
    let why = failure.map_or("", Failure::as_str);
    counter!("openclaw_runs_settled_total", "status" => status.as_str(), "failure" => why)
        .increment(1);
    if failure.is_some() {
        counter!("openclaw_credits_returned_total").increment(whole(price.get()));
    }
}
