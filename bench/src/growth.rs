//! Starts of runs beside a ledger that grows: what a row more costs everybody else.

use crate::{
    Plan, data,
    figures::{Table, figure, median, whole},
    history::fill,
    load::CONNECTIONS,
    machine,
    server::Server,
    spend::{USERS, spend},
};

/// Measures at each size up to so many rows.
pub(crate) fn run(plan: Plan, most: i64) -> anyhow::Result<Table> {
    let folder = machine::folder()?;
    let made = folder.path().join("made");
    let mut users = data::make_users(&made, None, USERS + 1)?;
    let hoarder = users.pop();
    let title = format!(
        "growth: starts of runs, {USERS} users, {CONNECTIONS} connections, medians of {} rounds of {} s",
        plan.rounds,
        plan.measure.as_secs(),
    );
    let columns = [
        "rows of the ledger",
        "ops/s",
        "p50 ms",
        "p99 ms",
        "of the first",
        "file MB",
    ];
    let mut table = Table::new(&title, &columns);
    let mut first = None;
    let sizes = (3..=9).map(|power| 10_i64.pow(power));
    for rows in sizes.take_while(|rows| *rows <= most) {
        // Each size begins anew, so that all of them have as many starts in them.
        let data = folder.path().join(rows.to_string());
        data::copy(&made, &data)?;
        if let Some(user) = &hoarder {
            fill(&data, user, rows)?;
        }
        let mut rounds = Vec::new();
        for _ in 0..plan.rounds {
            let server = Server::start(&data, None)?;
            rounds.push(spend(&server, &users, plan)?.answers);
        }
        let rate = median(rounds.iter().map(|it| it.rate));
        let first = *first.get_or_insert(rate);
        let file = std::fs::metadata(data.join("openclaw.db"))?.len();
        std::fs::remove_dir_all(data)?;
        table.row(vec![
            whole(figure(rows.unsigned_abs())),
            whole(rate),
            format!("{:.2}", median(rounds.iter().map(|it| it.p50))),
            format!("{:.2}", median(rounds.iter().map(|it| it.p99))),
            format!("{:.0} %", 100.0 * rate / first),
            whole(figure(file) / 1e6),
        ]);
    }
    table.note(
        "The rows are those of one user's history; the starts are everybody else's, and add theirs."
            .to_owned(),
    );
    Ok(table)
}
