//! The web crate from outside.

mod views;
