//! A credit package as a price card, on the landing page and where it is bought.

use crate::words::Message;

/// One package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The code that `prepare` takes.
    pub code: String,
    /// What it is called.
    pub name: Message,
    /// The price, value-added tax included.
    pub price_won: i64,
    /// Paid credits.
    pub credits: i64,
    /// Credits on top.
    pub bonus: i64,
    /// What one credit comes to, such as `9.0`.
    pub won_per_credit: String,
    /// Whom it suits.
    pub for_whom: Message,
    /// What it makes, such as `대본 55편`.
    pub makes: Message,
    /// Whether to set it apart from the others.
    pub recommended: bool,
}

impl Package {
    /// Paid and bonus credits together.
    pub fn total(&self) -> i64 {
        self.credits.saturating_add(self.bonus)
    }
}

/// The conditions shown beside every buy button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// When credits arrive, in a short sentence.
    pub supply: Message,
    /// How long they are good for.
    pub validity: Message,
    /// When money goes back.
    pub refund: Message,
}
