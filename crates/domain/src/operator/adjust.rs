//! Putting a balance right by hand: an ADJUSTMENT of the ledger, with a reason in the audit log.

use crate::{
    audit,
    database::{Batch, DatabaseError, Statement},
    ledger::{self, Grant, LotKind, TransactionKind, guard},
    money::Credits,
    random::UserId,
    world::World,
};

/// More credits than any mistake is worth; more than that is a mistake of its own.
pub const LARGEST_ADJUSTMENT: i64 = 1_000_000;

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// Whose balance.
    pub user: UserId,
    /// Credits to give (positive, as free ones) or to take (negative, in the order they are used).
    pub change: i64,
    /// Why, for the audit log.
    pub reason: String,
    /// Unique to the form it came by, so that it is done once.
    pub key: String,
    /// Who does it.
    pub actor: String,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum AdjustError {
    /// Nothing to change, or too much.
    #[error("an adjustment is 1 to {LARGEST_ADJUSTMENT} credits, given or taken")]
    OutOfRange,
    /// There are fewer credits to take.
    #[error("the balance is smaller than what is to be taken")]
    TooFew,
    /// There is no such account.
    #[error("there is no such account")]
    NoUser,
    /// The form was used for another adjustment.
    #[error("this form was used for another adjustment: open a new one")]
    KeyReused,
    /// The database did not do it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Does it, once for each key: a second time changes nothing and is no error.
pub async fn adjust(world: &World, it: &Adjustment) -> Result<(), AdjustError> {
    if it.change == 0 || it.change.unsigned_abs() > LARGEST_ADJUSTMENT.unsigned_abs() {
        return Err(AdjustError::OutOfRange);
    }
    if super::person(world, &it.user).await?.is_none() {
        return Err(AdjustError::NoUser);
    }
    let amount = Credits::try_from(it.change.abs()).map_err(|_| AdjustError::OutOfRange)?;
    let now = world.now();
    let cause = format!("adjust:{}", it.key);
    let mut batch = Batch::new();
    if it.change > 0 {
        let free = Grant {
            user: &it.user,
            kind: TransactionKind::Adjustment,
            lot: LotKind::Free,
            amount,
            order: None,
            cause: cause.clone(),
            at: now,
            expires_at: now.plus(world.settings.validity.free),
        };
        ledger::grant(&mut batch, &free);
    } else {
        ledger::take(&mut batch, &it.user, amount, &cause, now);
    }
    let detail = format!("{:+} credits: {}", it.change, it.reason);
    audit::record(
        &mut batch,
        world,
        &it.actor,
        "credits.adjust",
        it.user.as_str(),
        &detail,
    );
    match world.database.write(batch).await {
        Ok(_) => Ok(()),
        // What is taken twice may break the balance before it comes to its cause.
        Err(error) if error.refused_by(guard::CAUSE) || error.refused_by(guard::BALANCE) => {
            match done_before(world, &cause).await? {
                Some(done) if done == (it.user.clone(), it.change) => Ok(()),
                Some(_) => Err(AdjustError::KeyReused),
                None => Err(AdjustError::TooFew),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// What was adjusted for this cause: whose balance, and by how much.
async fn done_before(world: &World, cause: &str) -> Result<Option<(UserId, i64)>, DatabaseError> {
    let statement =
        Statement::new("SELECT user_id, amount FROM credit_transaction WHERE cause = ?1")
            .bind(cause);
    let rows = world.database.read(statement).await?;
    let first = rows.first();
    first.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}
