//! PostgreSQL's own programs: databases from a template, and pgbench with our statements.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, ensure};
use openclaw_domain::database::{Batch, Statement, Value};

use super::variable;

/// As many as PostgreSQL does well with on few cores.
pub(super) const CLIENTS: u32 = 8;

/// A run's id, the same within a transaction and in the order of time, as ours are.
const RUN: &str = "(lpad(to_hex(CAST(extract(epoch FROM now()) * 1000 AS bigint)), 12, '0') \
                   || lpad(to_hex(CAST(:id AS bigint)), 20, '0'))";
const USER: &str = "(SELECT id FROM bench_user WHERE n = CAST(:n AS bigint))";

/// The server and its programs.
pub(super) struct Cluster {
    url: String,
    programs: PathBuf,
}

impl Cluster {
    pub(super) fn find() -> anyhow::Result<Self> {
        Ok(Self {
            url: variable("OPENCLAW_BENCH_POSTGRES")?,
            programs: variable("OPENCLAW_BENCH_POSTGRES_PROGRAMS")?.into(),
        })
    }

    /// A new database, empty or a copy; answers its address.
    pub(super) fn database(&self, name: &str, from: Option<&str>) -> anyhow::Result<String> {
        let template = from.unwrap_or("template0");
        let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
        self.sql(&self.url, &sql)?;
        let (server, _) = self.url.rsplit_once('/').context("the server's address")?;
        Ok(format!("{server}/{name}"))
    }

    /// Gives the users numbers, for pgbench to draw.
    pub(super) fn number_users(&self, url: &str) -> anyhow::Result<()> {
        self.sql(
            url,
            "CREATE TABLE bench_user AS
               SELECT row_number() OVER (ORDER BY id) AS n, id FROM user_account;
             ALTER TABLE bench_user ADD PRIMARY KEY (n);
             ANALYZE",
        )
    }

    /// Transactions a second.
    pub(super) fn pgbench(&self, url: &str, script: &Path, time: Duration) -> anyhow::Result<f64> {
        let clients = CLIENTS.to_string();
        let output = Command::new(self.programs.join("pgbench"))
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
            .args(["--client", &clients])
            .args(["--time", &time.as_secs().to_string()])
            .arg("--file")
            .arg(script)
            .arg(url)
            .output()?;
        let told = String::from_utf8_lossy(&output.stdout);
        let rate = told
            .lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next())
            .and_then(|rate| rate.parse().ok());
        let failed = told.contains("number of failed transactions: 0 ");
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success() && failed, "pgbench: {told}{errors}");
        rate.with_context(|| format!("pgbench told no rate: {told}"))
    }

    fn sql(&self, url: &str, sql: &str) -> anyhow::Result<()> {
        let output = Command::new(self.programs.join("psql"))
            .args([
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--command",
                sql,
            ])
            .arg(url)
            .output()?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "psql: {errors}");
        Ok(())
    }
}

/// A batch as a pgbench script, for a user by number and a new run each time.
pub(super) fn script(batch: &Batch, user: &str, piped: bool) -> anyhow::Result<String> {
    let inserts = |it: &&Statement| it.sql.contains("INSERT INTO agent_run");
    let run = batch.statements.iter().find(inserts);
    let run = run.and_then(|statement| match statement.params.first() {
        Some(Value::Text(id)) => Some(id.as_str()),
        _ => None,
    });
    let run = run.context("the batch starts no run")?;
    let mut script =
        String::from("\\set n random(1, 1000)\n\\set id random(1, 9000000000000000000)\n");
    if piped {
        script.push_str("\\startpipeline\n");
    }
    script.push_str("BEGIN;\n");
    for statement in &batch.statements {
        writeln!(script, "{};", filled(statement, user, run))?;
    }
    script.push_str("COMMIT;\n");
    if piped {
        script.push_str("\\endpipeline\n");
    }
    Ok(script)
}

/// A statement with its parameters put in, the last first: `?1` is the beginning of `?12`.
fn filled(statement: &Statement, user: &str, run: &str) -> String {
    let mut sql = statement.sql.to_owned();
    for (index, value) in statement.params.iter().enumerate().rev() {
        let text = match value {
            Value::Null => "NULL".to_owned(),
            Value::Integer(number) => format!("CAST({number} AS bigint)"),
            Value::Text(text) if text == user => USER.to_owned(),
            Value::Text(text) => text
                .split(run)
                .map(literal)
                .collect::<Vec<_>>()
                .join(&format!(" || {RUN} || ")),
        };
        sql = sql.replace(&format!("?{}", index + 1), &text);
    }
    sql
}

/// pgbench takes a colon for the beginning of a variable, in texts too.
fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''").replace(':', "' || chr(58) || '");
    format!("'{quoted}'")
}
