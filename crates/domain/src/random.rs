//! Randomness as an argument, and the ids made of it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::time::Timestamp;

/// Unpredictable bytes. The platform's must be fit for session tokens; tests bring seeded ones.
pub trait Random: Send + Sync {
    /// Fills the whole buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// 32 lowercase hex digits: a UUIDv7 without hyphens, so that ids made later sort later and the
/// pages of an index fill in order.
fn time_ordered(now: Timestamp, random: &dyn Random) -> String {
    let mut tail = [0; 10];
    random.fill(&mut tail);
    let millis = u64::try_from(now.0).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &tail)
        .into_uuid()
        .simple()
        .to_string()
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A new one.
            #[must_use]
            pub fn new(now: Timestamp, random: &dyn Random) -> Self {
                Self(time_ordered(now, random))
            }

            /// Reads what somebody sent: exactly 32 lowercase hex digits, or `None`.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let fits = text.len() == 32
                    && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
                fits.then(|| Self(text.to_owned()))
            }

            /// The 32 digits.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).ok_or("an id is 32 lowercase hex digits")
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}

id! {
    /// An account of ours.
    UserId
}
id! {
    /// An order; the same text is PortOne's `paymentId` (V1: `merchant_uid`). 32 alphanumerics
    /// fit every gateway's limit.
    OrderId
}
id! {
    /// One run of an agent.
    RunId
}
id! {
    /// One giving back of money.
    CancellationId
}
id! {
    /// A key for programs.
    ApiKeyId
}
id! {
    /// An alert to the operator.
    AlertId
}
id! {
    /// A niche, region and period that people ask about.
    NicheId
}
id! {
    /// A line of the audit log.
    AuditId
}

/// A session token: 32 random bytes as 64 hex digits. Shown once, to its owner; the database keeps
/// [`SessionToken::hash`] alone.
#[derive(Clone)]
pub struct SessionToken(String);

impl SessionToken {
    /// A new one.
    #[must_use]
    pub fn new(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(hex(&bytes))
    }

    /// Reads what a browser sent; `None` when it cannot be a token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()))
            .then(|| Self(text.to_owned()))
    }

    /// What is stored and looked up.
    #[must_use]
    pub fn hash(&self) -> String {
        sha256_hex(self.0.as_bytes())
    }

    /// The token itself, for its owner's cookie.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// A key for programs: `oc_live_` and 24 random bytes as 48 hex digits. Shown once, to its owner; the
/// database keeps [`ApiToken::hash`] alone.
#[derive(Clone)]
pub struct ApiToken(String);

impl ApiToken {
    /// What every key begins with, so that a leaked one is known for what it is.
    pub const PREFIX: &str = "oc_live_";

    /// A new one.
    #[must_use]
    pub fn new(random: &dyn Random) -> Self {
        let mut bytes = [0; 24];
        random.fill(&mut bytes);
        Self(format!("{}{}", Self::PREFIX, hex(&bytes)))
    }

    /// Reads what a program sent; `None` when it cannot be a key.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(Self::PREFIX)?;
        let fits = digits.len() == 48 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Self(text.to_owned()))
    }

    /// What is stored and looked up.
    #[must_use]
    pub fn hash(&self) -> String {
        sha256_hex(self.0.as_bytes())
    }

    /// The beginning, to tell it from the others: `oc_live_1a2b3c`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.0.get(..Self::PREFIX.len() + 6).unwrap_or_default()
    }

    /// The key itself, for its owner.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken(…)")
    }
}

/// HMAC-SHA256 as 64 lowercase hex digits: what only who has the key can make of a name.
#[must_use]
pub fn keyed_hash(key: &[u8], text: &str) -> String {
    use hmac::Mac as _;
    // HMAC takes a key of any length.
    hmac::Hmac::<Sha256>::new_from_slice(key)
        .map(|mac| hex(&mac.chain_update(text.as_bytes()).finalize().into_bytes()))
        .unwrap_or_default()
}

/// SHA-256 as 64 lowercase hex digits.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sevens;
    impl Random for Sevens {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    #[test]
    fn ids_are_32_hex_digits_and_sort_by_time() {
        let early = OrderId::new(Timestamp(1_700_000_000_000), &Sevens);
        let late = OrderId::new(Timestamp(1_700_000_000_001), &Sevens);
        assert!(early < late);
        assert_eq!(OrderId::parse(early.as_str()), Some(early));
    }

    #[test]
    fn only_ids_parse() {
        for bad in [
            "",
            "0",
            "../../etc/passwd",
            "0197F000000000000000000000000000",
            &"g".repeat(32),
        ] {
            assert_eq!(RunId::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_token_is_not_printed() {
        let token = SessionToken::new(&Sevens);
        assert!(!format!("{token:?}").contains("0707"));
        assert_ne!(token.hash(), token.expose());
    }
}
