//! Parameters and columns on PostgreSQL's wire.

use std::error::Error;

use openclaw_domain::database::{DatabaseError, Row, Value};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

/// What a parameter is declared as: the server infers the rest. An undeclared one would be a text in
/// a select list, and a NUMERIC beside a sum.
pub(super) fn declared(value: &Value) -> Type {
    match value {
        Value::Null => Type::UNKNOWN,
        Value::Integer(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
    }
}

/// A value as a parameter.
#[derive(Debug)]
pub(super) struct Parameter<'a>(pub(super) &'a Value);

impl ToSql for Parameter<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(number) if *kind == Type::INT8 => number.to_sql(kind, out),
            Value::Text(text) if *kind == Type::TEXT => text.to_sql(kind, out),
            value => Err(format!("{value:?} cannot be a parameter of type {kind}").into()),
        }
    }

    // A NULL goes to any type.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column's value.
struct Column(Value);

impl<'a> FromSql<'a> for Column {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let value = match *kind {
            Type::INT8 => Value::Integer(i64::from_sql(kind, raw)?),
            // SQLite has no other integers; here a bare `1` and a comparison are of their own types.
            Type::INT4 => Value::Integer(i32::from_sql(kind, raw)?.into()),
            Type::BOOL => Value::from(bool::from_sql(kind, raw)?),
            Type::TEXT | Type::VARCHAR => Value::Text(String::from_sql(kind, raw)?),
            _ => {
                return Err(
                    format!("a column is of type {kind}: CAST it AS BIGINT or TEXT").into(),
                );
            }
        };
        Ok(Self(value))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A row in the domain's values.
pub(super) fn row(row: &tokio_postgres::Row) -> Result<Row, DatabaseError> {
    (0..row.len())
        .map(|column| {
            row.try_get(column)
                .map(|Column(value)| value)
                .map_err(|error| DatabaseError::Row(super::failure::whole_text(&error)))
        })
        .collect::<Result<_, _>>()
        .map(Row)
}
