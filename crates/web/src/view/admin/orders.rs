//! Everybody's orders, filtered.

use askama::Template;

use crate::{
    view::{
        filters,
        shell::Shell,
        table::{Cell, Table},
    },
    words::Message,
};

/// A state to filter by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusChoice {
    /// The state's word.
    pub code: &'static str,
    /// What it is called.
    pub label: Message,
}

/// The list of orders. The filter is a form that is sent by `GET`.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/orders.html")]
pub struct Orders {
    /// The frame.
    pub shell: Shell,
    /// The states to choose from.
    pub statuses: Vec<StatusChoice>,
    /// The chosen one.
    pub status: Option<String>,
    /// Whether only waiting refunds are listed.
    pub is_asked: bool,
    /// What was searched for.
    pub text: String,
    /// This page of the orders, newest first.
    pub table: Table,
    /// The next page's address.
    pub more_url: Option<String>,
}
