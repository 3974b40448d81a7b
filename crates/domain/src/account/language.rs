//! The language that somebody chose in the settings.

use crate::{
    database::{Batch, DatabaseError, Statement},
    random::UserId,
    words::words,
    world::World,
};

words! {
    /// A language of the product.
    Language {
        /// Korean.
        Korean = "ko",
        /// English.
        English = "en",
    }
}

/// Keeps what the user chose; choosing the same again changes nothing.
pub async fn set_language(
    world: &World,
    user: &UserId,
    language: Language,
) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE user_account SET language = ?2 WHERE id = ?1 AND deleted_at IS NULL",
        )
        .bind(user)
        .bind(language),
    );
    world.database.write(batch).await.map(drop)
}
