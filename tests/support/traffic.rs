//! What the product has asked of its database.

use openclaw_database::Traffic;

use crate::TestApp;

impl TestApp {
    /// All of it so far.
    pub fn traffic(&self) -> Traffic {
        self.app.database.traffic()
    }
}
