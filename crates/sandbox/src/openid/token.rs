//! The token endpoint, and the userinfo endpoint that its access tokens open.

use std::sync::Arc;

use axum::{
    Extension, Form, Json,
    extract::State as Shared,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Provider, grants::Grant};
use crate::{
    faults::{FaultKind, IdTokenFlaw},
    keys::{Seal, Signer},
    platform,
    state::State,
};

#[derive(Default, Deserialize)]
pub(super) struct TokenForm {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    redirect_uri: Option<String>,
    code: Option<String>,
    code_verifier: Option<String>,
}

/// An OAuth error; Kakao adds a code of its own.
struct OauthError {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
    kakao_code: &'static str,
}

impl OauthError {
    fn into_response(self, provider: Provider) -> Response {
        let mut body = json!({"error": self.error, "error_description": self.description});
        if provider.is_kakao() {
            body["error_code"] = json!(self.kakao_code);
        }
        (self.status, Json(body)).into_response()
    }
}

fn bad_request(
    error: &'static str,
    description: &'static str,
    kakao_code: &'static str,
) -> OauthError {
    OauthError {
        status: StatusCode::BAD_REQUEST,
        error,
        description,
        kakao_code,
    }
}

pub(super) async fn token(
    Shared(state): Shared<Arc<State>>,
    Extension(provider): Extension<Provider>,
    fault: Option<Extension<FaultKind>>,
    headers: HeaderMap,
    Form(form): Form<TokenForm>,
) -> Response {
    match redeem(&state, provider, &headers, &form) {
        Ok(grant) => {
            let flaw = match fault {
                Some(Extension(FaultKind::IdToken { flaw })) => Some(flaw),
                _ => None,
            };
            Json(tokens(&state, provider, grant, flaw).await).into_response()
        }
        Err(error) => error.into_response(provider),
    }
}

fn redeem(
    state: &State,
    provider: Provider,
    headers: &HeaderMap,
    form: &TokenForm,
) -> Result<Grant, OauthError> {
    check_client(provider, headers, form)?;
    if form.grant_type.as_deref() != Some("authorization_code") {
        let message = "grant_type must be authorization_code";
        return Err(bad_request("unsupported_grant_type", message, "KOE001"));
    }
    let code = form.code.as_deref().unwrap_or_default();
    let grant = state
        .grants()
        .take_code(provider, code)
        .ok_or_else(|| bad_request("invalid_grant", "authorization code not found", "KOE320"))?;
    if form.redirect_uri.as_deref() != Some(&grant.redirect_uri) {
        let error = if provider.is_kakao() {
            "invalid_grant"
        } else {
            "redirect_uri_mismatch"
        };
        return Err(bad_request(error, "Redirect URI mismatch.", "KOE303"));
    }
    if let Some(challenge) = &grant.code_challenge {
        let verifier = form.code_verifier.as_deref().unwrap_or_default();
        if URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) != *challenge {
            let message = "code_verifier does not match the challenge";
            return Err(bad_request("invalid_grant", message, "KOE320"));
        }
    }
    Ok(grant)
}

/// Kakao reads the secret from the form only; Google from the form or from HTTP Basic.
fn check_client(
    provider: Provider,
    headers: &HeaderMap,
    form: &TokenForm,
) -> Result<(), OauthError> {
    let from_form = form.client_id.clone().zip(form.client_secret.clone());
    let from_header = if provider.is_kakao() {
        None
    } else {
        basic(headers)
    };
    let wanted = (provider.client_id, provider.client_secret);
    match from_form.or(from_header) {
        Some((id, secret)) if (id.as_str(), secret.as_str()) == wanted => Ok(()),
        _ => Err(OauthError {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_client",
            description: "Bad client credentials",
            kakao_code: "KOE010",
        }),
    }
}

/// Both halves are form-encoded before they are joined (RFC 6749, 2.3.1).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let encoded = headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |part: &str| {
        url::form_urlencoded::parse(part.as_bytes())
            .next()
            .map(|(name, _)| name.into_owned())
    };
    Some((decode(id)?, decode(secret)?))
}

