//! What a provider says of itself, and its keys.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openclaw_domain::port::identity::IdentityError;
use openidconnect::{
    IssuerUrl,
    core::{CoreJsonWebKeySet, CoreProviderMetadata},
};

use crate::{
    failure::{unavailable, undiscovered},
    http::Http,
    settings::Settings,
};

/// A provider's metadata with its keys, kept once it has told them.
pub(crate) struct Directory {
    pub(crate) http: Http,
    pub(crate) issuer: IssuerUrl,
    /// Never locked across a wait: two first sign-ins at once ask twice, and neither waits for the
    /// other.
    metadata: Mutex<Option<Arc<CoreProviderMetadata>>>,
}

impl Directory {
    pub(crate) fn new(http: Http, issuer: IssuerUrl) -> Self {
        Self {
            http,
            issuer,
            metadata: Mutex::default(),
        }
    }

    /// The metadata, fetched when there is none yet; a failure is not remembered.
    pub(crate) async fn metadata(
        &self,
        settings: &Settings,
    ) -> Result<Arc<CoreProviderMetadata>, IdentityError> {
        let known = self.remembered().clone();
        if let Some(metadata) = known {
            return Ok(metadata);
        }
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(undiscovered)?;
        let token = found
            .token_endpoint()
            .ok_or_else(|| unavailable("it names no token endpoint"))?;
        let places = [
            found.authorization_endpoint().url(),
            token.url(),
            found.jwks_uri().url(),
        ];
        if !places.into_iter().all(|place| settings.allows(place)) {
            return Err(unavailable("it names an address without TLS"));
        }
        Ok(self.remember(found))
    }

    /// The same metadata with the keys the provider has now.
    pub(crate) async fn with_new_keys(
        &self,
        old: &CoreProviderMetadata,
    ) -> Result<Arc<CoreProviderMetadata>, IdentityError> {
        let keys = CoreJsonWebKeySet::fetch_async(old.jwks_uri(), &self.http)
            .await
            .map_err(undiscovered)?;
        Ok(self.remember(old.clone().set_jwks(keys)))
    }

    fn remembered(&self) -> MutexGuard<'_, Option<Arc<CoreProviderMetadata>>> {
        // Only whole values are ever put here, so a panic elsewhere leaves none in halves.
        self.metadata.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, metadata: CoreProviderMetadata) -> Arc<CoreProviderMetadata> {
        let metadata = Arc::new(metadata);
        *self.remembered() = Some(Arc::clone(&metadata));
        metadata
    }
}
