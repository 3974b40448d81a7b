//! The statements that a connection has prepared, by their text and what their parameters are.
//!
//! A NULL goes with a parameter of any type, so a statement is not prepared again for each choice of
//! columns that are left empty.

use std::collections::HashMap;

use openclaw_domain::database::{DatabaseError, Statement, Value};
use tokio_postgres::types::Type;

use super::{failure::Failure, value::declared};
use crate::dialect::rewritten;

#[derive(Default)]
pub(super) struct Prepared {
    by_text: HashMap<&'static str, Vec<tokio_postgres::Statement>>,
    /// How many there are.
    pub(super) count: usize,
}

/// A statement that is still to be prepared.
pub(super) struct Missing {
    pub(super) sql: &'static str,
    /// In the server's words.
    pub(super) text: String,
    pub(super) types: Vec<Type>,
}

impl Prepared {
    /// What serves for this statement.
    pub(super) fn find(&self, statement: &Statement) -> Option<&tokio_postgres::Statement> {
        let of_text = self.by_text.get(statement.sql)?;
        of_text
            .iter()
            .find(|it| fits(it.params(), &statement.params))
    }

    pub(super) fn keep(&mut self, sql: &'static str, prepared: tokio_postgres::Statement) {
        self.by_text.entry(sql).or_default().push(prepared);
        self.count += 1;
    }

    /// What of these nothing here serves for. A statement with more or fewer parameters than its text
    /// asks for is an error, before anything is sent.
    pub(super) fn missing<'a>(
        &self,
        statements: impl IntoIterator<Item = &'a Statement>,
    ) -> Result<Vec<Missing>, Failure> {
        let mut missing: Vec<Missing> = Vec::new();
        for statement in statements {
            let (sql, params) = (statement.sql, &statement.params);
            let is_known = self.find(statement).is_some();
            if is_known
                || missing
                    .iter()
                    .any(|it| it.sql == sql && fits(&it.types, params))
            {
                continue;
            }
            let (text, wanted) = numbered(sql);
            if wanted != params.len() {
                let told = format!(
                    "{wanted} parameters are wanted, {} are bound: {sql}",
                    params.len()
                );
                return Err(Failure::Failed(DatabaseError::Failed(told)));
            }
            missing.push(Missing {
                sql,
                text,
                types: params.iter().map(declared).collect(),
            });
        }
        Ok(missing)
    }
}

/// Whether what was prepared for these types takes these values.
fn fits(types: &[Type], params: &[Value]) -> bool {
    let takes = |(kind, value): (&Type, &Value)| *value == Value::Null || *kind == declared(value);
    types.len() == params.len() && types.iter().zip(params).all(takes)
}

/// `?1` is `$1` here. With it, the highest number.
fn numbered(sql: &str) -> (String, usize) {
    let mut highest = 0;
    let text = rewritten(sql, |number, written| {
        highest = highest.max(number.parse().unwrap_or(0));
        written.extend(["$", number]);
    });
    (text, highest)
}
