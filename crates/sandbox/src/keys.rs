//! The keys that sign tokens: made once per process, on first use, and never written down. Services
//! share them under names of their own.

use std::{collections::HashMap, sync::LazyLock};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use rsa::{
    RsaPrivateKey, RsaPublicKey,
    pkcs1v15::SigningKey,
    rand_core::OsRng,
    sha2::{Digest, Sha256},
    signature::{SignatureEncoding, Signer as _},
    traits::PublicKeyParts,
};
use serde_json::{Value, json};

use crate::{faults::Service, state::State};

const KEY_BITS: usize = 2048;

struct Key {
    id: String,
    signing: SigningKey<Sha256>,
    public: RsaPublicKey,
}

/// Two are enough: each is the other's successor, under a new name.
static KEYS: [LazyLock<Key>; 2] = [LazyLock::new(new_key), LazyLock::new(new_key)];

fn new_key() -> Key {
    let private =
        RsaPrivateKey::new(&mut OsRng, KEY_BITS).expect("the operating system gives randomness");
    let public = private.to_public_key();
    let id = URL_SAFE_NO_PAD.encode(Sha256::digest(public.n().to_bytes_be()));
    Key {
        id: id[..12].to_owned(),
        signing: SigningKey::new(private),
        public,
    }
}

/// How often the services have changed their keys.
#[derive(Debug, Default)]
pub(crate) struct Rotations(HashMap<Service, usize>);

impl Rotations {
    pub(crate) fn rotate(&mut self, service: Service) {
        *self.0.entry(service).or_default() += 1;
    }

    fn of(&self, service: Service) -> usize {
        self.0.get(&service).copied().unwrap_or_default()
    }
}

/// How a token is signed, rightly or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seal<'a> {
    Good,
    /// `alg: none`, and no signature.
    Unsigned,
    /// `HS256` with this text.
    Secret(&'a str),
    /// Under the right name, with another key.
    OtherKey,
    /// With the right key, under a name that is not published.
    UnknownKey,
}

/// The key that a service signs with now.
pub(crate) struct Signer {
    id: String,
    number: usize,
}

impl Signer {
    /// Making a key takes long enough to hold up every other answer of a single-threaded runtime.
    pub(crate) async fn of(state: &State, service: Service) -> Self {
        let times = state.rotations().of(service);
        tokio::task::spawn_blocking(move || Self::new(service, times))
            .await
            .expect("making a key does not panic")
    }

    /// The same, for callers that may wait for a key to be made.
    pub(crate) fn at_once(state: &State, service: Service) -> Self {
        let times = state.rotations().of(service);
        Self::new(service, times)
    }

    fn new(service: Service, times: usize) -> Self {
        let number = times % KEYS.len();
        let prefix = match service {
            Service::Clerk => "ins_",
            _ => "",
        };
        let key = &KEYS[number].id;
        Self {
            id: format!("{prefix}sandbox-{key}-{times}"),
            number,
        }
    }

    /// The JSON Web Key Set.
    pub(crate) fn published(&self) -> Value {
        let public = &KEYS[self.number].public;
        json!({"keys": [{
            "kid": self.id,
            "kty": "RSA",
            "alg": "RS256",
            "use": "sig",
            "n": URL_SAFE_NO_PAD.encode(public.n().to_bytes_be()),
            "e": URL_SAFE_NO_PAD.encode(public.e().to_bytes_be()),
        }]})
    }

    /// A JSON Web Token over these claims; `more` is what its header has besides `alg`, `kid` and
    /// `typ`.
    pub(crate) fn sign(&self, claims: &Value, more: &Value, seal: Seal<'_>) -> String {
        let (algorithm, id) = match seal {
            Seal::Good | Seal::OtherKey => ("RS256", self.id.as_str()),
            Seal::Unsigned => ("none", self.id.as_str()),
            Seal::Secret(_) => ("HS256", self.id.as_str()),
            Seal::UnknownKey => ("RS256", "sandbox-unknown"),
        };
        let mut header = json!({"alg": algorithm, "kid": id, "typ": "JWT"});
        if let (Some(header), Some(more)) = (header.as_object_mut(), more.as_object()) {
            header.extend(more.clone());
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(claims));
        let number = match seal {
            Seal::OtherKey => (self.number + 1) % KEYS.len(),
            _ => self.number,
        };
        let signature = match seal {
            Seal::Unsigned => Vec::new(),
            Seal::Secret(secret) => mac(secret, &message),
            _ => KEYS[number].signing.sign(message.as_bytes()).to_vec(),
        };
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn mac(secret: &str, message: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length will do");
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
