//! How the shop does: today, this month, the last weeks.

use std::sync::Arc;

use axum::extract::State;
use futures::try_join;
use openclaw_domain::operator::{self, Costs, Day, Figures, Outstanding};

use super::{Page, render};
use crate::{
    http::user::Admin,
    site::Site,
    view::{
        admin::{Fact, Facts, FiguresPage},
        chart::{Chart, Point},
        format::{When, number},
        shell::Nav,
        table::{Cell, Table},
    },
    words::{Message, say},
};

/// How many days the charts look back, today included.
const DAYS: u32 = 30;

pub(super) async fn figures(State(site): State<Arc<Site>>, Admin(user): Admin) -> Page {
    let world = &site.world;
    let (now, costs) = (world.now(), world.settings.costs);
    let month_began = operator::month_began(now);
    let (today, month, outstanding, days, agents) = try_join!(
        operator::figures(world, operator::midnight(now)),
        operator::figures(world, month_began),
        operator::outstanding(world),
        operator::days(world, DAYS),
        operator::agents_of(world, month_began),
    )?;
    render(FiguresPage {
        shell: site.shell(say("admin-figures-page"), Nav::Admin, Some(&user)),
        facts: vec![
            of_span(say("figures-today"), &today),
            of_span(say("figures-month"), &month),
            break_even(&month, costs),
            owed(outstanding),
        ],
        charts: charts(&days),
        agents: Table {
            name: say("figures-agents"),
            columns: vec![
                say("figures-agent"),
                say("figures-runs"),
                say("figures-credits"),
                say("figures-brought"),
                say("figures-net"),
                say("figures-model"),
                say("figures-margin"),
            ],
            rows: agents.iter().map(|it| agent(&site, it, costs)).collect(),
        },
    })
}

fn fact(label: Message, value: impl Into<Message>) -> Fact {
    let value = Cell::Number(value.into());
    Fact { label, value }
}

/// Thousandths of a won in whole won, rounded up: a cost is not made smaller.
fn whole_won(milliwon: i64) -> i64 {
    milliwon.saturating_add(999) / 1_000
}

pub(super) fn percent(value: Option<i64>) -> Message {
    value.map_or_else(
        || say("figures-none"),
        |it| say("figures-percent").with("percent", it),
    )
}

fn of_span(heading: Message, it: &Figures) -> Facts {
    let facts = vec![
        fact(say("figures-revenue"), Message::won(it.revenue)),
        fact(say("figures-refunded"), Message::won(it.refunded)),
        fact(say("figures-payers"), number(it.payers)),
        fact(say("figures-sign-ups"), number(it.sign_ups)),
        fact(say("figures-runs"), number(it.succeeded + it.failed)),
        fact(say("figures-paid-rate"), percent(it.paid_percent())),
        fact(say("figures-failure-rate"), percent(it.failed_percent())),
        fact(
            say("figures-model"),
            Message::won(whole_won(it.model_milliwon)),
        ),
    ];
    Facts { heading, facts }
}

/// What the month has left over its costs so far, or lacks.
fn break_even(month: &Figures, costs: Costs) -> Facts {
    let net = costs.net(month.revenue - month.refunded);
    let left = net - whole_won(month.model_milliwon);
    let distance = left - costs.fixed_won;
    let facts = vec![
        fact(say("figures-net"), Message::won(net)),
        fact(say("figures-left"), Message::won(left)),
        fact(say("figures-fixed"), Message::won(costs.fixed_won)),
        if distance < 0 {
            fact(say("figures-lacks"), Message::won(-distance))
        } else {
            fact(say("figures-above"), Message::won(distance))
        },
    ];
    Facts {
        heading: say("figures-break-even"),
        facts,
    }
}

fn owed(it: Outstanding) -> Facts {
    let facts = vec![
        fact(say("lot-paid"), number(it.paid)),
        fact(say("lot-bonus"), number(it.bonus)),
        fact(say("lot-free"), number(it.free)),
    ];
    Facts {
        heading: say("figures-outstanding"),
        facts,
    }
}

fn charts(days: &[Day]) -> Vec<Chart> {
    let chart = |title: Message, value: fn(&Day) -> i64, words: fn(i64) -> Message| Chart {
        title,
        summary: words(days.iter().map(value).sum()),
        points: days
            .iter()
            .map(|day| Point {
                day: When::date(day.began.0),
                value: value(day),
                words: words(value(day)),
            })
            .collect(),
    };
    vec![
        chart(
            say("figures-revenue-by-day").with("days", DAYS),
            |day| day.revenue,
            Message::won,
        ),
        chart(
            say("figures-runs-by-day").with("days", DAYS),
            |day| day.runs,
            |runs| say("figures-runs-count").with("runs", runs),
        ),
    ]
}

fn agent(site: &Site, it: &operator::AgentFigures, costs: Costs) -> Vec<Cell> {
    let found = site.world.agents.find(&it.agent);
    let name = found.map_or_else(|| it.agent.as_str().into(), |agent| agent.name().into());
    let (net, model) = (costs.net(it.won), whole_won(it.model_milliwon));
    vec![
        Cell::Text(name),
        Cell::Number(number(it.runs).into()),
        Cell::Number(number(it.credits).into()),
        Cell::Number(Message::won(it.won)),
        Cell::Number(Message::won(net)),
        Cell::Number(Message::won(model)),
        Cell::Number(Message::won(net - model)),
    ]
}
