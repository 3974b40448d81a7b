//! The operator's pages: every order with all that is known of it, and what wants attention.

mod alerts;
mod figures;
mod order;
mod orders;
mod runs;
mod users;
use crate::words::Message;

pub use alerts::Alerts;
pub use figures::FiguresPage;
pub use order::{AdminOrder, Fact, Facts, RefundForm, RefundPreview};
pub use orders::Orders;
pub use runs::{PromptsPage, RunRecordPage, RunsPage};
pub use users::{UserPage, Users};

/// What came of the last action, above everything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// In a sentence.
    pub words: Message,
    /// Whether it came to what was wanted.
    pub is_good: bool,
}
