//! Who may use the operator's pages.

use crate::{
    audit,
    database::{Batch, DatabaseError, Statement},
    random::UserId,
    words::words,
    world::World,
};

words! {
    /// What an account may do.
    Role {
        /// Use the product.
        User = "USER",
        /// Use the operator's pages too.
        Admin = "ADMIN",
    }
}

/// Gives somebody a role. Answers whether there is such an account.
pub async fn set_role(
    world: &World,
    issuer: &str,
    subject: &str,
    role: Role,
    actor: &str,
) -> Result<bool, DatabaseError> {
    let statement =
        Statement::new("SELECT id FROM user_account WHERE issuer = ?1 AND subject = ?2")
            .bind(issuer)
            .bind(subject);
    let rows = world.database.read(statement).await?;
    let Some(user) = rows.first().map(|row| row.get::<UserId>(0)).transpose()? else {
        return Ok(false);
    };
    let mut batch = Batch::new();
    batch.push(
        Statement::new("UPDATE user_account SET role = ?2 WHERE id = ?1 AND deleted_at IS NULL")
            .bind(&user)
            .bind(role),
    );
    // By our own number: the log outlives what the provider called them.
    audit::record(
        &mut batch,
        world,
        actor,
        "account.role",
        user.as_str(),
        role.as_str(),
    );
    world.database.write(batch).await?;
    Ok(true)
}
