//! What every request meets: its frame, who sent it, where from, and how bodies are read.

pub(crate) mod address;
pub(crate) mod assets;
pub(crate) mod body;
pub(crate) mod compress;
pub mod cookies;
pub(crate) mod frame;
pub(crate) mod origin;
pub(crate) mod query;
pub(crate) mod rate;
pub(crate) mod reader;
pub(crate) mod streams;
pub(crate) mod user;

use axum::http::StatusCode;

use crate::problem::Problem;

/// Alive: the process answers.
pub(crate) async fn health() -> &'static str {
    "ok\n"
}

pub(crate) async fn no_such_page() -> Problem {
    Problem::not_found()
}

pub(crate) async fn no_such_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
}
