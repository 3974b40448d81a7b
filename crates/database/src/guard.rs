//! From a backend's error text to the guard's name.

use openclaw_domain::database::Guard;

/// Reads the guard out of SQLite's message (D1 passes the same text on): a CHECK is told by its
/// name, a UNIQUE or primary key by `table.column, table.column`, a foreign key not at all.
/// `None` for any other message.
#[must_use]
pub fn guard_of_sqlite_message(message: &str) -> Option<Guard> {
    if message.contains("FOREIGN KEY constraint failed") {
        return Some(Guard("foreign_key".to_owned()));
    }
    for (prefix, suffix) in [
        ("CHECK constraint failed: ", ""),
        ("UNIQUE constraint failed: ", ""),
        ("NOT NULL constraint failed: ", "_not_null"),
    ] {
        if let Some((_, told)) = message.split_once(prefix) {
            return Some(Guard(format!("{}{suffix}", joined(told))));
        }
    }
    None
}

/// `t.a, t.b` as `t_a_b`; a plain name as it is.
fn joined(told: &str) -> String {
    // D1 goes on after the name: `…: balance_not_negative: SQLITE_CONSTRAINT`.
    let told = told.split(": ").next().unwrap_or(told);
    let mut name = String::new();
    for (position, column) in told.split(", ").enumerate() {
        match column.trim().split_once('.') {
            Some((table, column)) if position == 0 => name = format!("{table}_{column}"),
            Some((_, column)) => name = format!("{name}_{column}"),
            None => name.push_str(column.trim()),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_refusal_has_its_name() {
        for (message, name) in [
            (
                "CHECK constraint failed: balance_not_negative",
                "balance_not_negative",
            ),
            (
                "D1_ERROR: CHECK constraint failed: balance_not_negative: SQLITE_CONSTRAINT",
                "balance_not_negative",
            ),
            (
                "UNIQUE constraint failed: credit_transaction.cause",
                "credit_transaction_cause",
            ),
            (
                "UNIQUE constraint failed: idempotency_key.user_id, idempotency_key.key",
                "idempotency_key_user_id_key",
            ),
            (
                "NOT NULL constraint failed: credit_transaction.balance_after",
                "credit_transaction_balance_after_not_null",
            ),
            ("FOREIGN KEY constraint failed", "foreign_key"),
        ] {
            assert_eq!(
                guard_of_sqlite_message(message),
                Some(Guard(name.to_owned())),
                "{message}"
            );
        }
        assert_eq!(guard_of_sqlite_message("disk I/O error"), None);
    }
}
