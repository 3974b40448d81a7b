//! What goes wrong with accounts, in words for their owner.

use axum::http::StatusCode;
use openclaw_domain::{
    account::{DeleteError, KeyError, SignInError},
    agent::Problem as FieldFault,
};

use super::Problem;

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::TooManyAccounts => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_accounts").after(24 * 60 * 60)
            }
            SignInError::Database(error) => error.into(),
        }
    }
}

impl From<KeyError> for Problem {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Name => Self::field("name", FieldFault::NotAChoice(Vec::new())),
            KeyError::NoScope => Self::field("scopes", FieldFault::Missing),
            KeyError::Expired => Self::field("expires_in_days", FieldFault::NotAChoice(Vec::new())),
            KeyError::TooMany => Self::new(StatusCode::CONFLICT, "too_many_keys"),
            KeyError::Database(error) => error.into(),
        }
    }
}

impl From<DeleteError> for Problem {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::RunUnderWay => Self::new(StatusCode::CONFLICT, "run_under_way").after(60),
            DeleteError::Database(error) => error.into(),
        }
    }
}
