//! Tables of the operator's pages: whatever has columns, and scrolls in a box of its own.

use super::{badge::Badge, format::When};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// An id or a code.
    Code(String),
    /// A number.
    Number(String),
    /// Words that lead somewhere.
    Link {
        /// The words.
        text: String,
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
        label: &'static str,
        /// What it says while it is on its way.
        busy: &'static str,
    },
}

impl Cell {
    /// Words; nothing, where there are none.
    pub fn text(words: impl Into<String>) -> Self {
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
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<&'static str>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Each row's cells with their columns.
    pub fn labelled(&self) -> Vec<Vec<(&'static str, &Cell)>> {
        self.rows
            .iter()
            .map(|cells| self.columns.iter().copied().zip(cells).collect())
            .collect()
    }
}
