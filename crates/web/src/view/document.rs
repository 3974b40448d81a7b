//! Terms, privacy and the like.

use askama::Template;

use super::{filters, format::When, shell::Shell};

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "document.html")]
pub struct Document {
    /// The frame; its title is the document's.
    pub shell: Shell,
    /// Its version, which consent keeps.
    pub version: String,
    /// Since when it holds.
    pub effective: When,
    /// Its body, as HTML of our own texts: it is **not** escaped when shown.
    pub body: String,
}
