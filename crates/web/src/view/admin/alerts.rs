//! What the operator must know.

use askama::Template;

use crate::view::{
    filters,
    shell::Shell,
    table::{Cell, Table},
};

/// The alerts: those nobody has seen yet, or all.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/alerts.html")]
pub struct Alerts {
    /// The frame.
    pub shell: Shell,
    /// Whether the seen ones are listed too.
    pub all: bool,
    /// This page of them, newest first.
    pub table: Table,
    /// The next page's address.
    pub more_url: Option<String>,
}
