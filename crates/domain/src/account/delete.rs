//! Leaving: what names a person goes, and the books stay, naming nobody (the E-commerce Act wants
//! contracts and payments kept for five years).

use super::{identity, sign_in::mark_leaving};
use crate::{
    audit,
    database::{Batch, DatabaseError, Statement},
    random::{RunId, UserId},
    world::World,
};

/// How many files one round deletes; the next one goes on.
const FILES_AT_ONCE: i64 = 100;

/// Why an account was not deleted. Nothing was changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeleteError {
    /// A run is under way: it would write its result after its owner has gone.
    #[error("a run is under way")]
    RunUnderWay,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Deletes an account for good: name, email, sign-in, sessions, keys, what was asked of agents and what
/// they wrote. Credits that are left are lost with it. A second time changes nothing.
pub async fn delete(world: &World, user: &UserId) -> Result<(), DeleteError> {
    let Some((issuer, subject)) = identity(world, user).await? else {
        return Ok(());
    };
    let mut batch = Batch::new();
    // The person may come back; the free credits do not.
    mark_leaving(&mut batch, world, user, &issuer, &subject);
    batch.push(
        Statement::new(
            "UPDATE user_account SET issuer = 'deleted', subject = id, name = NULL, email = NULL,
                    role = 'USER', deleted_at = ?2
             WHERE id = ?1",
        )
        .bind(user)
        .bind(world.now()),
    );
    for sql in [
        "DELETE FROM session WHERE user_id = ?1",
        "DELETE FROM api_key WHERE user_id = ?1",
        "DELETE FROM idempotency_key WHERE user_id = ?1",
        "DELETE FROM run_evidence WHERE run_id IN (SELECT id FROM agent_run WHERE user_id = ?1)",
        "DELETE FROM brand_voice WHERE user_id = ?1",
        "UPDATE run_rating SET reason = '' WHERE run_id IN (SELECT id FROM agent_run WHERE user_id = ?1)",
        "UPDATE agent_run SET subject = '', input = '{}', title = NULL, wish = NULL, api_key_id = NULL
         WHERE user_id = ?1",
        // A run that is under way breaks this guard, and nothing of all this happens.
        "UPDATE run_limit SET running_allowed = 0 WHERE user_id = ?1",
    ] {
        batch.push(Statement::new(sql).bind(user));
    }
    let actor = format!("user:{user}");
    audit::record(
        &mut batch,
        world,
        &actor,
        "account.delete",
        user.as_str(),
        "",
    );
    match world.database.write(batch).await {
        Ok(_) => tracing::info!(
            user = super::log_name(world, user),
            "an account was deleted"
        ),
        Err(error) if error.refused_by("runs_at_once") => return Err(DeleteError::RunUnderWay),
        Err(error) => return Err(error.into()),
    }
    forget_files(world).await?;
    Ok(())
}

/// The sign-in provider says that somebody is gone there.
pub async fn delete_by_identity(
    world: &World,
    issuer: &str,
    subject: &str,
) -> Result<(), DeleteError> {
    let statement =
        Statement::new("SELECT id FROM user_account WHERE issuer = ?1 AND subject = ?2")
            .bind(issuer)
            .bind(subject);
    match world.database.read(statement).await?.first() {
        Some(row) => delete(world, &row.get(0)?).await,
        None => Ok(()),
    }
}

/// Deletes the results of people who have left. A file store that fails is asked again by the next
/// round. Answers how many files went.
pub async fn forget_files(world: &World) -> Result<usize, DatabaseError> {
    let statement = Statement::new(
        "SELECT r.id, r.result_key FROM agent_run r JOIN user_account u ON u.id = r.user_id
         WHERE u.deleted_at IS NOT NULL AND r.result_key IS NOT NULL LIMIT ?1",
    )
    .bind(FILES_AT_ONCE);
    let mut gone = 0;
    for row in &world.database.read(statement).await? {
        let (run, key) = (row.get::<RunId>(0)?, row.get::<String>(1)?);
        if let Err(error) = world.files.delete(&key).await {
            tracing::warn!(%error, "a file is deleted later");
            break;
        }
        let mut batch = Batch::new();
        batch.push(
            Statement::new("UPDATE agent_run SET result_key = NULL WHERE id = ?1").bind(&run),
        );
        world.database.write(batch).await?;
        gone += 1;
    }
    Ok(gone)
}
