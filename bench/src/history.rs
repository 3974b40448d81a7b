//! Pages of a short and of a long history: the same cost is what keyset pages promise.

use std::path::Path;

use anyhow::{Context as _, ensure};

use crate::{
    Plan,
    data::{self, User},
    figures::{Table, median, whole},
    http,
    load::{Answers, CONNECTIONS, Load},
    machine,
    server::Server,
};

const SHORT: i64 = 1_000;
const LONG: i64 = 1_000_000;

/// Measures every page of both histories in each round.
pub(crate) fn run(plan: Plan) -> anyhow::Result<Table> {
    let folder = machine::folder()?;
    let data = folder.path().join("data");
    let users = data::make_users(&data, None, 2)?;
    let [short, long] = users.as_slice() else {
        anyhow::bail!("two users were asked for");
    };
    fill(&data, short, SHORT)?;
    fill(&data, long, LONG)?;
    let server = Server::start(&data, None)?;
    let pages = [("first", None), ("middle", Some(2)), ("last", Some(0))];
    let mut measured: Vec<[Vec<Answers>; 2]> = pages.iter().map(|_| Default::default()).collect();
    for _ in 0..plan.rounds {
        for ((_, page), measured) in pages.iter().zip(&mut measured) {
            let both = [(short, SHORT), (long, LONG)].into_iter().zip(measured);
            for ((user, rows), measured) in both {
                let before = page.map(|part| if part == 0 { 21 } else { rows / part });
                measured.push(read(&server, user, before, plan)?);
            }
        }
    }
    Ok(report(&pages.map(|(name, _)| name), &measured, plan))
}

/// Fills the user's history up to so many rows, in the shape of the ledger's own.
pub(crate) fn fill(data: &Path, user: &User, rows: i64) -> anyhow::Result<()> {
    let connection = rusqlite::Connection::open(data.join("openclaw.db"))?;
    let user = user.id.as_str();
    let begin = connection.query_row(
        "SELECT entries FROM credit_balance WHERE user_id = ?1",
        [user],
        |row| row.get::<_, i64>(0),
    )?;
    // One credit given, one taken: alternating adjustments.
    let added = connection
        .execute(
            "INSERT INTO credit_transaction
               (user_id, number, kind, amount, balance_after, allocated, cause, created_at)
             WITH RECURSIVE counted (number) AS
               (SELECT ?2 + 1 UNION ALL SELECT number + 1 FROM counted WHERE number < ?3)
             SELECT ?1, number, 'ADJUSTMENT', 1 - 2 * (number % 2), 1000000000 - number % 2,
                    number % 2, 'adjustment:' || ?1 || ':' || number, 1750000000000 + number
             FROM counted",
            rusqlite::params![user, begin, rows],
        )
        .context("the history cannot be filled")?;
    ensure!(
        i64::try_from(added)? == rows - begin,
        "{added} rows were added"
    );
    connection.execute(
        "UPDATE credit_balance SET entries = ?2 WHERE user_id = ?1",
        rusqlite::params![user, rows],
    )?;
    Ok(())
}

fn read(server: &Server, user: &User, before: Option<i64>, plan: Plan) -> anyhow::Result<Answers> {
    let before = before.map_or_else(String::new, |before| format!("&before={before}"));
    let path = format!("/api/credits/transactions?limit=20{before}");
    let requests = [http::get(&path, Some(&user.token))];
    let mut load = Load {
        addresses: &[server.address],
        requests: &requests,
        status: 200,
        time: plan.warm_up / 4,
        pace: None,
    };
    load.run()?;
    load.time = plan.measure / 2;
    let answers = load.run()?;
    Ok(answers)
}

fn report(pages: &[&str], measured: &[[Vec<Answers>; 2]], plan: Plan) -> Table {
    let title = format!(
        "history: GET /api/credits/transactions?limit=20, {CONNECTIONS} connections, medians of {} rounds",
        plan.rounds
    );
    let columns = [
        "page",
        "10^3 ops/s",
        "p50 ms",
        "10^6 ops/s",
        "p50 ms",
        "10^6 : 10^3",
    ];
    let mut table = Table::new(&title, &columns);
    for (name, both) in pages.iter().zip(measured) {
        let mut row = vec![(*name).to_owned()];
        let rates = both.each_ref().map(|answers| {
            let of = |of: fn(&Answers) -> f64| median(answers.iter().map(of));
            row.push(whole(of(|a| a.rate)));
            row.push(format!("{:.2}", of(|a| a.p50)));
            of(|a| a.rate)
        });
        row.push(format!("{:.2}", rates[1] / rates[0]));
        table.row(row);
    }
    table
}
