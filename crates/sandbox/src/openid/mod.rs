//! Kakao and Google sign-in: `OpenID` Connect providers with the authorization code flow.
//!
//! Paths, parameters, error bodies and claims follow the providers' public discovery documents and
//! developer guides, and `OpenID` Connect Core 1.0 with PKCE (RFC 7636). Left out: refreshing,
//! logging out, and the providers' own user APIs.

mod authorize;
mod grants;
mod metadata;
pub(crate) mod people;
mod token;

use std::sync::Arc;

use axum::{
    Extension, Router,
    routing::{get, post},
};

pub(crate) use grants::Grants;

use crate::{
    GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, KAKAO_CLIENT_ID, KAKAO_CLIENT_SECRET, faults::Service,
    state::State,
};

pub(crate) const KAKAO: Provider = Provider {
    service: Service::Kakao,
    label: "카카오",
    prefix: "/kakao",
    authorize: "/kakao/oauth/authorize",
    token: "/kakao/oauth/token",
    keys: "/kakao/.well-known/jwks.json",
    userinfo: "/kakao/v1/oidc/userinfo",
    client_id: KAKAO_CLIENT_ID,
    client_secret: KAKAO_CLIENT_SECRET,
    id_token_seconds: 21_599,
};

pub(crate) const GOOGLE: Provider = Provider {
    service: Service::Google,
    label: "Google",
    prefix: "/google",
    authorize: "/google/o/oauth2/v2/auth",
    token: "/google/token",
    keys: "/google/oauth2/v3/certs",
    userinfo: "/google/v1/userinfo",
    client_id: GOOGLE_CLIENT_ID,
    client_secret: GOOGLE_CLIENT_SECRET,
    id_token_seconds: 3_600,
};

/// One of the two, and where its things are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Provider {
    service: Service,
    label: &'static str,
    prefix: &'static str,
    authorize: &'static str,
    token: &'static str,
    keys: &'static str,
    userinfo: &'static str,
    client_id: &'static str,
    client_secret: &'static str,
    id_token_seconds: i64,
}

impl Provider {
    fn is_kakao(self) -> bool {
        self.service == Service::Kakao
    }

    fn issuer(self, base_url: &str) -> String {
        format!("{base_url}{}", self.prefix)
    }

    /// What programs call.
    pub(crate) fn api_routes(self) -> Router<Arc<State>> {
        let discovery = format!("{}/.well-known/openid-configuration", self.prefix);
        Router::new()
            .route(&discovery, get(metadata::discovery))
            .route(self.keys, get(metadata::keys))
            .route(self.token, post(token::token))
            .route(self.userinfo, get(token::userinfo))
            .layer(Extension(self))
    }

    /// What browsers open.
    pub(crate) fn page_routes(self) -> Router<Arc<State>> {
        Router::new()
            .route(self.authorize, get(authorize::show).post(authorize::choose))
            .layer(Extension(self))
    }
}
