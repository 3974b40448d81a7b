//! Session tokens, version 2: of a minute, and as wrong as a test wants them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    CLERK_ISSUER, CLERK_SECRET_KEY,
    faults::Service,
    keys::{Seal, Signer},
    platform,
    state::State,
};

/// How long Clerk's tokens live unless told otherwise.
const SECONDS: i64 = 60;
/// What Clerk writes into the header of session tokens.
const CATEGORY: &str = "cl_B7d4PD111AAA";

/// A session token to be made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClerkToken {
    /// Whose it is; nobody needs to have that id.
    pub user_id: String,
    /// The origin it is made for; may be missing.
    pub azp: Option<String>,
    /// When, in Unix seconds; now unless told.
    pub issued_at: Option<i64>,
    /// What is wrong with it.
    pub flaw: Option<ClerkFlaw>,
}

impl ClerkToken {
    /// A good one of now.
    pub fn good(user_id: &str, azp: &str) -> Self {
        Self {
            user_id: user_id.to_owned(),
            azp: Some(azp.to_owned()),
            issued_at: None,
            flaw: None,
        }
    }

    /// The same with a flaw.
    #[must_use]
    pub fn with(mut self, flaw: ClerkFlaw) -> Self {
        self.flaw = Some(flaw);
        self
    }
}

/// What is wrong with a session token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClerkFlaw {
    /// It expired a minute before it was made.
    Expired,
    /// It is good a minute from now.
    NotYet,
    /// Another instance issued it.
    WrongIssuer,
    /// The session has still something to do before it counts.
    Pending,
    /// `alg: none`.
    Unsigned,
    /// `HS256` with the secret key.
    SignedWithSecret,
    /// Its header says that it is something else than a session token.
    WrongCategory,
    /// Signed with a key that is not the one it names.
    WrongSignature,
    /// It names a key that the instance does not publish.
    UnknownKey,
    /// It has no subject.
    Nobody,
}

/// What a token is about.
pub(super) struct About<'a> {
    pub(super) user_id: &'a str,
    pub(super) session_id: &'a str,
    pub(super) azp: Option<&'a str>,
    pub(super) issued_at: i64,
}

impl About<'_> {
    fn claims(&self) -> Value {
        let at = self.issued_at;
        let mut claims = json!({
            "exp": at + SECONDS,
            "fva": [0, -1],
            "iat": at,
            "iss": CLERK_ISSUER,
            "jti": &platform::random_hex()[..20],
            "nbf": at - 10,
            "sid": self.session_id,
            "sts": "active",
            "sub": self.user_id,
            "v": 2,
        });
        if let Some(azp) = self.azp {
            claims["azp"] = json!(azp);
        }
        claims
    }
}

/// A good token.
pub(super) async fn sign(state: &State, about: &About<'_>) -> String {
    let signer = Signer::of(state, Service::Clerk).await;
    signer.sign(&about.claims(), &json!({"cat": CATEGORY}), Seal::Good)
}

/// The token as it is wanted. May wait for a key to be made.
pub(crate) fn mint(state: &State, token: &ClerkToken) -> String {
    let now = state.payments().settings.now().timestamp();
    let about = About {
        user_id: &token.user_id,
        session_id: "sess_minted",
        azp: token.azp.as_deref(),
        issued_at: token.issued_at.unwrap_or(now),
    };
    let (mut claims, mut category, mut seal) = (about.claims(), CATEGORY, Seal::Good);
    let at = about.issued_at;
    match token.flaw {
        None => {}
        Some(ClerkFlaw::Expired) => {
            claims["iat"] = json!(at - 2 * SECONDS);
            claims["nbf"] = json!(at - 2 * SECONDS - 10);
            claims["exp"] = json!(at - SECONDS);
        }
        Some(ClerkFlaw::NotYet) => {
            claims["nbf"] = json!(at + SECONDS);
            claims["exp"] = json!(at + 2 * SECONDS);
        }
        Some(ClerkFlaw::WrongIssuer) => claims["iss"] = json!("https://clerk.elsewhere.example"),
        Some(ClerkFlaw::Pending) => claims["sts"] = json!("pending"),
        Some(ClerkFlaw::Unsigned) => seal = Seal::Unsigned,
        Some(ClerkFlaw::SignedWithSecret) => seal = Seal::Secret(CLERK_SECRET_KEY),
        Some(ClerkFlaw::WrongCategory) => category = "cl_B7d4PD222AAA",
        Some(ClerkFlaw::WrongSignature) => seal = Seal::OtherKey,
        Some(ClerkFlaw::UnknownKey) => seal = Seal::UnknownKey,
        Some(ClerkFlaw::Nobody) => {
            if let Some(claims) = claims.as_object_mut() {
                claims.shift_remove("sub");
            }
        }
    }
    Signer::at_once(state, Service::Clerk).sign(&claims, &json!({"cat": category}), seal)
}
