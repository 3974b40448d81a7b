//! Payments proved on the server: orders made and paid beforehand, then verified: the payment is fetched from
//! PortOne's stand-in, compared and granted, on disk when it is answered. The program, the stand-ins and
//! the clients are three processes.

use std::{collections::VecDeque, net::SocketAddr, sync::Mutex, time::Duration};

use anyhow::{Context as _, ensure};
use futures::future::try_join_all;
use serde_json::{Value, json};

use crate::{
    Plan,
    clock::Stopwatch,
    data::{self, User},
    figures::{Table, figure, median, millis, percentile, whole},
    http::{self, Connection},
    load::CONNECTIONS,
    machine,
    runs::{Served, processor_ms, serve},
    spend::USERS,
};

/// Orders of a round, for each second that it is meant to take.
const A_SECOND: u64 = 800;
/// What the models' stand-in takes, whom nobody asks here.
const NO_MODEL: u64 = 0;

/// What one round gave.
struct Round {
    rate: f64,
    p50: f64,
    p99: f64,
    /// Milliseconds of the program's processor time that one took.
    processor: f64,
}

/// In rounds, each with orders of its own.
pub(crate) fn run(plan: Plan) -> anyhow::Result<Table> {
    let folder = machine::folder()?;
    let data = folder.path().join("data");
    let users = data::make_users(&data, None, USERS)?;
    let served = serve(&data, NO_MODEL)?;
    let count = A_SECOND * plan.measure.as_secs().max(1);
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        rounds.push(round(&served, &users, usize::try_from(count)?)?);
    }
    let title = format!(
        "verify: {} payments proved and granted, {USERS} users, {CONNECTIONS} connections, medians of {} rounds",
        whole(figure(count)),
        plan.rounds
    );
    let columns = ["", "ops/s", "p50 ms", "p99 ms", "processor ms"];
    let mut table = Table::new(&title, &columns);
    let of = |of: fn(&Round) -> f64| median(rounds.iter().map(of));
    table.row(vec![
        "POST /api/credits/verify".to_owned(),
        whole(of(|round| round.rate)),
        format!("{:.2}", of(|round| round.p50)),
        format!("{:.2}", of(|round| round.p99)),
        format!("{:.2}", of(|round| round.processor)),
    ]);
    table.note(
        "Every one was answered COMPLETED. The processor's time is the program's alone; the stand-in that it \
         asks and the clients share the cores."
            .to_owned(),
    );
    Ok(table)
}

/// An order that is paid, and whose it is.
struct Paid {
    token: String,
    order: String,
}

fn round(served: &Served, users: &[User], count: usize) -> anyhow::Result<Round> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let wanted = users
        .iter()
        .cycle()
        .take(count)
        .map(|user| user.token.clone());
    let paid = Mutex::new(VecDeque::new());
    let wanted = Mutex::new(wanted.collect::<VecDeque<_>>());
    runtime.block_on(try_join_all(
        (0..CONNECTIONS).map(|_| buy(served.address, served.stand_ins, &wanted, &paid)),
    ))?;
    let id = served.program.id().to_string();
    let before = processor_ms(&id)?;
    let clock = Stopwatch::start();
    let took = runtime.block_on(try_join_all(
        (0..CONNECTIONS).map(|_| prove(served.address, &paid)),
    ))?;
    let seconds = clock.elapsed().as_secs_f64();
    let processor = processor_ms(&id)? - before;
    let mut took: Vec<Duration> = took.into_iter().flatten().collect();
    took.sort_unstable();
    ensure!(took.len() == count, "{} of {count} were proved", took.len());
    let count = figure(count as u64);
    Ok(Round {
        rate: count / seconds,
        p50: millis(percentile(&took, 50)),
        p99: millis(percentile(&took, 99)),
        processor: processor / count,
    })
}

/// The next of them; none when all are taken.
fn next<T>(of: &Mutex<VecDeque<T>>) -> Option<T> {
    of.lock().ok()?.pop_front()
}

/// Makes orders, and pays each at the stand-in.
async fn buy(
    address: SocketAddr,
    stand_ins: SocketAddr,
    wanted: &Mutex<VecDeque<String>>,
    paid: &Mutex<VecDeque<Paid>>,
) -> anyhow::Result<()> {
    let mut program = Connection::open(address).await?;
    let mut gateway = Connection::open(stand_ins).await?;
    while let Some(token) = next(wanted) {
        let request = http::post("/api/credits/prepare", &token, r#"{"package":"starter"}"#);
        let prepared = asked(&mut program, &request, 201).await?;
        let order = prepared["merchant_uid"]
            .as_str()
            .context("an order")?
            .to_owned();
        let payment = json!({
            "paymentId": order,
            "totalAmount": prepared["amount"],
            "orderName": prepared["order_name"],
        });
        let request = http::post("/control/portone/payments", "none", &payment.to_string());
        asked(&mut gateway, &request, 201).await?;
        let mut paid = paid
            .lock()
            .map_err(|_| anyhow::anyhow!("a client failed"))?;
        paid.push_back(Paid { token, order });
    }
    Ok(())
}

/// Verifies what is left of them; how long each took.
async fn prove(address: SocketAddr, paid: &Mutex<VecDeque<Paid>>) -> anyhow::Result<Vec<Duration>> {
    let mut program = Connection::open(address).await?;
    let mut took = Vec::new();
    while let Some(Paid { token, order }) = next(paid) {
        let body = json!({ "merchant_uid": order }).to_string();
        let request = http::post("/api/credits/verify", &token, &body);
        let clock = Stopwatch::start();
        let answer = asked(&mut program, &request, 200).await?;
        took.push(clock.elapsed());
        ensure!(answer["status"] == "COMPLETED", "{answer}");
    }
    Ok(took)
}

/// The JSON of an answer with this status.
async fn asked(to: &mut Connection, request: &[u8], status: u16) -> anyhow::Result<Value> {
    let answered = to.exchange(request).await?;
    let answer = to.answer();
    ensure!(answered == status, "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").context("a body")?;
    Ok(serde_json::from_str(body)?)
}
