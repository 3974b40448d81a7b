//! The web crate from outside.

mod account;
mod orders;
mod views;
mod words;
