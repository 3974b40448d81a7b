//! One connection: its prepared statements, and a batch in one round trip.

use std::collections::HashMap;

use futures::{TryFutureExt as _, TryStreamExt as _, future::BoxFuture};
use openclaw_domain::database::{Batch, Row, Rows, Statement, Value};
use tokio_postgres::{Client, Error, types::Type};

use super::{
    Counters,
    failure::Failure,
    join::in_order,
    journal,
    value::{Parameter, declared, row},
};
use crate::dialect::rewritten;

/// The program has some two hundred statements; this many differ only in which parameters are NULL.
const MOST_PREPARED: usize = 1_000;

/// A statement's text, and what its parameters were declared as.
type Key = (&'static str, Vec<Type>);

pub(super) struct Connection {
    client: Client,
    prepared: HashMap<Key, tokio_postgres::Statement>,
}

/// `?1` is `$1` here.
fn numbered(sql: &str) -> String {
    rewritten(sql, |number, written| written.extend(["$", number]))
}

/// A batch's place in the journal.
pub(super) struct Entry<'a> {
    pub(super) seat: &'a Value,
    pub(super) batch: &'a Value,
}

impl Connection {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            prepared: HashMap::new(),
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Runs one query.
    pub(super) async fn read(
        &mut self,
        statement: &Statement,
        counters: &Counters,
    ) -> Result<Rows, Failure> {
        self.prepare([key(statement)], counters).await?;
        counters.trip(1);
        let rows = self.query(statement).await.map_err(|e| Failure::of(&e))?;
        portable(&rows)
    }

    /// Runs a batch as one transaction, sent whole.
    pub(super) async fn write(
        &mut self,
        batch: &Batch,
        entry: Entry<'_>,
        counters: &Counters,
    ) -> Result<Vec<Rows>, Failure> {
        let note: Key = (journal::NOTE, vec![Type::TEXT, Type::INT8]);
        let keys = batch.statements.iter().map(key);
        self.prepare(std::iter::once(note.clone()).chain(keys), counters)
            .await?;
        counters.trip(batch.statements.len() + 3);
        let note = self.run(&note, [entry.seat, entry.batch]);
        let answers = in_order(
            [self.command("BEGIN"), note]
                .into_iter()
                .chain(batch.statements.iter().map(|it| self.query(it)))
                .chain([self.command("COMMIT")]),
        )
        .await;
        let mut told = Vec::with_capacity(answers.len());
        for answer in answers {
            // The first error is the reason; those after it say that the transaction is over.
            told.push(answer.map_err(|error| Failure::of(&error))?);
        }
        let rows = &told[2..told.len() - 1];
        rows.iter().map(|rows| portable(rows)).collect()
    }

    /// Prepares what is not yet, in one round trip.
    async fn prepare(
        &mut self,
        keys: impl IntoIterator<Item = Key>,
        counters: &Counters,
    ) -> Result<(), Failure> {
        let mut missing: Vec<Key> = Vec::new();
        for key in keys {
            if !self.prepared.contains_key(&key) && !missing.contains(&key) {
                missing.push(key);
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        if self.prepared.len() + missing.len() > MOST_PREPARED {
            self.prepared.clear();
            return Err(Failure::Lost("too many prepared statements".to_owned()));
        }
        counters.trip(missing.len());
        let texts: Vec<String> = missing.iter().map(|(sql, _)| numbered(sql)).collect();
        let preparing = missing
            .iter()
            .zip(&texts)
            .map(|((_, types), sql)| self.client.prepare_typed(sql, types));
        let prepared = in_order(preparing).await;
        for (key, statement) in missing.into_iter().zip(prepared) {
            let statement = statement.map_err(|error| Failure::of(&error))?;
            self.prepared.insert(key, statement);
        }
        Ok(())
    }

    fn command(&self, sql: &'static str) -> Answer<'_> {
        Box::pin(self.client.batch_execute(sql).map_ok(|()| Vec::new()))
    }

    fn query<'a>(&'a self, statement: &'a Statement) -> Answer<'a> {
        self.run(&key(statement), &statement.params)
    }

    /// Runs what was prepared under this key.
    fn run<'a>(&'a self, key: &Key, params: impl IntoIterator<Item = &'a Value>) -> Answer<'a> {
        let prepared = self.prepared.get(key).cloned();
        let params: Vec<Parameter<'a>> = params.into_iter().map(Parameter).collect();
        Box::pin(async move {
            let Some(prepared) = prepared else {
                // Never so: everything that runs was prepared just before.
                return Ok(Vec::new());
            };
            let rows = self.client.query_raw(&prepared, params).await?;
            rows.try_collect().await
        })
    }
}

type Answer<'a> = BoxFuture<'a, Result<Vec<tokio_postgres::Row>, Error>>;

fn key(statement: &Statement) -> Key {
    let types = statement.params.iter().map(declared).collect();
    (statement.sql, types)
}

fn portable(rows: &[tokio_postgres::Row]) -> Result<Rows, Failure> {
    let rows: Result<Vec<Row>, _> = rows.iter().map(row).collect();
    rows.map(Rows).map_err(Failure::Failed)
}
