//! Tables of the operator's pages: whatever has columns, and scrolls in a box of its own.

use super::{badge::Badge, format::When};
use crate::words::Message;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(Message),
    /// An id or a code.
    Code(String),
    /// A number.
    Number(Message),
    /// Words that lead somewhere.
    Link {
        /// The words.
        text: Message,
        /// Where they lead.
        url: String,
    },
    /// A state.
    Badge(Badge),
    /// A moment.
    Time(When),
    /// A form of one button.
    Button {
        /// Where it is sent to.
        action: String,
        /// What it is called.
        label: Message,
        /// What it says while it is on its way.
        busy: Message,
    },
}

impl Cell {
    /// Words; nothing, where there are none.
    pub fn text(words: impl Into<Message>) -> Self {
        Self::Text(words.into())
    }

    /// An id or a code.
    pub fn code(code: impl Into<String>) -> Self {
        Self::Code(code.into())
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it lists.
    pub name: Message,
    /// Its columns.
    pub columns: Vec<Message>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Each row's cells with their columns.
    pub fn labelled(&self) -> Vec<Vec<(&Message, &Cell)>> {
        self.rows
            .iter()
            .map(|cells| self.columns.iter().zip(cells).collect())
            .collect()
    }
}
