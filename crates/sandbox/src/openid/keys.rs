//! The key that signs id tokens: made once per process, on first use, and never written down.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{
    RsaPrivateKey, RsaPublicKey,
    pkcs1v15::SigningKey,
    rand_core::OsRng,
    sha2::{Digest, Sha256},
    signature::{SignatureEncoding, Signer},
    traits::PublicKeyParts,
};
use serde_json::{Value, json};

const KEY_BITS: usize = 2048;

struct Key {
    id: String,
    signing: SigningKey<Sha256>,
    public: RsaPublicKey,
}

static KEY: LazyLock<Key> = LazyLock::new(|| {
    let private =
        RsaPrivateKey::new(&mut OsRng, KEY_BITS).expect("the operating system gives randomness");
    let public = private.to_public_key();
    let id = URL_SAFE_NO_PAD.encode(Sha256::digest(public.n().to_bytes_be()));
    Key {
        id: format!("sandbox-{}", &id[..12]),
        signing: SigningKey::new(private),
        public,
    }
});

/// Making the key takes long enough to hold up every other answer of a single-threaded runtime.
async fn key() -> &'static Key {
    tokio::task::spawn_blocking(|| &*KEY)
        .await
        .expect("making a key does not panic")
}

/// The JSON Web Key Set.
pub(super) async fn public_keys() -> Value {
    let key = key().await;
    json!({"keys": [{
        "kid": key.id,
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "n": URL_SAFE_NO_PAD.encode(key.public.n().to_bytes_be()),
        "e": URL_SAFE_NO_PAD.encode(key.public.e().to_bytes_be()),
    }]})
}

/// A JSON Web Token over these claims, signed with RS256.
pub(super) async fn sign(claims: &Value) -> String {
    let key = key().await;
    let header = json!({"kid": key.id, "typ": "JWT", "alg": "RS256"});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&header), part(claims));
    let signature = key.signing.sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}
