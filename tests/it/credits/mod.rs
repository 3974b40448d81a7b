//! `/api/credits/…` and `/api/orders/{id}`.

mod balance;
mod gateway;
mod methods;
mod mismatch;
mod model;
mod outside;
mod prepare;
mod reconciliation;
mod refunds;
mod sent_back;
mod sweep;
mod transactions;
mod v1;
mod verify;
