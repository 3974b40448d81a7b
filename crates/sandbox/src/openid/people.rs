//! The people who can sign in: a few known ones, and anybody by name.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Provider;
use crate::faults::Service;

/// Somebody with an account at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    /// What they share with everybody who asks; see `Person::email()`.
    pub(crate) email: Option<String>,
}

/// Id, name, e-mail. The second has not agreed to share an e-mail at Kakao.
const KNOWN: [(&str, &str, Option<&str>); 3] = [
    ("haneul", "김하늘", Some("haneul@sandbox.example")),
    ("bada", "이바다", None),
    ("namu", "박나무", Some("namu@sandbox.example")),
];

impl Person {
    /// The known people, each with the id the consent page uses.
    pub(crate) fn known() -> impl Iterator<Item = (&'static str, Self)> {
        KNOWN.iter().map(|&(id, name, email)| {
            (
                id,
                Self {
                    name: name.to_owned(),
                    email: email.map(str::to_owned),
                },
            )
        })
    }

    /// The one a hint, an id or a name means: a known one, or somebody new who is the same person
    /// every time.
    pub(crate) fn named(hint: &str) -> Option<Self> {
        let hint = hint.trim();
        if hint.is_empty() {
            return None;
        }
        let known = Self::known().find(|(id, person)| *id == hint || person.name == hint);
        if let Some((_, person)) = known {
            return Some(person);
        }
        if let Some((local, _)) = hint.split_once('@') {
            return Some(Self {
                name: local.to_owned(),
                email: Some(hint.to_owned()),
            });
        }
        let email = format!("{}@sandbox.example", mailbox(hint));
        Some(Self {
            name: hint.to_owned(),
            email: Some(email),
        })
    }

    /// The person's id at a provider: decimal digits, as both really have. Kept short of 2^63 for
    /// Kakao, whose ids are numbers; 21 digits for Google.
    pub(super) fn subject(&self, provider: Provider) -> String {
        let key = format!(
            "{}:{}",
            provider.prefix,
            self.email.as_ref().unwrap_or(&self.name)
        );
        let number = number_of(&key);
        match provider.service {
            Service::Google => format!("1{number:020}"),
            _ => (4_000_000_000 + number % 1_000_000_000).to_string(),
        }
    }

    /// A Google account has an e-mail; a Kakao account shares one only if its owner agrees.
    pub(super) fn email(&self, provider: Provider) -> Option<String> {
        if provider.is_kakao() {
            return self.email.clone();
        }
        Some(
            self.email
                .clone()
                .unwrap_or_else(|| format!("{}@sandbox.example", mailbox(&self.name))),
        )
    }

    /// The claims about the person that the scopes open.
    pub(super) fn claims(&self, provider: Provider, scope: &str) -> Value {
        let has = |name: &str| scope.split_whitespace().any(|scope| scope == name);
        let mut claims = json!({"sub": self.subject(provider)});
        let picture = "https://sandbox.example/face.png";
        let email = self.email(provider);
        if provider.is_kakao() {
            if has("profile_nickname") {
                claims["nickname"] = json!(self.name);
            }
            if has("profile_image") {
                claims["picture"] = json!(picture);
            }
            if let Some(email) = email.filter(|_| has("account_email")) {
                claims["email"] = json!(email);
            }
            return claims;
        }
        if has("profile") {
            claims["name"] = json!(self.name);
            claims["picture"] = json!(picture);
        }
        if let Some(email) = email.filter(|_| has("email")) {
            claims["email"] = json!(email);
            claims["email_verified"] = json!(true);
        }
        claims
    }
}

pub(crate) fn number_of(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A mailbox for a name: itself where it is plain ASCII, else a number that stays the same.
fn mailbox(name: &str) -> String {
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    if plain {
        return name.to_ascii_lowercase();
    }
    format!("user{}", number_of(name) % 1_000_000)
}
