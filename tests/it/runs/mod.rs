//! `/api/agents/{id}/runs` and `/api/runs/…`.

mod crash;
mod download;
mod events;
mod failover;
mod failures;
mod inputs;
mod limits;
mod list;
mod ratings;
mod rewrites;
mod sources;
mod start;
mod stop;
mod traffic;
mod voice;
