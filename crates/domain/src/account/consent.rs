//! Consent to the terms and the privacy policy, in the version that holds, and to being old enough.
//! Before it, nothing but the account's name is kept, and nothing can be done with it.

use super::{identity, log_name, sign_in::mark};
use crate::{
    database::{Batch, DatabaseError, Statement},
    figures,
    ledger::{self, Grant, LotKind, TransactionKind, guard},
    money::Credits,
    random::UserId,
    world::World,
};

/// What is agreed to at once.
const DOCUMENTS: [&str; 3] = ["TERMS", "PRIVACY", "AGE"];

/// Notes that the user agrees, and gives the free credits the first time: once a person, whatever
/// became of the accounts they had before. Agreeing again changes nothing.
pub async fn agree(world: &World, user: &UserId) -> Result<(), DatabaseError> {
    let Some((issuer, subject)) = identity(world, user).await? else {
        return Ok(());
    };
    let mut first = agreed(world, user);
    mark(&mut first, world, &issuer, &subject);
    give_free_credits(&mut first, world, user);
    match world.database.write(first).await {
        Ok(_) => {
            tracing::info!(user = log_name(world, user), "agreed to the terms");
            figures::granted(LotKind::Free.as_str(), world.settings.signup_credits);
            Ok(())
        }
        // They have had them, with this account or another.
        Err(error)
            if error.refused_by("sign_up_mark_person_hash") || error.refused_by(guard::CAUSE) =>
        {
            world.database.write(agreed(world, user)).await.map(drop)
        }
        Err(error) => Err(error),
    }
}

fn agreed(world: &World, user: &UserId) -> Batch {
    let mut batch = Batch::new();
    for document in DOCUMENTS {
        batch.push(
            Statement::new(
                "INSERT INTO consent (user_id, document, version, agreed_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (user_id, document, version) DO NOTHING",
            )
            .bind(user)
            .bind(document)
            .bind(world.settings.accounts.legal_version.as_str())
            .bind(world.now()),
        );
    }
    batch
}

fn give_free_credits(batch: &mut Batch, world: &World, user: &UserId) {
    let now = world.now();
    if world.settings.signup_credits == Credits::ZERO {
        return;
    }
    let free = Grant {
        user,
        kind: TransactionKind::SignupBonus,
        lot: LotKind::Free,
        amount: world.settings.signup_credits,
        order: None,
        cause: format!("signup:{user}"),
        at: now,
        expires_at: now.plus(world.settings.validity.free),
    };
    ledger::grant(batch, &free);
}

/// Whether the user has ever agreed, in any version: whoever has is asked again in other words.
pub async fn has_agreed(world: &World, user: &UserId) -> Result<bool, DatabaseError> {
    let statement =
        Statement::new("SELECT 1 FROM consent WHERE user_id = ?1 AND document = 'TERMS' LIMIT 1")
            .bind(user);
    Ok(world.database.read(statement).await?.first().is_some())
}
