//! How the shop does.

use askama::Template;

use super::Facts;
use crate::view::{
    chart::Chart,
    filters,
    shell::Shell,
    table::{Cell, Table},
};

/// Today, this month, the last weeks, and what each agent earns.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/figures.html")]
pub struct FiguresPage {
    /// The frame.
    pub shell: Shell,
    /// Today, this month, and what is outstanding.
    pub facts: Vec<Facts>,
    /// Revenue and runs by day.
    pub charts: Vec<Chart>,
    /// What each agent brought this month, and what is left of it.
    pub agents: Table,
}
