//! A bucket that speaks S3.

use std::time::Duration;

use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, RetryConfig, aws::AmazonS3Builder, path::Path,
    prefix::PrefixStore,
};
use openclaw_domain::port::files::FileError;
use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};

/// How a bucket is spoken to.
#[derive(Clone, Debug)]
pub struct Access {
    /// Where it is: `https://ACCOUNT.r2.cloudflarestorage.com` for R2; none for S3 itself.
    pub endpoint: Option<String>,
    /// The region: `auto` for R2.
    pub region: String,
    /// Our key's name there.
    pub key_id: Option<String>,
    /// The key.
    pub secret: Option<SecretString>,
    /// How long one request may take.
    pub timeout: Duration,
    /// How often one is tried again, after a 5xx, a 429 or a lost connection, with longer and longer
    /// pauses.
    pub retries: usize,
    /// When trying again ends all the same: a run waits for it, and so does its creator.
    pub give_up_after: Duration,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            endpoint: None,
            region: "auto".to_owned(),
            key_id: None,
            secret: None,
            timeout: Duration::from_secs(10),
            retries: 5,
            give_up_after: Duration::from_secs(20),
        }
    }
}

/// Opens `bucket`; keys stand below `prefix`.
pub(crate) fn open(
    bucket: &str,
    prefix: &str,
    access: &Access,
) -> Result<Box<dyn ObjectStore>, FileError> {
    let wrong = |what: &str| FileError(format!("the bucket `{bucket}`: {what}"));
    // Without a key the library asks the machine's cloud for one, wherever that is.
    let (Some(key_id), Some(secret)) = (&access.key_id, &access.secret) else {
        return Err(wrong("set `bucket.key_id` and `bucket.secret`"));
    };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&access.region)
        .with_access_key_id(key_id)
        .with_secret_access_key(secret.expose_secret())
        .with_virtual_hosted_style_request(false)
        .with_client_options(
            ClientOptions::new()
                .with_connect_timeout(access.timeout)
                .with_timeout(access.timeout),
        )
        .with_retry(RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: access.retries,
            retry_timeout: access.give_up_after,
        });
    if let Some(endpoint) = &access.endpoint {
        let url = Url::parse(endpoint).map_err(|_| wrong("`bucket.endpoint` is no address"))?;
        let by_tls = url.scheme() == "https";
        if !by_tls && !is_this_machine(&url) {
            return Err(wrong("`bucket.endpoint` must begin with https://"));
        }
        builder = builder
            .with_endpoint(endpoint.trim_end_matches('/'))
            .with_allow_http(!by_tls);
    }
    let store = builder.build().map_err(|error| wrong(&error.to_string()))?;
    let prefix = Path::parse(prefix).map_err(|_| wrong("the prefix is none"))?;
    Ok(Box::new(PrefixStore::new(store, prefix)))
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
