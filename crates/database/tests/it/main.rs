//! The database's promises: the contract that every backend keeps, and the ledger on top of it.

mod contract;
mod group_commit;
mod ledger;
mod support;
