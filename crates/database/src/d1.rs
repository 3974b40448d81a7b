//! The D1 backend, for a Worker: a write is one `batch()`, which D1 applies whole or not at all, and
//! so are the reads that are asked for at the same time.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, AtomicU64, Ordering},
};

use futures::future::BoxFuture;
use openclaw_domain::database::{Batch, Database, DatabaseError, Row, Rows, Statement, Value};
use worker::{
    D1Database, D1PreparedStatement, Error,
    js_sys::{self, Array, Object, futures::JsFuture},
    send::SendFuture,
    wasm_bindgen::{JsCast as _, JsValue},
    worker_sys::types::{D1Database as Binding, D1Result},
};

use crate::{
    dialect::rewritten,
    guard_of_sqlite_message,
    together::{Answers, Together},
};

/// JavaScript's numbers count exactly up to here.
const LARGEST: i64 = 9_007_199_254_740_991;

/// A D1 database, as one request uses it.
#[derive(Debug)]
pub struct D1(Arc<Asked>);

#[derive(Debug)]
struct Asked {
    database: D1Database,
    most_statements: u32,
    statements: AtomicU32,
    taken: Arc<Taken>,
    reads: Together,
}

/// What was asked of D1, as it counts and bills it: by many requests, when they share it.
#[derive(Debug, Default)]
pub struct Taken {
    /// Statements that were run.
    pub statements: AtomicU64,
    /// Queries and batches, each of which D1 was asked once for.
    pub round_trips: AtomicU64,
    /// Rows that were read, those of indexes among them.
    pub rows_read: AtomicU64,
    /// Rows that were written, those of indexes among them.
    pub rows_written: AtomicU64,
}

impl Taken {
    /// Adds what D1 says of an answer; a figure that is missing is nobody's failure.
    fn add(&self, answer: &JsValue) {
        let Ok(meta) = js_sys::Reflect::get(answer, &"meta".into()) else {
            return;
        };
        for (name, sum) in [
            ("rows_read", &self.rows_read),
            ("rows_written", &self.rows_written),
        ] {
            let told = js_sys::Reflect::get(&meta, &name.into()).ok();
            let rows = told.and_then(|rows| whole(rows.as_f64()?));
            let rows = rows.and_then(|rows| u64::try_from(rows).ok());
            sum.fetch_add(rows.unwrap_or(0), Ordering::Relaxed);
        }
    }
}

impl D1 {
    /// For one request, which may run at most so many statements: D1's limit for an invocation is 50
    /// on the free plan. Whatever would go beyond is refused as busy before D1 is asked. What it takes is
    /// added to `taken`.
    #[must_use]
    pub fn new(database: D1Database, most_statements: u32, taken: Arc<Taken>) -> Self {
        Self(Arc::new(Asked {
            database,
            most_statements,
            statements: AtomicU32::new(0),
            taken,
            reads: Together::default(),
        }))
    }

    /// How many statements have been run.
    #[must_use]
    pub fn statements(&self) -> u32 {
        self.0.statements.load(Ordering::Relaxed)
    }
}

impl Asked {
    fn count(&self, more: usize) -> Result<(), DatabaseError> {
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        let sum = self.statements.load(Ordering::Relaxed);
        let sum = sum.saturating_add(more);
        if sum > self.most_statements {
            return Err(DatabaseError::Busy);
        }
        self.statements.store(sum, Ordering::Relaxed);
        let taken = &self.taken;
        taken.statements.fetch_add(more.into(), Ordering::Relaxed);
        taken.round_trips.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, DatabaseError> {
        let params = statement
            .params
            .iter()
            .map(param)
            .collect::<Result<Vec<_>, _>>()?;
        let sql = rewritten(statement.sql, |number, written| {
            let params = &statement.params;
            parameter(number, params, written);
        });
        let prepared = self.database.prepare(sql);
        prepared.bind(&params).map_err(|error| told(&error))
    }

    async fn run(&self, statements: &[Statement]) -> Result<Vec<Rows>, DatabaseError> {
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        self.count(statements.len())?;
        let prepared = statements.iter().map(|statement| self.prepare(statement));
        let prepared = prepared.collect::<Result<Vec<_>, _>>()?;
        let prepared = prepared.iter().map(D1PreparedStatement::inner);
        let binding: &Binding = self.database.as_ref().unchecked_ref();
        let promise = binding
            .batch(prepared.collect::<Array>())
            .map_err(|error| told_by_js(&error))?;
        let answers = JsFuture::from(promise).await;
        let answers: Array = answers
            .map_err(|error| told_by_js(&error))?
            .unchecked_into();
        let answers = answers.iter().inspect(|answer| self.taken.add(answer));
        answers.map(|answer| rows_of(&answer)).collect()
    }

    async fn reads(&self) -> Result<Answers, DatabaseError> {
        let rows = self.run(&self.reads.take()).await?;
        Ok(Arc::new(Mutex::new(rows)))
    }
}

impl Database for D1 {
    fn read(&self, statement: Statement) -> BoxFuture<'_, Result<Rows, DatabaseError>> {
        Box::pin(self.0.reads.read(statement, || {
            let asked = Arc::clone(&self.0);
            Box::pin(SendFuture::new(async move { asked.reads().await }))
        }))
    }

