//! Terms, privacy and the like: headings, paragraphs, lists.

use askama::Template;

use super::{filters, format::When, shell::Shell};
use crate::words::Message;

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: Message,
    /// Its paragraphs.
    pub paragraphs: Vec<Message>,
    /// Items below them.
    pub items: Vec<Message>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "document.html")]
pub struct Document {
    /// The frame; its title is the document's.
    pub shell: Shell,
    /// Since when it holds.
    pub effective: Option<When>,
    /// The sections.
    pub sections: Vec<Section>,
}
