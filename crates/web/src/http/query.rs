//! Reading the query of an address, into a type.

use axum::{
    extract::{FromRequestParts, Query as Read},
    http::request::Parts,
};
use openclaw_domain::agent::Problem as FieldFault;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// What stands behind the `?`.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Read::from_request_parts(parts, state).await;
        read.map(|Read(value)| Self(value)).map_err(|rejection| {
            // The reader says `limit: invalid digit found in string`.
            let told = rejection.body_text();
            let field = told.rsplit(": ").nth(1).unwrap_or("query");
            Problem::field(field, FieldFault::NotAChoice(Vec::new()))
        })
    }
}
