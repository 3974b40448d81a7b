//! The database port. A write is a value: a [`Batch`] of statements that happens as a whole or not
//! at all, so that SQLite, PostgreSQL and D1 (which has no `BEGIN`) can all run it, retry it and
//! group it.
//!
//! What must not happen is forbidden by a named constraint. When one refuses a batch, the caller
//! learns its name as a [`Guard`]. A conditional `UPDATE` that touches no row refuses nothing: do
//! not rely on it.

use std::fmt;

use futures::{FutureExt as _, future::BoxFuture};

use crate::{random::RunId, time::Timestamp};

/// What a column holds or a parameter brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// SQL's NULL.
    Null,
    /// A BIGINT, within ±(2^53 − 1).
    Integer(i64),
    /// A TEXT.
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}
impl From<bool> for Value {
    fn from(is_so: bool) -> Self {
        Self::Integer(i64::from(is_so))
    }
}
impl From<Timestamp> for Value {
    fn from(moment: Timestamp) -> Self {
        Self::Integer(moment.0)
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! value_from {
    ($($name:ty => $variant:ident by $method:ident),* $(,)?) => { $(
        impl From<$name> for Value {
            fn from(value: $name) -> Self {
                Self::$variant(value.$method().into())
            }
        }
        impl From<&$name> for Value {
            fn from(value: &$name) -> Self {
                Self::$variant(value.$method().into())
            }
        }
    )* };
}
value_from! {
    crate::random::UserId => Text by as_str,
    crate::random::OrderId => Text by as_str,
    crate::random::RunId => Text by as_str,
    crate::random::CancellationId => Text by as_str,
    crate::random::AlertId => Text by as_str,
    crate::random::ApiKeyId => Text by as_str,
    crate::random::AuditId => Text by as_str,
    crate::random::NicheId => Text by as_str,
    crate::money::Won => Integer by get,
    crate::money::Credits => Integer by get,
}

/// One SQL statement in the portable dialect, with its parameters `?1`, `?2`, …
///
/// What only PostgreSQL minds: a sum is a NUMERIC (`CAST(SUM(x) AS BIGINT)`), and a parameter that may
/// be NULL is asked for by its type (`CAST(?1 AS TEXT) IS NULL`). Two batches of one user must meet at
/// one row before they read anything else: the balance first, or the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The text: fixed in the program, never put together from input.
    pub sql: &'static str,
    /// The parameters, `?1` first; at most 100 (D1's limit).
    pub params: Vec<Value>,
}

impl Statement {
    /// A statement without parameters yet.
    #[must_use]
    pub fn new(sql: &'static str) -> Self {
        Self {
            sql,
            params: Vec::new(),
        }
    }

    /// Adds the next parameter.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.params.push(value.into());
        self
    }
}

/// Statements that happen together, in order, or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// In the order they run.
    pub statements: Vec<Statement>,
    /// The run that other processes may wait for news of. A backend that can tells them once the
    /// batch has happened; nothing relies on it.
    pub news_of: Option<RunId>,
}

impl Batch {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a statement at the end.
    pub fn push(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    /// Has whoever waits for news of this run told.
    pub fn tell_of(&mut self, run: &RunId) {
        self.news_of = Some(run.clone());
    }
}

/// A hint of when to read what others write. The rows are the truth: a hint may be lost, and come for
/// nothing.
pub struct News {
    /// Whether hints arrive at present. Where they do not, looking again and again is the only way.
    pub is_heard: bool,
    /// Ends at the next hint, or when `is_heard` changes; perhaps never.
    pub next: BoxFuture<'static, ()>,
}

impl News {
    /// Of a backend that nobody tells anything.
    #[must_use]
    pub fn none() -> Self {
        Self {
            is_heard: false,
            next: futures::future::pending().boxed(),
        }
    }
}

/// The rows a statement returned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows(pub Vec<Row>);

impl Rows {
    /// The first row, if there is one.
    #[must_use]
    pub fn first(&self) -> Option<&Row> {
        self.0.first()
    }

