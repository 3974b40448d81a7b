//! Samples: error.

use crate::view::{error::ErrorPage, shell::Shell};

impl ErrorPage {
    /// A page of a status.
    pub fn sample(status: u16) -> Self {
        Self::new(
            Shell::sample_visitor(""),
            status,
            Some("0193a1c0-7f3b-7c2e".into()),
        )
    }
}
