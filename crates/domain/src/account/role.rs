//! Who may use the operator's pages.

use crate::{
    audit,
    database::{Batch, DatabaseError, Statement},
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
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE user_account SET role = ?3
             WHERE issuer = ?1 AND subject = ?2 AND deleted_at IS NULL RETURNING id",
        )
        .bind(issuer)
        .bind(subject)
        .bind(role),
    );
    let person = format!("{issuer}/{subject}");
    audit::record(
        &mut batch,
        world,
        actor,
        "account.role",
        &person,
        role.as_str(),
    );
    let rows = world.database.write(batch).await?;
    Ok(rows.first().is_some_and(|rows| rows.first().is_some()))
}
