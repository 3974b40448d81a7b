//! Starts of runs through HTTP, each paid and on disk when it is answered, beside what SQLite alone
//! does with the same statements.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    Plan,
    data::{self, User},
    figures::{Table, figure, median, whole},
    http,
    limits::{Alone, Starts},
    load::{Answers, CONNECTIONS, Load},
    machine::{self, processor_time},
    server::Server,
};

pub(crate) const USERS: usize = 1_000;
const GROUP: usize = 256;
pub(crate) const AGENT: &str = "shorts-script";
pub(crate) const INPUTS: &str = r#"{"topic":"편의점 재료로 만드는 5분 파스타","seconds":30}"#;

/// What one round of the server gave.
pub(crate) struct Round {
    pub(crate) answers: Answers,
    batches_per_commit: f64,
    commits: f64,
    /// Microseconds of the processor that one start took, of each of [`THREADS`].
    micros: [f64; 5],
}

/// The threads' names, as in [`Round::micros`].
const THREADS: [&str; 5] = [
    "openclaw-bench",
    "tokio-rt-worker",
    "sqlite-reader",
    "sqlite-writer",
    "sqlite-copier",
];

/// Measures in rounds: SQLite alone in both ways, the server, and the server's HTTP alone.
pub(crate) fn run(plan: Plan) -> anyhow::Result<Table> {
    let folder = machine::folder()?;
    let made = folder.path().join("made");
    let users = data::make_users(&made, None, USERS)?;
    let mut starts = Starts::new(&made, AGENT, INPUTS, &users)?;
    let statements = starts.statements()?;
    let mut measured = Measured::default();
    for round in 0..plan.rounds {
        let fresh = |name: &str| -> anyhow::Result<_> {
            let path = folder.path().join(format!("{name}-{round}"));
            data::copy(&made, &path)?;
            Ok(path)
        };
        let path = fresh("single")?;
        measured.single.push(starts.replay(&path, 1, plan.measure)?);
        std::fs::remove_dir_all(path)?;
        let path = fresh("grouped")?;
        measured
            .grouped
            .push(starts.replay(&path, GROUP, plan.measure)?);
        std::fs::remove_dir_all(path)?;
        let path = fresh("ours")?;
        let server = Server::start(&path, None)?;
        let round = spend(&server, &users, plan)?;
        let half = at_half(&server, &users, round.answers.rate, plan)?;
        measured.half.push(half);
        measured.ours.push(round);
        measured
            .session
            .push(read(&server, &users, "/api/me", plan)?);
        measured.bare.push(read(&server, &users, "/healthz", plan)?);
        drop(server);
        std::fs::remove_dir_all(path)?;
    }
    Ok(report(&measured, statements, plan))
}

/// The start-of-run batch through HTTP.
pub(crate) fn spend(server: &Server, users: &[User], plan: Plan) -> anyhow::Result<Round> {
    let requests = starts(users);
    let mut load = Load {
        addresses: &[server.address],
        requests: &requests,
        status: 201,
        time: plan.warm_up,
        pace: None,
    };
    load.run()?;
    load.time = plan.measure;
    let (before, times_before) = (server.database.traffic(), processor_time());
    let answers = load.run()?;
    let (after, times) = (server.database.traffic(), processor_time());
    let commits = figure(after.commits - before.commits);
    let batches = figure(after.batches - before.batches);
    let micros = THREADS.map(|name| {
        let of = |times: &BTreeMap<_, _>| times.get(name).copied().unwrap_or_default();
        let spent: Duration = of(&times).saturating_sub(of(&times_before));
        1e6 * spent.as_secs_f64() / batches.max(1.0)
    });
    Ok(Round {
        answers,
        micros,
        batches_per_commit: batches / commits.max(1.0),
        commits: commits / plan.measure.as_secs_f64(),
    })
}

/// The same at half of a rate: what a busy day is like, short of the limit.
fn at_half(server: &Server, users: &[User], rate: f64, plan: Plan) -> anyhow::Result<Answers> {
    Load {
        addresses: &[server.address],
        requests: &starts(users),
        status: 201,
        time: plan.measure,
        pace: Some(rate / 2.0),
    }
    .run()
}

