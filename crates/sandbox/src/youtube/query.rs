//! The parameters of a call, with its key and its share of the quota checked.

use std::sync::Arc;

use super::{YouTubeBucket, errors::ApiError, now};
use crate::{YOUTUBE_API_KEY, state::State};

/// The most ids or results of one call.
const MOST: usize = 50;

/// The parameters, in the order they came.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads them, and spends a unit: also a request that is then refused costs one.
    pub(super) fn charged(
        state: &Arc<State>,
        query: Option<&str>,
        bucket: YouTubeBucket,
    ) -> Result<Self, ApiError> {
        let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let query = Self(pairs.into_owned().collect());
        match query.get("key") {
            None => return Err(ApiError::no_key()),
            Some(key) if key != YOUTUBE_API_KEY => return Err(ApiError::wrong_key()),
            Some(_) => {}
        }
        let time = now(state);
        if state.youtube().quota.spend(bucket, time) {
            Ok(query)
        } else {
            Err(ApiError::quota())
        }
    }

    /// The first value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The values of a parameter that may be repeated, or parted by commas.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        let all = self.0.iter().filter(|(other, _)| other == name);
        all.flat_map(|(_, value)| value.split(','))
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// The parts asked for; refuses parts that the call does not know.
    pub(super) fn parts(&self, known: &[&str]) -> Result<Vec<&str>, ApiError> {
        let parts = self.list("part");
        if parts.is_empty() {
            return Err(ApiError::missing("part"));
        }
        match parts.iter().find(|part| !known.contains(part)) {
            Some(part) => Err(ApiError::bad(
                "unknownPart",
                format!("'{part}' is no part of this resource."),
            )),
            None => Ok(parts),
        }
    }

    /// The ids asked for, at most fifty.
    pub(super) fn ids(&self) -> Result<Vec<&str>, ApiError> {
        let ids = self.list("id");
        if ids.is_empty() {
            return Err(ApiError::missing("id"));
        }
        if ids.len() > MOST {
            let message = format!("The request specifies {} ids, at most {MOST}.", ids.len());
            return Err(ApiError::bad("invalidValue", message));
        }
        Ok(ids)
    }

    /// `maxResults`: 5 unless told.
    pub(super) fn max_results(&self) -> Result<usize, ApiError> {
        let Some(given) = self.get("maxResults") else {
            return Ok(5);
        };
        let number = given.parse().ok().filter(|number| *number <= MOST);
        number.ok_or_else(|| {
            let message =
                format!("Invalid value '{given}'. Values must be within the range: [0, {MOST}]");
            ApiError::bad("invalidValue", message)
        })
    }
}
