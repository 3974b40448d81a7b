//! The database's promises: the contract that every backend keeps, and the ledger on top of it.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod contract;
mod group_commit;
mod ledger;
mod migrations;
mod moving;
mod news;
mod postgres;
mod support;
mod taken_back;
mod tls;
mod worker;
