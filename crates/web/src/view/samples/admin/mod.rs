//! Samples of the operator's pages.

mod alerts;
mod order;
mod orders;
mod shop;