/// A start by each user, as bytes.
pub(crate) fn starts(users: &[User]) -> Vec<Vec<u8>> {
    let path = format!("/api/agents/{AGENT}/runs");
    let start = |user: &User| http::post(&path, &user.token, INPUTS);
    users.iter().map(start).collect()
}

/// A GET with the same sessions, for scale.
fn read(server: &Server, users: &[User], path: &str, plan: Plan) -> anyhow::Result<Answers> {
    let requests: Vec<_> = users
        .iter()
        .map(|user| http::get(path, Some(&user.token)))
        .collect();
    Load {
        addresses: &[server.address],
        requests: &requests,
        status: 200,
        time: plan.warm_up,
        pace: None,
    }
    .run()
}

#[derive(Default)]
struct Measured {
    single: Vec<Alone>,
    grouped: Vec<Alone>,
    ours: Vec<Round>,
    half: Vec<Answers>,
    session: Vec<Answers>,
    bare: Vec<Answers>,
}

fn report(measured: &Measured, statements: usize, plan: Plan) -> Table {
    let title = format!(
        "spend: {statements} statements a start, {USERS} users, {CONNECTIONS} connections, medians of {} rounds of {} s",
        plan.rounds,
        plan.measure.as_secs(),
    );
    let columns = [
        "",
        "ops/s",
        "p50 ms",
        "p99 ms",
        "a commit",
        "commits/s",
        "processor µs",
    ];
    let mut table = Table::new(&title, &columns);
    let single = alone(
        &mut table,
        "(a) SQLite alone, one a commit",
        &measured.single,
        1,
    );
    let grouped = alone(
        &mut table,
        "(b) SQLite alone, 256 a commit",
        &measured.grouped,
        GROUP,
    );
    let ours = |of: fn(&Round) -> f64| median(measured.ours.iter().map(of));
    let rate = ours(|round| round.answers.rate);
    table.row(vec![
        "OpenClaw, start of a run by HTTP".to_owned(),
        whole(rate),
        format!("{:.2}", ours(|round| round.answers.p50)),
        format!("{:.2}", ours(|round| round.answers.p99)),
        format!("{:.1}", ours(|round| round.batches_per_commit)),
        whole(ours(|round| round.commits)),
        whole(ours(|round| round.micros.iter().sum())),
    ]);
    for (name, answers) in [
        ("the same at half of that load", &measured.half),
        (
            "for scale: GET /api/me (HTTP and session)",
            &measured.session,
        ),
        ("for scale: GET /healthz (HTTP alone)", &measured.bare),
    ] {
        let of = |of: fn(&Answers) -> f64| median(answers.iter().map(of));
        let mut row = vec![name.to_owned(), whole(of(|a| a.rate))];
        row.extend([of(|a| a.p50), of(|a| a.p99)].map(|millis| format!("{millis:.2}")));
        table.row(row);
    }
    notes(&mut table, measured, rate / single, rate / grouped);
    table
}

/// What the figures mean, below them.
fn notes(table: &mut Table, measured: &Measured, of_single: f64, of_grouped: f64) {
    let ours = |of: fn(&Round) -> f64| median(measured.ours.iter().map(of));
    table.note(format!(
        "OpenClaw does {:.2} × (a) and {:.0} % of (b). Every answer was 201.",
        of_single,
        100.0 * of_grouped
    ));
    table.note(format!(
        "Of its processor time a start: client {:.0} µs, server {:.0}, readers {:.0}, writer {:.0}, copying its log {:.0}.",
        ours(|round| round.micros[0]),
        ours(|round| round.micros[1]),
        ours(|round| round.micros[2]),
        ours(|round| round.micros[3]),
        ours(|round| round.micros[4]),
    ));
    table.note(
        "Client and server share the cores; (a) and (b) have them to themselves. A run's work is \
         dropped: only its durable start is measured."
            .to_owned(),
    );
}

/// A row for SQLite alone; its rate.
fn alone(table: &mut Table, name: &str, rounds: &[Alone], group: usize) -> f64 {
    let rate = median(rounds.iter().map(|round| round.rate));
    let micros = median(rounds.iter().map(|round| round.micros));
    let mut row = vec![name.to_owned(), whole(rate), String::new(), String::new()];
    row.extend([
        group.to_string(),
        whole(rate / figure(group as u64)),
        whole(micros),
    ]);
    table.row(row);
    rate
}
