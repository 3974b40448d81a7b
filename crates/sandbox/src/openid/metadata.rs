//! What a provider says of itself: the discovery document and the public keys.

use std::sync::Arc;

use axum::{Extension, Json, extract::State as Shared};
use serde_json::{Value, json};

use super::Provider;
use crate::{keys::Signer, state::State};

pub(super) async fn discovery(
    Shared(state): Shared<Arc<State>>,
    Extension(provider): Extension<Provider>,
) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", state.base_url());
    let [scopes, claims, auth_methods] = particulars(&provider);
    Json(json!({
        "issuer": provider.issuer(state.base_url()),
        "authorization_endpoint": at(provider.authorize),
        "token_endpoint": at(provider.token),
        "userinfo_endpoint": at(provider.userinfo),
        "jwks_uri": at(provider.keys),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": auth_methods,
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": scopes,
        "claims_supported": claims,
    }))
}

/// In what the two differ: scopes, claims, and how a client proves itself.
fn particulars(provider: &Provider) -> [Value; 3] {
    if provider.is_kakao() {
        [
            json!([
                "openid",
                "profile_nickname",
                "profile_image",
                "account_email"
            ]),
            json!([
                "iss",
                "aud",
                "sub",
                "auth_time",
                "exp",
                "iat",
                "nonce",
                "nickname",
                "picture",
                "email"
            ]),
            json!(["client_secret_post"]),
        ]
    } else {
        [
            json!(["openid", "email", "profile"]),
            json!([
                "aud",
                "email",
                "email_verified",
                "exp",
                "iat",
                "iss",
                "name",
                "picture",
                "sub"
            ]),
            json!(["client_secret_post", "client_secret_basic"]),
        ]
    }
}

pub(super) async fn keys(
    Shared(state): Shared<Arc<State>>,
    Extension(provider): Extension<Provider>,
) -> Json<Value> {
    Json(Signer::of(&state, provider.service).await.published())
}
