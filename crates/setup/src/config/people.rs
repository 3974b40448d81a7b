//! Rules about sign-in and accounts, and what live mode cannot do without there.

use axum::http::HeaderName;
use secrecy::{ExposeSecret as _, SecretString};
use time::{Date, Month};

use super::{
    Config, IdentityBy, Must,
    check::{is_loopback, is_stand_ins},
    musts::{is_filled, is_secret},
};

/// A shorter key can be guessed, and then every address and person be tried.
const SHORTEST_HASH_KEY: usize = 32;

impl Config {
    /// What about people does not go together.
    pub(super) fn people(&self) -> Vec<String> {
        let (accounts, openid) = (&self.accounts, &self.openid);
        let mut found = Vec::new();
        if accounts.per_address == 0 {
            found.push("`accounts.per_address` is 0: nobody could ever sign up".to_owned());
        }
        if !is_day(&accounts.legal_version) {
            let version = &accounts.legal_version;
            found.push(format!(
                "`accounts.legal_version` is a day, YYYY-MM-DD, not `{version}`"
            ));
        }
        let header = accounts.address_header.as_deref();
        if header.is_some_and(|name| name.parse::<HeaderName>().is_err()) {
            found.push("`accounts.address_header` is no header's name".to_owned());
        }
        if openid.issuer.is_some() != openid.client_id.is_some() {
            found.push("`openid` needs `issuer` and `client_id` together".to_owned());
        }
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let name = &openid.name;
        if name.is_empty() || !name.bytes().all(is_plain) {
            found.push(format!(
                "`openid.name` is lower case letters, digits and dashes, not `{name}`"
            ));
        }
        if ["kakao", "google", "hosted"].contains(&name.as_str()) {
            found.push(format!("`openid.name` is another way to sign in: `{name}`"));
        }
        found
    }

    /// Sandbox mode speaks to its own Clerk alone.
    pub(super) fn clerk_against_sandbox(&self) -> Vec<String> {
        let clerk = &self.clerk;
        let mut found = Vec::new();
        for (key, address) in self.clerk_addresses() {
            if address.is_some_and(|address| !is_loopback(address)) {
                found.push(format!(
                    "sandbox mode speaks to this machine alone, but not `{key}`"
                ));
            }
        }
        if clerk.mount && clerk.frontend_url.is_none() {
            found.push(
                "`clerk.mount` needs Clerk's own scripts, which the sandbox lacks".to_owned(),
            );
        }
        let is_live = |key: &str| key.starts_with("pk_live_");
        if clerk.publishable_key.as_deref().is_some_and(is_live)
            || (clerk.backend_url.is_none() && !clerk.webhook_secrets().iter().all(is_stand_ins))
        {
            found.push(
                "sandbox mode refuses live keys: unset `clerk.publishable_key` and `clerk.webhook_secrets`, or set OPENCLAW_MODE=live"
                    .to_owned(),
            );
        }
        found
    }

    /// Live mode never takes a test person for a real one.
    pub(super) fn clerk_against_live(&self) -> Vec<String> {
        let clerk = &self.clerk;
        let mut found = Vec::new();
        for (key, address) in self.clerk_addresses() {
            if address.is_some_and(is_loopback) {
                found.push(format!(
                    "live mode refuses the sandbox: `{key}` is on this machine"
                ));
            }
        }
        let secret = clerk.secret_key.as_ref().map(SecretString::expose_secret);
        for (key, value, begin) in [
            (
                "publishable_key",
                clerk.publishable_key.as_deref(),
                "pk_live_",
            ),
            ("secret_key", secret, "sk_live_"),
        ] {
            if value.is_some_and(|value| !value.trim().is_empty() && !value.starts_with(begin)) {
                found.push(format!(
                    "live mode refuses test keys: `clerk.{key}` must begin with {begin}"
                ));
            }
        }
        if clerk.webhook_secrets().iter().any(is_stand_ins) {
            found.push("live mode refuses the sandbox's own `clerk.webhook_secrets`".to_owned());
        }
        found
    }

    /// Where Clerk is, besides the address that is checked with its key.
    fn clerk_addresses(&self) -> [(&'static str, Option<&str>); 2] {
        let clerk = &self.clerk;
        [
            ("clerk.frontend_url", clerk.frontend_url.as_deref()),
            ("clerk.portal_url", clerk.portal_url.as_deref()),
        ]
    }

    /// A way to sign in, and a key for what is kept of those who left.
    pub(super) fn people_musts(&self) -> Vec<Must> {
        let clerk = &self.clerk;
        let mut musts = match self.identity.by {
            IdentityBy::OpenId => vec![Must {
                key: "sign-in",
                holds: [
                    &self.kakao.client_id,
                    &self.google.client_id,
                    &self.openid.client_id,
                ]
                .into_iter()
                .any(|id| is_filled(id.as_ref())),
                needs: "a way to sign in: `kakao.client_id`, `google.client_id` or `openid.client_id`",
                next: "register the site at Kakao Developers or the Google Cloud console",
            }],
            IdentityBy::Clerk => vec![
                Must {
                    key: "clerk.publishable_key",
                    holds: is_filled(clerk.publishable_key.as_ref()),
                    needs: "`clerk.publishable_key`",
                    next: "Clerk's dashboard, API keys, the production instance: pk_live_…",
                },
                Must {
                    key: "clerk.secret_key",
                    holds: is_secret(clerk.secret_key.as_ref()),
                    needs: "`clerk.secret_key`",
                    next: "Clerk's dashboard, API keys, the production instance: sk_live_…",
                },
            ],
        };
        let key = self.accounts.hash_key.as_ref();
        musts.push(Must {
            key: "accounts.hash_key",
            holds: key
                .is_some_and(|key| key.expose_secret().trim().chars().count() >= SHORTEST_HASH_KEY),
            needs: "32 characters or more in `accounts.hash_key`",
            next: "`openssl rand -hex 32` makes one; keep it for ever, with the backups",
        });
        musts
    }
}

fn is_day(text: &str) -> bool {
    let mut parts = text.splitn(3, '-').map(|part| {
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u16>().ok().filter(|_| is_number)
    });
    let (Some(Some(year)), Some(Some(month)), Some(Some(day))) =
        (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let date = || {
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()
    };
    text.len() == "YYYY-MM-DD".len() && date().is_some()
}
