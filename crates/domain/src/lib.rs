//! Credits, orders, runs and agents: the rules, the use cases, and the ports they need.
//!
//! Everything here is portable: no runtime, thread, file system, system clock or ambient
//! randomness. What the world must bring is an argument, gathered in [`world::World`]; every change
//! of data is one [`database::Batch`].

pub mod account;
pub mod agent;
pub mod ahead;
pub mod alert;
pub mod audit;
pub mod check;
pub mod database;
pub mod eval;
pub mod figures;
pub mod job;
pub mod ledger;
mod moderate;
pub mod money;
pub mod operator;
pub mod order;
pub mod package;
pub mod port;
pub mod random;
pub mod run;
pub mod settings;
pub mod speech;
pub mod time;
pub mod trend;
pub mod voice;
mod words;
pub mod world;
