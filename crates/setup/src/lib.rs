//! From configuration to a site, whatever the platform: the keys and their rules, the clients that
//! are made of them, and the jobs. What only a platform has (database, files, clock, tasks) is an
//! argument.

pub mod config;
pub mod jobs;
mod legal;
mod site;
pub mod wiring;

pub use site::{Addresses, Platform, process_name, site};