    fn write(&self, batch: Batch) -> BoxFuture<'_, Result<Vec<Rows>, DatabaseError>> {
        Box::pin(SendFuture::new(async move {
            self.0.run(&batch.statements).await
        }))
    }
}

/// D1 takes every number for a fraction, which `(?1 - created_at) / 1000` would tell.
fn parameter(number: &str, params: &[Value], written: &mut String) {
    let index = number.parse::<usize>().ok();
    let value = index.and_then(|index| params.get(index.checked_sub(1)?));
    if matches!(value, Some(Value::Integer(_))) {
        written.extend(["CAST(?", number, " AS INTEGER)"]);
    } else {
        written.extend(["?", number]);
    }
}

fn param(value: &Value) -> Result<JsValue, DatabaseError> {
    match value {
        Value::Null => Ok(JsValue::NULL),
        Value::Text(text) => Ok(JsValue::from_str(text)),
        Value::Integer(number) => exact(*number),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "what would lose some is refused"
)]
fn exact(number: i64) -> Result<JsValue, DatabaseError> {
    if (-LARGEST..=LARGEST).contains(&number) {
        return Ok(JsValue::from_f64(number as f64));
    }
    Err(DatabaseError::Failed(format!(
        "{number} is beyond ±(2^53 − 1)"
    )))
}

/// The rows of one statement. They come as objects, whose keys are in the order of the select list;
/// that no two of them are the same is seen to natively.
fn rows_of(answer: &JsValue) -> Result<Rows, DatabaseError> {
    let answer: &D1Result = answer.unchecked_ref();
    let rows = answer.results().map_err(|error| told_by_js(&error))?;
    let rows = rows.unwrap_or_default();
    let rows = rows
        .iter()
        .map(|row| values(&Object::values(row.unchecked_ref())));
    rows.collect::<Result<_, _>>().map(Rows)
}

fn values(columns: &Array) -> Result<Row, DatabaseError> {
    columns
        .iter()
        .map(|column| value(&column))
        .collect::<Result<_, _>>()
        .map(Row)
}

fn value(column: &JsValue) -> Result<Value, DatabaseError> {
    if column.is_null() {
        return Ok(Value::Null);
    }
    if let Some(text) = column.as_string() {
        return Ok(Value::Text(text));
    }
    let number = column.as_f64().and_then(whole);
    let unreadable = || DatabaseError::Row(format!("D1 gave {column:?}"));
    number.map(Value::Integer).ok_or_else(unreadable)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "it is whole and small enough"
)]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= LARGEST as f64).then_some(number as i64)
}

fn told_by_js(error: &JsValue) -> DatabaseError {
    let message = error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()));
    of_message(&message.unwrap_or_else(|| format!("{error:?}")))
}

fn told(error: &Error) -> DatabaseError {
    match error {
        Error::D1(error) => told_by_js(error.as_ref()),
        other => of_message(&other.to_string()),
    }
}

/// D1 passes SQLite's text on, and says in words when it has too much to do.
fn of_message(message: &str) -> DatabaseError {
    if let Some(guard) = guard_of_sqlite_message(message) {
        return DatabaseError::Refused(guard);
    }
    if message.contains("overloaded") {
        return DatabaseError::Busy;
    }
    DatabaseError::Failed(message.to_owned())
}
