//! What an id token proves.

use std::{str::FromStr as _, time::Duration};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use chrono::{DateTime, Utc};
use openclaw_domain::{port::identity::Person, time::Timestamp};
use openidconnect::{
    ClaimsVerificationError, ClientId, IssuerUrl, JsonWebKey as _, JsonWebKeyUse, LocalizedClaim,
    Nonce, SignatureVerificationError,
    core::{
        CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJsonWebKeySet,
        CoreJwsSigningAlgorithm as Algorithm,
    },
};
use serde::Deserialize;
use serde_json::Value;

/// How far a provider's clock and ours may be apart.
const SKEW: Duration = Duration::from_mins(1);

/// Why a token proves nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// None of the keys is the one it names: the provider may have new ones.
    UnknownKey,
    /// Anything else, in words without the token.
    Refused(String),
}

/// What a token is held against.
pub(crate) struct Expected<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) issuer: &'a IssuerUrl,
    pub(crate) other_issuers: &'a [String],
    pub(crate) keys: &'a CoreJsonWebKeySet,
    pub(crate) nonce: &'a Nonce,
    pub(crate) now: Timestamp,
}

/// The person a token proves, or why it proves nobody.
pub(crate) fn person(raw: &str, expected: &Expected<'_>) -> Result<Person, Flaw> {
    let verifier = verifier(expected);
    let claims = match CoreIdToken::from_str(raw) {
        Ok(token) => token.into_claims(&verifier, expected.nonce),
        Err(_) => under_its_name(raw, expected)?
            .into_claims(&verifier.insecure_disable_signature_check(), expected.nonce),
    };
    claims
        .map(|claims| told(&claims, expected.issuer))
        .map_err(flaw)
}

/// Signed with a public key alone: `none` and the algorithms that sign with our secret, which
/// whoever knows the secret could make, are not accepted whatever the provider lists.
fn verifier<'a>(expected: &Expected<'a>) -> CoreIdTokenVerifier<'a> {
    let latest = time(expected.now.plus(SKEW));
    let earliest = time(Timestamp(expected.now.0 - time_ms(SKEW)));
    CoreIdTokenVerifier::new_public_client(
        ClientId::new(expected.client_id.to_owned()),
        expected.issuer.clone(),
        expected.keys.clone(),
    )
    .set_allowed_algs([Algorithm::RsaSsaPkcs1V15Sha256, Algorithm::EcdsaP256Sha256])
    .set_time_fn(move || earliest)
    .set_issue_time_verifier_fn(move |issued| {
        if issued <= latest {
            Ok(())
        } else {
            Err("issued in the future".to_owned())
        }
    })
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

/// A token whose issuer is another of the provider's names, as one under its first name, its
/// signature verified. `openidconnect` reads no token whose issuer is not a URL.
fn under_its_name(raw: &str, expected: &Expected<'_>) -> Result<CoreIdToken, Flaw> {
    let unreadable = || Flaw::Refused("the id token cannot be read".to_owned());
    let (signed, signature) = raw.rsplit_once('.').ok_or_else(unreadable)?;
    let (header, payload) = signed.split_once('.').ok_or_else(unreadable)?;
    let decoded = |part: &str| BASE64URL.decode(part).map_err(|_| unreadable());
    let mut claims: Value = serde_json::from_slice(&decoded(payload)?).map_err(|_| unreadable())?;
    let issuer = claims.get_mut("iss").ok_or_else(unreadable)?;
    if !expected.other_issuers.iter().any(|other| issuer == other) {
        return Err(unreadable());
    }
    let parsed: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| unreadable())?;
    if parsed.alg != "RS256" {
        return Err(Flaw::Refused(
            "the id token is signed with another algorithm".to_owned(),
        ));
    }
    let mut keys = expected.keys.keys().iter();
    let key = keys.find(|key| {
        key.key_id().is_some_and(|id| **id == parsed.kid)
            && key.key_use().is_none_or(JsonWebKeyUse::allows_signature)
    });
    key.ok_or(Flaw::UnknownKey)?
        .verify_signature(
            &Algorithm::RsaSsaPkcs1V15Sha256,
            signed.as_bytes(),
            &decoded(signature)?,
        )
        .map_err(|_| Flaw::Refused("the id token's signature is wrong".to_owned()))?;
    *issuer = expected.issuer.as_str().into();
    let claims = BASE64URL.encode(claims.to_string());
    CoreIdToken::from_str(&format!("{header}.{claims}.{signature}")).map_err(|_| unreadable())
}

/// The library's reason, without what it quotes of the token.
fn flaw(error: ClaimsVerificationError) -> Flaw {
    use ClaimsVerificationError as Claims;
    let reason = match error {
        Claims::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            return Flaw::UnknownKey;
        }
        Claims::SignatureVerification(_) => "the id token's signature is wrong",
        Claims::InvalidIssuer(_) => "the id token has another issuer",
        Claims::InvalidAudience(_) => "the id token is for somebody else",
        Claims::InvalidNonce(_) => "the id token is of another sign-in",
        Claims::Expired(_) => "the id token has expired, or comes from the future",
        _ => "the id token cannot be accepted",
    };
    Flaw::Refused(reason.to_owned())
}

fn told(claims: &CoreIdTokenClaims, issuer: &IssuerUrl) -> Person {
    fn first<T: Clone + Into<String>>(claim: Option<&LocalizedClaim<T>>) -> Option<String> {
        let claim = claim?;
        let value = claim
            .get(None)
            .or_else(|| claim.iter().next().map(|(_, value)| value))?;
        Some(value.clone().into())
    }
    let name = first(claims.nickname())
        .or_else(|| first(claims.name()))
        .or_else(|| claims.preferred_username().map(|name| name.to_string()));
    // An address that the provider itself does not vouch for may be somebody else's.
    let vouched = claims.email_verified() != Some(false);
    let email = claims
        .email()
        .filter(|_| vouched)
        .map(|email| email.to_string());
    Person {
        issuer: issuer.to_string(),
        subject: claims.subject().to_string(),
        name: name.filter(|name| !name.trim().is_empty()),
        email: email.filter(|email| !email.is_empty()),
    }
}

fn time(at: Timestamp) -> DateTime<Utc> {
    // Past the calendar's end everything has expired.
    DateTime::from_timestamp_millis(at.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn time_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
