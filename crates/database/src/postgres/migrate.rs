//! The migrations, by one process at a time.

use super::{address::Address, failure::whole_text, journal};
use crate::{OpenError, migrations};

/// Whoever holds it migrates; the others wait, and then find nothing to do. Held for the length of
/// a start, and never while the product works.
const LOCK: &str = "SELECT pg_advisory_lock(7020197)";

/// Applies what is missing.
pub(super) async fn run(address: &Address) -> Result<(), OpenError> {
    let mut client = address.connect().await?;
    let failed = |error: tokio_postgres::Error| OpenError::Migrations(whole_text(&error));
    // Others may migrate for longer than a statement may take otherwise.
    client
        .batch_execute("SET statement_timeout = 0")
        .await
        .map_err(failed)?;
    // The lock goes with the connection, at the end of this function or of this process.
    client.batch_execute(LOCK).await.map_err(failed)?;
    // All of them in one transaction: by themselves a migration and the note that it was applied are
    // two, and a process killed in between could never start again.
    migrations::migrations::runner()
        .set_grouped(true)
        .run_async(&mut client)
        .await
        .map_err(|error| OpenError::Migrations(error.to_string()))?;
    client.batch_execute(journal::TABLE).await.map_err(failed)?;
    client.batch_execute(journal::TIDY).await.map_err(failed)
}
