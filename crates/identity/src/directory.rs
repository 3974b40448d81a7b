//! What a provider says of itself, and its keys.

use std::sync::Arc;

use openclaw_domain::{port::identity::IdentityError, time::Clock};
use openidconnect::{IssuerUrl, UserInfoUrl, core::CoreProviderMetadata};

use crate::{
    failure::{unavailable, undiscovered},
    http::Http,
    kept::Kept,
    settings::Settings,
};

/// A provider's metadata with its keys, kept once it has told them.
pub(crate) struct Directory {
    pub(crate) http: Http,
    pub(crate) issuer: IssuerUrl,
    metadata: Kept<CoreProviderMetadata>,
}

impl Directory {
    pub(crate) fn new(http: Http, issuer: IssuerUrl) -> Self {
        Self {
            http,
            issuer,
            metadata: Kept::default(),
        }
    }

    /// The metadata, fetched when there is none yet; a failure is not remembered.
    pub(crate) async fn metadata(
        &self,
        settings: &Settings,
    ) -> Result<Arc<CoreProviderMetadata>, IdentityError> {
        self.metadata.first(self.fetch(settings)).await
    }

    /// The metadata and the keys that the provider has now, which may be at another address.
    pub(crate) async fn with_new_keys(
        &self,
        old: &Arc<CoreProviderMetadata>,
        settings: &Settings,
        clock: &dyn Clock,
    ) -> Result<Arc<CoreProviderMetadata>, IdentityError> {
        self.metadata.newer(old, clock, self.fetch(settings)).await
    }

    async fn fetch(&self, settings: &Settings) -> Result<CoreProviderMetadata, IdentityError> {
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(undiscovered)?;
        let token = found
            .token_endpoint()
            .ok_or_else(|| unavailable("it names no token endpoint"))?;
        let places = [
            Some(found.authorization_endpoint().url()),
            Some(token.url()),
            Some(found.jwks_uri().url()),
            found.userinfo_endpoint().map(UserInfoUrl::url),
        ];
        if !places
            .into_iter()
            .flatten()
            .all(|place| settings.allows(place))
        {
            return Err(unavailable("it names an address without TLS"));
        }
        Ok(found)
    }
}
