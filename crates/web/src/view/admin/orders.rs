//! Everybody's orders, filtered.

use askama::Template;

use crate::view::{
    choice::Choice,
    filters,
    shell::Shell,
    table::{Cell, Table},
};

/// The list of orders. The filter is a form that is sent by `GET`.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/orders.html")]
pub struct Orders {
    /// The frame.
    pub shell: Shell,
    /// The states to choose from.
    pub statuses: Vec<Choice>,
    /// The chosen one's word; empty for all.
    pub status: String,
    /// Whether only waiting refunds are listed.
    pub is_asked: bool,
    /// What was searched for.
    pub text: String,
    /// This page of the orders, newest first.
    pub table: Table,
    /// The next page's address.
    pub more_url: Option<String>,
}
