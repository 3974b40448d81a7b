//! The same starts of runs in every place: SQLite in the process, a PostgreSQL server with one process
//! of ours and with two, and the Worker on D1 in workerd; beside them, pgbench with the same statements
//! and nothing of ours.
//!
//! The server is one of our own that `cargo xtask bench` starts, as durable as PostgreSQL is by itself.

mod pgbench;
mod process;
mod worker;

use std::{net::SocketAddr, path::Path, time::Duration};

use anyhow::Context as _;
use openclaw_database::Traffic;

use crate::{
    Plan,
    data::{self, User},
    figures::{Table, figure, median, whole},
    limits::Starts,
    load::{Answers, CONNECTIONS, Load},
    machine,
    server::Server,
    spend::{AGENT, INPUTS, USERS, starts},
};

use pgbench::Cluster;
use process::Process;
pub(crate) use process::serve_others;

/// What one round of one way gave.
struct Round {
    answers: Answers,
    /// Statements and round trips of one start, its session's look-up included.
    statements: f64,
    trips: f64,
}

/// The ways, one after the other.
const NAMES: [&str; 4] = [
    "SQLite",
    "PostgreSQL, 1 process",
    "PostgreSQL, 2 processes",
    "Worker, D1 in workerd",
];

/// The rounds of each way, by name.
type Ways = Vec<(&'static str, Vec<Round>)>;

/// Measures all of them in rounds.
pub(crate) fn run(plan: Plan) -> anyhow::Result<Table> {
    let cluster = Cluster::find()?;
    let folder = machine::folder()?;
    let made = folder.path().join("made");
    let users = data::make_users(&made, None, USERS)?;
    let template = cluster.database("made", None)?;
    let people = data::make_users(&folder.path().join("server"), Some(&template), USERS)?;
    let script = folder.path().join("start.sql");
    let piped = folder.path().join("start-piped.sql");
    cluster.number_users(&template)?;
    let batch = Starts::new(&made, AGENT, INPUTS, &users)?.sample()?;
    std::fs::write(
        &script,
        pgbench::script(&batch, users[0].id.as_str(), false)?,
    )?;
    std::fs::write(&piped, pgbench::script(&batch, users[0].id.as_str(), true)?)?;

    let worker = worker::Made::new(folder.path())?;

    let mut ways: Ways = NAMES.map(|name| (name, Vec::new())).into();
    let (mut singly, mut pipelined) = (Vec::new(), Vec::new());
    for round in 0..plan.rounds {
        let path = folder.path().join(format!("sqlite-{round}"));
        data::copy(&made, &path)?;
        ways[0].1.push(on_sqlite(&path, &users, plan)?);
        std::fs::remove_dir_all(path)?;
        for processes in [1, 2] {
            let url = cluster.database(&format!("r{round}p{processes}"), Some("made"))?;
            let measured = on_postgres(&url, processes, folder.path(), &people, plan)?;
            ways[processes].1.push(measured);
        }
        if let Some(made) = &worker {
            ways[3].1.push(made.measure(&format!("d1-{round}"), plan)?);
        }
        for (name, script, rates) in [
            ("plain", &script, &mut singly),
            ("piped", &piped, &mut pipelined),
        ] {
            let url = cluster.database(&format!("r{round}{name}"), Some("made"))?;
            rates.push(cluster.pgbench(&url, script, plan.measure)?);
        }
    }
    Ok(report(&ways, [median(singly), median(pipelined)], plan))
}

fn on_sqlite(path: &Path, users: &[User], plan: Plan) -> anyhow::Result<Round> {
    let server = Server::start(path, None)?;
    let traffic = || Ok(server.database.traffic());
    measure(&[server.address], traffic, users, plan)
}

fn on_postgres(
    url: &str,
    processes: usize,
    folder: &Path,
    users: &[User],
    plan: Plan,
) -> anyhow::Result<Round> {
    let mut running = Vec::new();
    for number in 0..processes {
        running.push(Process::start(
            url,
            &folder.join(format!("process-{number}")),
        )?);
    }
    let addresses: Vec<SocketAddr> = running.iter().map(|process| process.address).collect();
    let traffic = || {
        let mut sum = Traffic::default();
        for process in &mut running {
            let told = process.traffic()?;
            sum.batches += told.batches;
            sum.statements += told.statements;
            sum.round_trips += told.round_trips;
        }
        Ok(sum)
    };
    measure(&addresses, traffic, users, plan)
}

fn measure(
    addresses: &[SocketAddr],
    mut traffic: impl FnMut() -> anyhow::Result<Traffic>,
    users: &[User],
    plan: Plan,
) -> anyhow::Result<Round> {
    load(addresses, users, plan.warm_up)?;
    let before = traffic()?;
    let answers = load(addresses, users, plan.measure)?;
    let after = traffic()?;
    let batches = figure(after.batches - before.batches).max(1.0);
    Ok(Round {
        answers,
        statements: figure(after.statements - before.statements) / batches,
        trips: figure(after.round_trips - before.round_trips) / batches,
    })
}

/// Starts of runs for so long, each of which must be answered well.
fn load(addresses: &[SocketAddr], users: &[User], time: Duration) -> anyhow::Result<Answers> {
    Load {
        addresses,
        requests: &starts(users),
        status: 201,
        time,
        pace: None,
    }
    .run()
}

fn report(ways: &Ways, [singly, pipelined]: [f64; 2], plan: Plan) -> Table {
    let title = format!(
        "databases: starts of runs, {USERS} users, {CONNECTIONS} connections, medians of {} rounds of {} s",
        plan.rounds,
        plan.measure.as_secs(),
    );
    let columns = [
        "",
        "starts/s",
        "p50 ms",
        "p99 ms",
        "statements",
        "round trips",
    ];
    let mut table = Table::new(&title, &columns);
    for (name, rounds) in ways.iter().filter(|(_, rounds)| !rounds.is_empty()) {
        let of = |of: fn(&Round) -> f64| median(rounds.iter().map(of));
        table.row(vec![
            (*name).to_owned(),
            whole(of(|round| round.answers.rate)),
            format!("{:.2}", of(|round| round.answers.p50)),
            format!("{:.2}", of(|round| round.answers.p99)),
            format!("{:.1}", of(|round| round.statements)),
            format!("{:.1}", of(|round| round.trips)),
        ]);
    }
    for (name, rate) in [
        ("pgbench, the batch's statements", singly),
        ("pgbench, the same in one pipeline", pipelined),
    ] {
        table.row(vec![name.to_owned(), whole(rate)]);
    }
    table.note(
        "Through HTTP, each with its session looked up; pgbench has neither, nor the journal that \
         knows a batch again. All share the cores with their server and its load."
            .to_owned(),
    );
    table.note(
        "The Worker begins each run's work too, with a model that says nothing: its statements are those \
         of a start and of that beginning. D1 is miniflare's, on this machine."
            .to_owned(),
    );
    table.note(format!(
        "pgbench: {} clients, prepared statements, durable commits.",
        pgbench::CLIENTS
    ));
    table
}

/// Whether there is a server to measure.
pub(crate) fn is_here() -> bool {
    Cluster::find().is_ok()
}

/// Where the server is, from the environment.
fn variable(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set: `cargo xtask bench` sets it"))
}
