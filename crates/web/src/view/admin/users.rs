//! The accounts, and one of them.

use askama::Template;

use super::{Facts, Told};
use crate::{
    view::{
        filters,
        shell::Shell,
        table::{Cell, Table},
    },
    words::Message,
};

/// The list of accounts. The filter is a form that is sent by `GET`.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/users.html")]
pub struct Users {
    /// The frame.
    pub shell: Shell,
    /// What was searched for.
    pub text: String,
    /// This page of them, newest first.
    pub table: Table,
    /// The next page's address.
    pub more_url: Option<String>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/user.html")]
pub struct UserPage {
    /// The frame.
    pub shell: Shell,
    /// Its id.
    pub id: String,
    /// Its name and address.
    pub headline: Message,
    /// What came of the last action.
    pub told: Option<Told>,
    /// Who it is.
    pub facts: Facts,
    /// Posted along with an adjustment, so that it is made once.
    pub key: String,
    /// Ledger, orders and audit log, those that have rows.
    pub tables: Vec<Table>,
}
