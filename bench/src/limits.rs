//! SQLite's own limits for the very same statements: one thread, one connection, nothing else.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, ensure};
use futures::{FutureExt as _, future::BoxFuture};
use openclaw_domain::{
    agent::{Agent, Inputs},
    database::{Batch, Database, DatabaseError, Row, Rows, Statement, Value},
    run::{self, Request},
    world::World,
};
use rusqlite::{Connection, types::Null};

use crate::{
    clock::Stopwatch,
    data::{NOWHERE, User},
    figures::figure,
    machine::processor_time,
    server::program,
};

/// Keeps batches instead of running them.
#[derive(Default)]
struct Recorder(Mutex<Vec<Batch>>);

impl Database for Recorder {
    fn read(&self, _statement: Statement) -> BoxFuture<'_, Result<Rows, DatabaseError>> {
        futures::future::ready(Ok(Rows::default())).boxed()
    }

    fn write(&self, batch: Batch) -> BoxFuture<'_, Result<Vec<Rows>, DatabaseError>> {
        let mut batches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        batches.push(batch);
        // What the start reads: a balance.
        let rows = vec![Rows(vec![Row(vec![Value::Integer(0)])])];
        futures::future::ready(Ok(rows)).boxed()
    }
}

/// Makes the domain's own batches, each with new ids, and does not run them.
pub(crate) struct Starts {
    world: Arc<World>,
    recorder: Arc<Recorder>,
    agent: Arc<Agent>,
    inputs: Inputs,
    users: Vec<User>,
    next: usize,
    runtime: tokio::runtime::Runtime,
}

impl Starts {
    /// Starts of an agent with these inputs, by each user in turn. `data` is only opened.
    pub(crate) fn new(
        data: &Path,
        agent: &str,
        inputs: &str,
        users: &[User],
    ) -> anyhow::Result<Self> {
        let site = Arc::try_unwrap(program(data, None, NOWHERE)?.site).ok();
        let world = site.and_then(|site| Arc::try_unwrap(site.world).ok());
        let mut world = world.context("the program is shared already")?;
        let recorder = Arc::new(Recorder::default());
        world.database = Arc::clone(&recorder) as _;
        let agent = Arc::clone(world.agents.find(agent).context("there is no such agent")?);
        let inputs = agent.inputs(&serde_json::from_str(inputs)?).ok();
        Ok(Self {
            inputs: inputs.context("the inputs do not fit the agent")?,
            agent,
            world: Arc::new(world),
            recorder,
            users: users.to_owned(),
            next: 0,
            runtime: tokio::runtime::Builder::new_current_thread().build()?,
        })
    }

    fn batches(&mut self, count: usize) -> anyhow::Result<Vec<Batch>> {
        for _ in 0..count {
            let request = Request {
                user: self.users[self.next % self.users.len()].id.clone(),
                agent: Arc::clone(&self.agent),
                inputs: self.inputs.clone(),
                variant: None,
                idempotency_key: None,
                api_key: None,
            };
            self.next += 1;
            self.runtime.block_on(run::start(&self.world, request))?;
        }
        let mut batches = self
            .recorder
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(std::mem::take(&mut *batches))
    }

    /// One start's batch, by the first user.
    pub(crate) fn sample(&mut self) -> anyhow::Result<Batch> {
        self.batches(1)?.pop().context("a start has a batch")
    }

    /// How many statements one start has.
    pub(crate) fn statements(&mut self) -> anyhow::Result<usize> {
        let batches = self.batches(1)?;
        Ok(batches.first().map_or(0, |batch| batch.statements.len()))
    }

    /// What SQLite does alone on the database of this folder, `group` in a commit. The time counts while
    /// SQLite works, not while batches are made.
    pub(crate) fn replay(
        &mut self,
        data: &Path,
        group: usize,
        time: Duration,
    ) -> anyhow::Result<Alone> {
        let connection = connect(&data.join("openclaw.db"))?;
        let (mut spent, mut processor, mut done) = (Duration::ZERO, Duration::ZERO, 0);
        while spent < time {
            let batches = self.batches(1024)?;
            let before = total(&processor_time());
            let clock = Stopwatch::start();
            for group in batches.chunks(group) {
                commit(&connection, group)?;
            }
            spent += clock.elapsed();
            processor += total(&processor_time()).saturating_sub(before);
            done += batches.len() as u64;
        }
        let kept: i64 =
            connection.query_row("SELECT COUNT(*) FROM agent_run", [], |row| row.get(0))?;
        ensure!(
            u64::try_from(kept)? == done,
            "only {kept} of {done} starts are there"
        );
        Ok(Alone {
            rate: figure(done) / spent.as_secs_f64(),
            micros: 1e6 * processor.as_secs_f64() / figure(done),
        })
    }
}

/// What SQLite did alone.
pub(crate) struct Alone {
    /// Batches a second.
    pub(crate) rate: f64,
    /// Microseconds of the processor that one batch took.
    pub(crate) micros: f64,
}

fn total(times: &BTreeMap<String, Duration>) -> Duration {
    times.values().sum()
}

/// As the SQLite backend sets its write connection.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -32 * 1024)?;
    connection.pragma_update(None, "wal_autocheckpoint", 20_000)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// One transaction; more than one batch in it are kept apart by savepoints.
fn commit(connection: &Connection, batches: &[Batch]) -> rusqlite::Result<()> {
    let apart = batches.len() > 1;
    execute(connection, "BEGIN IMMEDIATE")?;
    for batch in batches {
        if apart {
            execute(connection, "SAVEPOINT batch")?;
        }
        for statement in &batch.statements {
            run_statement(connection, statement)?;
        }
        if apart {
            execute(connection, "RELEASE batch")?;
        }
    }
    execute(connection, "COMMIT")
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

fn run_statement(connection: &Connection, statement: &Statement) -> rusqlite::Result<()> {
    let mut prepared = connection.prepare_cached(statement.sql)?;
    for (index, value) in statement.params.iter().enumerate() {
        match value {
            Value::Null => prepared.raw_bind_parameter(index + 1, Null)?,
            Value::Integer(number) => prepared.raw_bind_parameter(index + 1, number)?,
            Value::Text(text) => prepared.raw_bind_parameter(index + 1, text)?,
        }
    }
    let mut rows = prepared.raw_query();
    while rows.next()?.is_some() {}
    Ok(())
}
