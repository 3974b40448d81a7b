//! The web crate from outside.

mod orders;
mod views;
