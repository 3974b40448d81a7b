//! Statements and what came of them, as JSON.

use openclaw_domain::database::{DatabaseError, Guard, Row, Rows, Value};
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// What is asked.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Queries, all asked at the same time.
    Read(Vec<Statement>),
    /// One batch.
    Write(Vec<Statement>),
}

/// A statement with its parameters.
#[derive(Serialize, Deserialize)]
pub struct Statement {
    /// The text.
    pub sql: String,
    /// `?1` first.
    pub params: Vec<Column>,
}

/// A value; integers below 2^53 are exact in JSON.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// NULL.
    Null,
    /// A BIGINT.
    Integer(Number),
    /// A TEXT.
    Text(String),
}

/// What came of it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The rows of each statement.
    Rows(Vec<Vec<Vec<Column>>>),
    /// The guard that refused.
    Refused(String),
    /// Too much waits.
    Busy,
    /// The database failed, in its words.
    Failed(String),
    /// A row could not be read.
    Row(String),
}

impl From<Value> for Column {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Integer(number.into()),
            Value::Text(text) => Self::Text(text),
        }
    }
}

impl From<Column> for Value {
    fn from(column: Column) -> Self {
        match column {
            Column::Null => Self::Null,
            Column::Integer(number) => number.as_i64().map_or(Self::Null, Self::Integer),
            Column::Text(text) => Self::Text(text),
        }
    }
}

impl From<Result<Vec<Rows>, DatabaseError>> for Told {
    fn from(answer: Result<Vec<Rows>, DatabaseError>) -> Self {
        let columns = |row: Row| row.0.into_iter().map(Column::from).collect();
        let rows = |rows: Rows| rows.0.into_iter().map(columns).collect();
        match answer {
            Ok(answers) => Self::Rows(answers.into_iter().map(rows).collect()),
            Err(DatabaseError::Refused(guard)) => Self::Refused(guard.0),
            Err(DatabaseError::Busy) => Self::Busy,
            Err(DatabaseError::Failed(reason)) => Self::Failed(reason),
            Err(DatabaseError::Row(reason)) => Self::Row(reason),
            Err(lost @ DatabaseError::AnswerLost) => Self::Failed(lost.to_string()),
        }
    }
}

impl From<Told> for Result<Vec<Rows>, DatabaseError> {
    fn from(told: Told) -> Self {
        let row = |columns: Vec<Column>| Row(columns.into_iter().map(Value::from).collect());
        match told {
            Told::Rows(answers) => Ok(answers
                .into_iter()
                .map(|rows| Rows(rows.into_iter().map(row).collect()))
                .collect()),
            Told::Refused(guard) => Err(DatabaseError::Refused(Guard(guard))),
            Told::Busy => Err(DatabaseError::Busy),
            Told::Failed(reason) => Err(DatabaseError::Failed(reason)),
            Told::Row(reason) => Err(DatabaseError::Row(reason)),
        }
    }
}
