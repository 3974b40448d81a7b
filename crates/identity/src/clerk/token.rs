//! What a session token proves.

use std::time::Duration;

use openclaw_domain::time::Timestamp;
use openidconnect::core::CoreJsonWebKeySet;
use serde::Deserialize;
use serde_json::Value;

use crate::{jws::Jws, token::Flaw};

/// How far Clerk's clock and ours may be apart: what its own library allows.
const SKEW: Duration = Duration::from_secs(5);
/// What Clerk writes into the header of session tokens, where it writes anything.
const CATEGORY: &str = "cl_B7d4PD111AAA";

/// What a token is held against.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    /// Nobody in particular, when empty.
    pub(super) authorized_parties: &'a [String],
    pub(super) now: Timestamp,
}

/// Other claims are Clerk's business or an organisation's.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: i64,
    nbf: Option<i64>,
    iat: Option<i64>,
    azp: Option<String>,
    sts: Option<String>,
}

/// A token that would prove somebody if its signature were good.
pub(super) struct Claimed<'a> {
    token: Jws<'a>,
    subject: String,
}

/// Reads a token and checks everything but its signature.
pub(super) fn read<'a>(raw: &'a str, expected: &Expected<'_>) -> Result<Claimed<'a>, Flaw> {
    let token = Jws::read(raw).ok_or_else(|| refused("the token cannot be read"))?;
    if token.header("alg") != Some("RS256") {
        return Err(refused("the token is signed with another algorithm"));
    }
    let is_other = |name: &str, value: &str| token.header.get(name).is_some_and(|it| it != value);
    if token.header("typ") != Some("JWT") || is_other("cat", CATEGORY) {
        return Err(refused("it is no session token"));
    }
    let claims = Claims::deserialize(Value::Object(token.claims.clone()))
        .map_err(|_| refused("a claim is missing or is not what it should be"))?;
    check(&claims, expected)?;
    Ok(Claimed {
        token,
        subject: claims.sub,
    })
}

impl Claimed<'_> {
    /// The person, if one of the keys signed the token.
    pub(super) fn proof(&self, keys: &CoreJsonWebKeySet) -> Result<String, Flaw> {
        self.token.proved_by(keys)?;
        Ok(self.subject.clone())
    }
}

fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), Flaw> {
    let seconds = |seconds: i64| Timestamp(seconds.saturating_mul(1000));
    let latest = expected.now.plus(SKEW);
    let is_early = |time: Option<i64>| time.is_some_and(|time| seconds(time) > latest);
    if seconds(claims.exp) <= expected.now.minus(SKEW) {
        return Err(refused("the token has expired"));
    }
    if is_early(claims.nbf) || is_early(claims.iat) {
        return Err(refused("the token comes from the future"));
    }
    if claims.iss != expected.issuer {
        return Err(refused("the token has another issuer"));
    }
    if claims.sub.is_empty() {
        return Err(refused("the token is nobody's"));
    }
    let parties = expected.authorized_parties;
    let is_ours = |party: &String| parties.contains(party);
    if !parties.is_empty() && !claims.azp.as_ref().is_some_and(is_ours) {
        return Err(refused("the token was made for another origin"));
    }
    if claims.sts.as_deref() == Some("pending") {
        return Err(refused("the sign-in is not finished"));
    }
    Ok(())
}

fn refused(reason: &str) -> Flaw {
    Flaw::Refused(reason.to_owned())
}
