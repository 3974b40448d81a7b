//! A signed token in its compact form (RFC 7515), read without believing it.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use openidconnect::{
    JsonWebKey as _, JsonWebKeyUse,
    core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm as Algorithm},
};
use serde_json::{Map, Value};

use crate::token::Flaw;

/// A token's parts. What they say is worth nothing until [`Jws::proved_by`] is `Ok`.
pub(crate) struct Jws<'a> {
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    /// The parts, where there are such.
    pub(crate) fn read(raw: &'a str) -> Option<Self> {
        let (signed, signature) = raw.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let object = |part: &str| serde_json::from_slice(&BASE64URL.decode(part).ok()?).ok();
        Some(Self {
            header: object(header)?,
            claims: object(claims)?,
            signed,
            signature: BASE64URL.decode(signature).ok()?,
        })
    }

    /// A member of the header, where it is a text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }

    /// Whether one of the keys, the one the token names, made the signature with RS256.
    pub(crate) fn proved_by(&self, keys: &CoreJsonWebKeySet) -> Result<(), Flaw> {
        let refused = |reason: &str| Flaw::Refused(reason.to_owned());
        if self.header("alg") != Some("RS256") {
            return Err(refused("the token is signed with another algorithm"));
        }
        // Extensions that must be understood (RFC 7515, 4.1.11); none is.
        if self.header.contains_key("crit") {
            return Err(refused("the token asks for what is not known here"));
        }
        let kid = self
            .header("kid")
            .ok_or_else(|| refused("the token names no key"))?;
        let key = keys.keys().iter().find(|key| {
            key.key_id().is_some_and(|id| **id == kid)
                && key.key_use().is_none_or(JsonWebKeyUse::allows_signature)
        });
        key.ok_or(Flaw::UnknownKey)?
            .verify_signature(
                &Algorithm::RsaSsaPkcs1V15Sha256,
                self.signed.as_bytes(),
                &self.signature,
            )
            .map_err(|_| refused("the token's signature is wrong"))
    }
}
