//! The bucket that results are kept in, when they are not kept in a folder.

use secrecy::SecretString;
use serde::Serialize;

use super::sections::masked;

/// A bucket that speaks S3.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Bucket {
    /// Where it is, such as `https://ACCOUNT.r2.cloudflarestorage.com`. Without it: Amazon S3.
    #[config(env = "OPENCLAW_BUCKET_ENDPOINT")]
    pub endpoint: Option<String>,
    /// Its region; `auto` is right for R2.
    #[config(env = "OPENCLAW_BUCKET_REGION", default = "auto")]
    pub region: String,
    /// Our access key's id.
    #[config(env = "OPENCLAW_BUCKET_KEY_ID")]
    pub key_id: Option<String>,
    /// Our access key's secret.
    #[config(env = "OPENCLAW_BUCKET_SECRET")]
    #[serde(serialize_with = "masked")]
    pub secret: Option<SecretString>,
}
