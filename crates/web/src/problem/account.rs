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
            SignInError::TooManyAccounts => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_accounts",
                "오늘 이 인터넷 주소에서 만든 계정이 너무 많아요. 내일 다시 시도해 주세요.",
                "Too many accounts were made from this address today. Please try again tomorrow.",
            )
            .after(24 * 60 * 60),
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
            KeyError::TooMany => Self::new(
                StatusCode::CONFLICT,
                "too_many_keys",
                "키가 너무 많아요. 쓰지 않는 키를 먼저 없애 주세요.",
                "There are too many keys; revoke one first.",
            ),
            KeyError::Database(error) => error.into(),
        }
    }
}

impl From<DeleteError> for Problem {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::RunUnderWay => Self::new(
                StatusCode::CONFLICT,
                "run_under_way",
                "아직 실행 중인 작업이 있어요. 끝난 다음에 다시 시도해 주세요.",
                "A run is under way; please try again when it has ended.",
            )
            .after(60),
            DeleteError::Database(error) => error.into(),
        }
    }
}
