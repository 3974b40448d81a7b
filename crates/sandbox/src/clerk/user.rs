//! A user of the instance, and the `User` of the Backend API.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::openid::people::Person;

/// Somebody with an account at the instance.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) email: Option<String>,
    /// None until something changed.
    pub(super) updated_at: Option<DateTime<Utc>>,
}

impl User {
    /// The same person has the same id every time.
    pub(super) fn of(person: &Person) -> Self {
        let key = person.email.as_ref().unwrap_or(&person.name);
        let (first_name, last_name) = split(&person.name);
        Self {
            id: id_of(key),
            first_name: Some(first_name),
            last_name,
            email: person.email.clone(),
            updated_at: None,
        }
    }

    /// Calls them otherwise.
    pub(super) fn rename(&mut self, name: Option<&str>, email: Option<&str>, at: DateTime<Utc>) {
        let named = name.map(split);
        self.last_name = named.as_ref().and_then(|(_, last)| last.clone());
        self.first_name = named.map(|(first, _)| first);
        self.email = email.map(str::to_owned);
        self.updated_at = Some(at);
    }

    pub(super) fn name(&self) -> String {
        let [last, first] =
            [&self.last_name, &self.first_name].map(|name| name.clone().unwrap_or_default());
        last + &first
    }

    /// The `User` of the description: a person without phone, password and other accounts.
    pub(super) fn to_json(&self) -> Value {
        let updated_at = self
            .updated_at
            .map_or(CREATED_AT, |at| at.timestamp_millis());
        let email_id = self.email.as_ref().map(|_| id_of_email(&self.id));
        let emails: Vec<Value> = self.email.iter().map(|email| self.email(email)).collect();
        json!({
            "id": self.id,
            "object": "user",
            "username": null,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "locale": null,
            "image_url": "https://img.clerk.example/face.png",
            "has_image": false,
            "primary_email_address_id": email_id,
            "primary_phone_number_id": null,
            "primary_web3_wallet_id": null,
            "password_enabled": false,
            "two_factor_enabled": false,
            "totp_enabled": false,
            "backup_code_enabled": false,
            "email_addresses": emails,
            "phone_numbers": [],
            "web3_wallets": [],
            "passkeys": [],
            "external_accounts": [],
            "saml_accounts": [],
            "enterprise_accounts": [],
            "public_metadata": {},
            "private_metadata": {},
            "unsafe_metadata": {},
            "external_id": null,
            "last_sign_in_at": null,
            "banned": false,
            "locked": false,
            "lockout_expires_in_seconds": null,
            "verification_attempts_remaining": 100,
            "created_at": CREATED_AT,
            "updated_at": updated_at,
            "delete_self_enabled": true,
            "create_organization_enabled": false,
            "last_active_at": null,
            "mfa_enabled_at": null,
            "mfa_disabled_at": null,
            "legal_accepted_at": null,
        })
    }

    fn email(&self, address: &str) -> Value {
        json!({
            "id": id_of_email(&self.id),
            "object": "email_address",
            "email_address": address,
            "reserved": false,
            "verification": {
                "object": "verification_otp",
                "status": "verified",
                "strategy": "email_code",
                "attempts": 1,
                "expire_at": CREATED_AT + 600_000,
            },
            "linked_to": [],
            "created_at": CREATED_AT,
            "updated_at": CREATED_AT,
        })
    }
}

/// When everybody's account was made, in Unix milliseconds: the first of January 2026.
const CREATED_AT: i64 = 1_767_225_600_000;

/// First and last name: a name in Korean syllables begins with a family name of one.
fn split(name: &str) -> (String, Option<String>) {
    let mut rest = name.chars();
    let is_korean = name.chars().all(|it| ('가'..='힣').contains(&it));
    match rest.next() {
        Some(family) if is_korean && !rest.as_str().is_empty() => {
            (rest.as_str().to_owned(), Some(family.to_string()))
        }
        _ => (name.to_owned(), None),
    }
}

/// Clerk's ids end in 27 letters and digits.
fn id_of(key: &str) -> String {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let digest = Sha256::digest(format!("clerk:{key}"));
    let letter = |byte: &u8| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]);
    format!(
        "user_{}",
        digest.iter().take(27).map(letter).collect::<String>()
    )
}

fn id_of_email(user_id: &str) -> String {
    user_id.replacen("user_", "idn_", 1)
}
