//! By what creators' runs came to.

use std::{process::ExitCode, time::Duration};

use anyhow::bail;
use openclaw_domain::{
    eval::Share,
    run::{VariantStats, stats},
    time::DAY,
};
use serde_json::{Value, json};

use super::{Compare, Side, verdict};
use crate::{
    cli::{
        admin,
        text::{Table, grouped, say, won, wrapped},
    },
    config::Config,
};

pub(super) async fn compare(wish: &Compare, config: &Config) -> anyhow::Result<ExitCode> {
    let world = admin::world(config, false).await?;
    let until = world.now().plus(Duration::from_millis(1));
    let from = until.minus(u32::from(wish.days) * DAY);
    let all = stats(&world, None, from, until).await?;
    let a = sum(&all, &wish.a, wish.days)?;
    let b = sum(&all, &wish.b, wish.days)?;
    if wish.json {
        say(&serde_json::to_string_pretty(&shown(&a, &b))?);
    } else {
        say(&table(wish, &a, &b));
    }
    Ok(ExitCode::SUCCESS)
}

/// All runs of a side together.
fn sum(all: &[VariantStats], name: &str, days: u16) -> anyhow::Result<VariantStats> {
    let side = Side::parse(name);
    let fits = |asked: &Option<String>, found: &str| asked.as_ref().is_none_or(|it| it == found);
    let mut sum = VariantStats::default();
    for it in all {
        if it.agent != side.agent
            || !fits(&side.version, &it.version)
            || !fits(&side.variant, &it.variant)
        {
            continue;
        }
        for (failure, runs) in &it.failures {
            *sum.failures.entry(failure.clone()).or_default() += runs;
        }
        sum.runs += it.runs;
        sum.succeeded += it.succeeded;
        sum.repaired += it.repaired;
        sum.up += it.up;
        sum.down += it.down;
        sum.input_tokens += it.input_tokens;
        sum.output_tokens += it.output_tokens;
        sum.cost_milliwon += it.cost_milliwon;
        sum.revenue_credits += it.revenue_credits;
    }
    if sum.runs == 0 {
        let known: Vec<String> = all
            .iter()
            .map(|it| format!("{}@{}/{}", it.agent, it.version, it.variant))
            .collect();
        let known = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        bail!("no run of `{name}` ended in the last {days} days; there are runs of: {known}");
    }
    Ok(sum)
}

fn share(of: i64, all: i64) -> Share {
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Share {
        of: count(of),
        all: count(all),
    }
}

fn succeeded(stats: &VariantStats) -> Share {
    share(stats.succeeded, stats.runs)
}

fn liked(stats: &VariantStats) -> Share {
    share(stats.up, stats.up + stats.down)
}

fn repaired(stats: &VariantStats) -> Share {
    share(stats.repaired, stats.runs)
}

fn table(wish: &Compare, a: &VariantStats, b: &VariantStats) -> String {
    let mut table = Table::new(["", &format!("A: {}", wish.a), &format!("B: {}", wish.b)]);
    let mut row = |name: &str, of: &dyn Fn(&VariantStats) -> String| {
        table.row([name.to_owned(), of(a), of(b)]);
    };
    row("runs", &|it| grouped(it.runs));
    row("succeeded", &|it| verdict::share(succeeded(it)));
    row("thumbs up", &|it| verdict::share(liked(it)));
    row("repaired", &|it| verdict::share(repaired(it)));
    row("cost a run", &|it| won(it.cost_milliwon / it.runs.max(1)));
    row("tokens a run", &|it| {
        grouped((it.input_tokens + it.output_tokens) / it.runs.max(1))
    });
    row("credits earned", &|it| grouped(it.revenue_credits));
    let failures = a.failures.keys().chain(b.failures.keys());
    for failure in failures.collect::<std::collections::BTreeSet<_>>() {
        row(failure, &|it| {
            grouped(it.failures.get(failure).copied().unwrap_or(0))
        });
    }
    let sentences = [
        verdict::sentence("Success", succeeded(a), succeeded(b)),
        verdict::sentence("Thumbs up", liked(a), liked(b)),
    ];
    let sentences = sentences.map(|sentence| wrapped(&sentence, 78, 2));
    format!("{table}\n{}", sentences.join("\n"))
}

fn shown(a: &VariantStats, b: &VariantStats) -> Value {
    let side = |it: &VariantStats| {
        json!({
            "runs": it.runs,
            "succeeded": it.succeeded,
            "failures": it.failures,
            "repaired": it.repaired,
            "up": it.up,
            "down": it.down,
            "input_tokens": it.input_tokens,
            "output_tokens": it.output_tokens,
            "cost_milliwon": it.cost_milliwon,
            "revenue_credits": it.revenue_credits,
        })
    };
    json!({
        "a": side(a),
        "b": side(b),
        "succeeded": verdict::json(succeeded(a), succeeded(b)),
        "up": verdict::json(liked(a), liked(b)),
        "repaired": verdict::json(repaired(a), repaired(b)),
    })
}