async fn tokens(
    state: &State,
    provider: Provider,
    grant: Grant,
    flaw: Option<IdTokenFlaw>,
) -> Value {
    let access_token = state.grants().add_token(grant.clone());
    let mut answer = json!({
        "access_token": access_token,
        "token_type": if provider.is_kakao() { "bearer" } else { "Bearer" },
        "expires_in": provider.id_token_seconds,
        "scope": grant.scope,
    });
    if provider.is_kakao() {
        answer["refresh_token"] = json!(format!("sandbox-refresh-{}", platform::random_token()));
        answer["refresh_token_expires_in"] = json!(5_183_999);
    }
    if grant
        .scope
        .split_whitespace()
        .any(|scope| scope == "openid")
    {
        let mut claims = id_claims(state, provider, &grant, &access_token);
        let seal = flaw.map_or(Seal::Good, |flaw| spoil(flaw, &mut claims, provider));
        let signer = Signer::of(state, provider.service).await;
        answer["id_token"] = json!(signer.sign(&claims, &Value::Null, seal));
    }
    answer
}

fn id_claims(state: &State, provider: Provider, grant: &Grant, access_token: &str) -> Value {
    let now = platform::unix_seconds();
    let mut claims = json!({
        "iss": provider.issuer(state.base_url()),
        "aud": provider.client_id,
        "iat": now,
        "exp": now + provider.id_token_seconds,
    });
    if provider.is_kakao() {
        claims["auth_time"] = json!(grant.at);
    } else {
        let digest = Sha256::digest(access_token);
        claims["azp"] = json!(provider.client_id);
        claims["at_hash"] = json!(URL_SAFE_NO_PAD.encode(&digest[..digest.len() / 2]));
    }
    if let Some(nonce) = &grant.nonce {
        claims["nonce"] = json!(nonce);
    }
    if let (Value::Object(claims), Value::Object(person)) =
        (&mut claims, grant.person.claims(provider, &grant.scope))
    {
        claims.extend(person);
    }
    claims
}

/// Makes the claims wrong, or tells how the signature is to be.
fn spoil(flaw: IdTokenFlaw, claims: &mut Value, provider: Provider) -> Seal<'static> {
    let now = platform::unix_seconds();
    match flaw {
        IdTokenFlaw::Expired => {
            claims["iat"] = json!(now - 2 * provider.id_token_seconds);
            claims["exp"] = json!(now - provider.id_token_seconds);
        }
        IdTokenFlaw::FromTheFuture => claims["iat"] = json!(now + provider.id_token_seconds),
        IdTokenFlaw::WrongIssuer => claims["iss"] = json!("https://elsewhere.example"),
        IdTokenFlaw::WrongAudience => {
            claims["aud"] = json!("another-client");
            claims["azp"] = json!("another-client");
        }
        IdTokenFlaw::WrongNonce => claims["nonce"] = json!("another-nonce"),
        IdTokenFlaw::Unsigned => return Seal::Unsigned,
        IdTokenFlaw::SignedWithSecret => return Seal::Secret(provider.client_secret),
        IdTokenFlaw::WrongSignature => return Seal::OtherKey,
        IdTokenFlaw::UnknownKey => return Seal::UnknownKey,
    }
    Seal::Good
}

pub(super) async fn userinfo(
    Shared(state): Shared<Arc<State>>,
    Extension(provider): Extension<Provider>,
    headers: HeaderMap,
) -> Response {
    let token = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let grants = state.grants();
    if let Some(grant) = token.and_then(|token| grants.token(provider, token)) {
        return Json(grant.person.claims(provider, &grant.scope)).into_response();
    }
    let body = if provider.is_kakao() {
        json!({"msg": "this access token does not exist", "code": -401})
    } else {
        json!({"error": "invalid_request", "error_description": "Invalid Credentials"})
    };
    (StatusCode::UNAUTHORIZED, Json(body)).into_response()
}
