//! Which of the domain's two errors a provider's failure is, in words without codes and tokens.

use openclaw_domain::port::identity::IdentityError;
use openidconnect::{DiscoveryError, RequestTokenError, core::CoreRequestTokenError};

use crate::http::HttpError;

/// Without its metadata or keys no provider proves anything, whatever went wrong.
pub(crate) fn undiscovered(error: DiscoveryError<HttpError>) -> IdentityError {
    let reason = match error {
        DiscoveryError::Request(error) => error.to_string(),
        DiscoveryError::Parse(_) => "what it says of itself cannot be read".to_owned(),
        error => error.to_string(),
    };
    unavailable(&reason)
}

/// A refused code proves nothing; everything that is not a plain refusal may pass.
pub(crate) fn refused(error: CoreRequestTokenError<HttpError>) -> IdentityError {
    match error {
        RequestTokenError::ServerResponse(answer) => {
            let code: String = answer.error().as_ref().chars().take(64).collect();
            match code.as_str() {
                "server_error" | "temporarily_unavailable" => unavailable(&code),
                "invalid_client" | "unauthorized_client" => {
                    tracing::error!(%code, "the sign-in provider does not know us");
                    IdentityError::Refused(code)
                }
                _ => IdentityError::Refused(code),
            }
        }
        RequestTokenError::Request(error) => unavailable(&error.to_string()),
        _ => unavailable("its token answer cannot be read"),
    }
}

/// The provider does not do its part.
pub(crate) fn unavailable(reason: &str) -> IdentityError {
    IdentityError::Unavailable(reason.to_owned())
}