    /// The first row; an error when the statement returned none though it always should.
    pub fn one(&self) -> Result<&Row, DatabaseError> {
        self.first()
            .ok_or_else(|| DatabaseError::Row("a row was expected, none came".to_owned()))
    }
}

impl Rows {
    /// The rows in the order they came.
    pub fn iter(&self) -> std::slice::Iter<'_, Row> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = &'a Row;
    type IntoIter = std::slice::Iter<'a, Row>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One row, its values in the order of the select list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// The value in column `index` (0 first) as `T`, or the error that names what it was instead.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, DatabaseError> {
        let value = self.0.get(index).unwrap_or(&Value::Null);
        T::from_value(value).ok_or_else(|| {
            let wanted = std::any::type_name::<T>();
            DatabaseError::Row(format!("column {index} holds {value:?}, wanted {wanted}"))
        })
    }
}

/// What a column's value can be read as.
pub trait FromValue: Sized {
    /// The typed value, or `None` when it does not fit.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Integer(number) = value {
            Some(*number)
        } else {
            None
        }
    }
}
impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(text) = value {
            Some(text.clone())
        } else {
            None
        }
    }
}
impl FromValue for Timestamp {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(Self)
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

macro_rules! from_value {
    ($($name:ty: $raw:ty = $parse:expr),* $(,)?) => { $(
        impl FromValue for $name {
            fn from_value(value: &Value) -> Option<Self> {
                <$raw>::from_value(value).and_then($parse)
            }
        }
    )* };
}
from_value! {
    crate::money::Won: i64 = |n| Self::try_from(n).ok(),
    crate::money::Credits: i64 = |n| Self::try_from(n).ok(),
    crate::random::UserId: String = |t| Self::parse(&t),
    crate::random::OrderId: String = |t| Self::parse(&t),
    crate::random::RunId: String = |t| Self::parse(&t),
    crate::random::CancellationId: String = |t| Self::parse(&t),
    crate::random::AlertId: String = |t| Self::parse(&t),
    crate::random::ApiKeyId: String = |t| Self::parse(&t),
    crate::random::NicheId: String = |t| Self::parse(&t),
    bool: i64 = |n| Some(n != 0),
}

/// The constraint that refused a batch, by the name the migrations give it.
///
/// A `CHECK` has the name it was declared with. A `UNIQUE` or primary key is named by its table and
/// columns, joined with underscores (`credit_transaction_cause`), because SQLite tells only those;
/// the migrations give the constraint that same name for PostgreSQL. A foreign key is
/// `foreign_key`; a missing value is `{table}_{column}_not_null`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard(pub String);

impl Guard {
    /// Whether it is the constraint of this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.0 == name
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a read or a write did not happen. Not finding anything is no error: it is an empty [`Rows`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// A guard refused the batch; nothing of it happened.
    #[error("refused by the guard {0}")]
    Refused(Guard),
    /// Too much waits already; nothing happened. Try again shortly.
    #[error("the database is busy")]
    Busy,
    /// The backend failed; a write did not happen.
    #[error("the database failed: {0}")]
    Failed(String),
    /// All of the batch is on disk, but the rows that it returned were lost with the connection.
    #[error("the batch was written, but its answer was lost")]
    AnswerLost,
    /// A row was not as the program expects it.
    #[error("a row cannot be read: {0}")]
    Row(String),
}

impl DatabaseError {
    /// Whether the guard of this name refused.
    #[must_use]
    pub fn refused_by(&self, name: &str) -> bool {
        matches!(self, Self::Refused(guard) if guard.is(name))
    }
}

/// Where everything is kept.
pub trait Database: Send + Sync {
    /// Runs one query. It sees every write answered before it began.
    fn read(&self, statement: Statement) -> BoxFuture<'_, Result<Rows, DatabaseError>>;

    /// Runs a batch. When this answers `Ok`, all of it is on disk; on an error, none of it is, but
    /// for [`DatabaseError::AnswerLost`]. A `Failed` of a server that cannot be reached leaves open
    /// which of the two it is: the guards tell whoever tries again.
    fn write(&self, batch: Batch) -> BoxFuture<'_, Result<Vec<Rows>, DatabaseError>>;

    /// Begins to wait for what other processes write of a run ([`Batch::news_of`]). Asked for before
    /// a read, it tells of everything that the read did not see.
    fn news(&self, _run: &RunId) -> News {
        News::none()
    }
}
