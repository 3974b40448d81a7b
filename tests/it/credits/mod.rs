//! `/api/credits/…` and `/api/orders/{id}`.

mod balance;
mod gateway;
mod mismatch;
mod prepare;
mod sweep;
mod transactions;
mod verify;
