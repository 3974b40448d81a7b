//! What an id token proves.

use std::{str::FromStr as _, time::Duration};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use chrono::{DateTime, Utc};
use openclaw_domain::{port::identity::Person, time::Timestamp};
use openidconnect::{
    ClaimsVerificationError, ClientId, IssuerUrl, LocalizedClaim, Nonce,
    SignatureVerificationError,
    core::{
        CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm as Algorithm,
        CoreUserInfoClaims,
    },
};
use serde_json::Value;

use crate::jws::Jws;

/// How far a provider's clock and ours may be apart.
const SKEW: Duration = Duration::from_mins(1);

/// What a provider may sign with, if it says so: everything that takes a key of its own alone. With
/// `none` and the algorithms that sign with our secret, whoever knows the secret could make tokens.
const SIGNED_BY_THEM_ALONE: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

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
    /// What the provider says that it signs with.
    pub(crate) algorithms: &'a [Algorithm],
    pub(crate) nonce: &'a Nonce,
    pub(crate) now: Timestamp,
}

/// Id tokens and userinfo answers have the same claims in types that have nothing in common.
macro_rules! told {
    ($claims:expr, $issuer:expr) => {{
        let claims = $claims;
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
            issuer: $issuer.to_owned(),
            subject: claims.subject().to_string(),
            name: name.filter(|name| !name.trim().is_empty()),
            email: email.filter(|email| !email.is_empty()),
        }
    }};
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
        .map(|claims| told!(&claims, expected.issuer.as_str()))
        .map_err(flaw)
}

fn verifier<'a>(expected: &Expected<'a>) -> CoreIdTokenVerifier<'a> {
    let latest = time(expected.now.plus(SKEW));
    let earliest = time(Timestamp(expected.now.0 - time_ms(SKEW)));
    let algorithms = SIGNED_BY_THEM_ALONE
        .into_iter()
        .filter(|algorithm| expected.algorithms.contains(algorithm));
    CoreIdTokenVerifier::new_public_client(
        ClientId::new(expected.client_id.to_owned()),
        expected.issuer.clone(),
        expected.keys.clone(),
    )
    .set_allowed_algs(algorithms)
    .set_time_fn(move || earliest)
    .set_issue_time_verifier_fn(move |issued| {
        if issued <= latest {
            Ok(())
        } else {
            Err("issued in the future".to_owned())
        }
    })
}

/// A token whose issuer is another of the provider's names, as one under its first name, its
/// signature verified. `openidconnect` reads no token whose issuer is not a URL.
fn under_its_name(raw: &str, expected: &Expected<'_>) -> Result<CoreIdToken, Flaw> {
    let unreadable = || Flaw::Refused("the id token cannot be read".to_owned());
    let mut token = Jws::read(raw).ok_or_else(unreadable)?;
    let issuer = token.claims.get("iss").ok_or_else(unreadable)?;
    if !expected.other_issuers.iter().any(|other| issuer == other) {
        return Err(unreadable());
    }
    token.proved_by(expected.keys)?;
    let issuer = expected.issuer.as_str().into();
    token.claims.insert("iss".to_owned(), issuer);
    let claims = BASE64URL.encode(Value::Object(token.claims).to_string());
    let (header, rest) = raw.split_once('.').ok_or_else(unreadable)?;
    let (_, signature) = rest.rsplit_once('.').ok_or_else(unreadable)?;
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

/// The same person, as the provider's userinfo endpoint tells them.
pub(crate) fn told_besides(claims: &CoreUserInfoClaims, person: &Person) -> Person {
    told!(claims, person.issuer)
}

fn first<T: Clone + Into<String>>(claim: Option<&LocalizedClaim<T>>) -> Option<String> {
    let claim = claim?;
    let value = claim
        .get(None)
        .or_else(|| claim.iter().next().map(|(_, value)| value))?;
    Some(value.clone().into())
}

fn time(at: Timestamp) -> DateTime<Utc> {
    // Past the calendar's end everything has expired.
    DateTime::from_timestamp_millis(at.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn time_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
