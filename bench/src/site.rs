//! What creators look at all day, beside the least that HTTP can do here: a bare axum that answers
//! "hello".

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use axum::{Router, routing::get, serve::ListenerExt as _};
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{
    Plan,
    data::{self, User},
    figures::{Table, median, whole},
    http,
    load::{Answers, CONNECTIONS, Load},
    machine::{self, processor_time},
    server::Server,
    spend::USERS,
};

/// What is asked for, and who asks: a session or nobody.
const WORKLOADS: [(&str, &str, bool); 4] = [
    ("healthz: GET /healthz", "/healthz", false),
    (
        "balance: GET /api/credits/balance",
        "/api/credits/balance",
        true,
    ),
    (
        "history: GET /api/credits/transactions",
        "/api/credits/transactions?limit=20",
        true,
    ),
    ("dashboard: GET /dashboard (HTML)", "/dashboard", true),
];
/// Threads that answer, as the processor's time is counted by.
const SERVING: [&str; 2] = ["tokio-rt-worker", "sqlite-reader"];

struct Round {
    answers: Answers,
    /// Microseconds of the server's threads that an answer took.
    micros: f64,
    megabytes: f64,
}

pub(crate) fn run(plan: Plan) -> anyhow::Result<Table> {
    let folder = machine::folder()?;
    let data = folder.path().join("data");
    let users = data::make_users(&data, None, USERS)?;
    let mut hello = Vec::new();
    let mut ours: Vec<Vec<Round>> = WORKLOADS.iter().map(|_| Vec::new()).collect();
    for _ in 0..plan.rounds {
        let (address, runtime) = bare()?;
        hello.push(measured(address, &[http::get("/", None)], plan)?);
        runtime.shutdown_timeout(Duration::from_secs(5));
        let server = Server::start(&data, None)?;
        for ((_, path, signed_in), rounds) in WORKLOADS.iter().zip(&mut ours) {
            let of = |user: &User| http::get(path, signed_in.then_some(&user.token));
            let requests: Vec<_> = users.iter().map(of).collect();
            rounds.push(measured(server.address, &requests, plan)?);
        }
    }
    Ok(report(&hello, &ours, plan))
}

/// The ceiling: the same framework, nothing behind it.
fn bare() -> anyhow::Result<(SocketAddr, Runtime)> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    let router = Router::new().route("/", get(async || "hello"));
    runtime.spawn(async move { axum::serve(listener, router).await });
    Ok((address, runtime))
}

fn measured(address: SocketAddr, requests: &[Vec<u8>], plan: Plan) -> anyhow::Result<Round> {
    let mut load = Load {
        addresses: &[address],
        requests,
        status: 200,
        time: plan.warm_up,
        pace: None,
    };
    load.run()?;
    load.time = plan.measure;
    let before = processor_time();
    let answers = load.run()?;
    let after = processor_time();
    let of = |times: &BTreeMap<String, Duration>| -> Duration {
        SERVING.iter().filter_map(|name| times.get(*name)).sum()
    };
    let spent = of(&after).saturating_sub(of(&before));
    let asked = (answers.rate * plan.measure.as_secs_f64()).max(1.0);
    Ok(Round {
        answers,
        micros: 1e6 * spent.as_secs_f64() / asked,
        megabytes: machine::memory("self", "status", "VmRSS:")?,
    })
}

fn report(hello: &[Round], ours: &[Vec<Round>], plan: Plan) -> Table {
    let title = format!(
        "site: {USERS} users, {CONNECTIONS} connections, medians of {} rounds of {} s",
        plan.rounds,
        plan.measure.as_secs(),
    );
    let columns = [
        "",
        "ops/s",
        "p50 ms",
        "p99 ms",
        "of hello",
        "server µs",
        "RSS MB",
    ];
    let mut table = Table::new(&title, &columns);
    let ceiling = median(hello.iter().map(|round| round.answers.rate));
    let named = WORKLOADS.iter().map(|(name, ..)| *name);
    let all = std::iter::once(("the ceiling: a bare axum that says hello", hello))
        .chain(named.zip(ours.iter().map(Vec::as_slice)));
    for (name, rounds) in all {
        let of = |of: fn(&Round) -> f64| median(rounds.iter().map(of));
        let rate = of(|round| round.answers.rate);
        table.row(vec![
            name.to_owned(),
            whole(rate),
            format!("{:.2}", of(|round| round.answers.p50)),
            format!("{:.2}", of(|round| round.answers.p99)),
            format!("{:.0} %", 100.0 * rate / ceiling),
            whole(of(|round| round.micros)),
            whole(of(|round| round.megabytes)),
        ]);
    }
    table.note(
        "Server µs: processor time of the threads that answer, without the client's. The memory is the \
         client's too: all of it is one process."
            .to_owned(),
    );
    table
}
