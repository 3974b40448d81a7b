//! A brand voice: how somebody wants to sound, remembered for each agent if they want it. It is
//! theirs: shown, changed and deleted at any time, part of their export, gone when they leave.

use crate::{
    agent::Agent,
    database::{Batch, DatabaseError, Statement},
    moderate::flagged,
    random::UserId,
    world::World,
};

/// The user's brand voice for an agent; `None` where there is none, or where the agent takes none.
pub async fn find(
    world: &World,
    user: &UserId,
    agent: &Agent,
) -> Result<Option<String>, DatabaseError> {
    if agent.brand_voice().is_none() {
        return Ok(None);
    }
    let statement =
        Statement::new("SELECT voice FROM brand_voice WHERE user_id = ?1 AND agent_id = ?2")
            .bind(user)
            .bind(agent.id());
    let rows = world.database.read(statement).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// Why a brand voice is not remembered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RememberError {
    /// No model shall be given it.
    #[error("no model shall be given this text")]
    Flagged {
        /// Why, in the moderation's words.
        categories: Vec<String>,
    },
    /// The database did not take it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Remembers a brand voice from now on.
pub async fn remember(
    world: &World,
    user: &UserId,
    agent: &Agent,
    voice: &str,
) -> Result<(), RememberError> {
    if let Some(categories) = flagged(world, &voice.into()).await {
        return Err(RememberError::Flagged { categories });
    }
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO brand_voice (user_id, agent_id, voice, updated_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (user_id, agent_id) DO UPDATE SET voice = ?3, updated_at = ?4",
        )
        .bind(user)
        .bind(agent.id())
        .bind(voice)
        .bind(world.now()),
    );
    world.database.write(batch).await?;
    Ok(())
}

/// Forgets it. Forgetting nothing is no error.
pub async fn forget(world: &World, user: &UserId, agent: &Agent) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new("DELETE FROM brand_voice WHERE user_id = ?1 AND agent_id = ?2")
            .bind(user)
            .bind(agent.id()),
    );
    world.database.write(batch).await.map(drop)
}
