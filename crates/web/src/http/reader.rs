//! Whom an answer is for: their language, told by the address, their setting, a cookie, their browser.

use std::{
    convert::Infallible,
    sync::{Arc, OnceLock},
};

use axum::{
    extract::{FromRequestParts, Request},
    http::{Method, request::Parts},
};
use openclaw_domain::account::User;

use super::cookies::LANGUAGE;
use crate::{
    site::Site,
    words::{Language, Reader, is_english_address},
};

/// What a request says of its language. The setting becomes known when its sender does.
#[derive(Clone)]
pub(crate) struct Asked {
    by_address: Option<Language>,
    setting: Arc<OnceLock<Language>>,
    otherwise: Language,
    reader: Reader,
}

impl Asked {
    /// Reads it. Where nothing is asked for, people get Korean, and programs English.
    pub(crate) fn read(site: &Site, request: &Request) -> Self {
        let (uri, headers) = (request.uri(), request.headers());
        let cookie = site.cookie(headers, LANGUAGE);
        let cookie = cookie.and_then(|tag| Language::from_tag(&tag));
        let is_page = uri.path() == "/api/docs";
        let unsaid = if uri.path().starts_with("/api/") && !is_page {
            Language::English
        } else {
            Language::Korean
        };
        // Only what a GET shows can be gone back to in another language.
        let address = if request.method() == Method::GET {
            uri.path_and_query().map_or("/", |it| it.as_str())
        } else {
            "/dashboard"
        };
        Self {
            by_address: is_english_address(uri.path()).then_some(Language::English),
            setting: Arc::default(),
            otherwise: cookie
                .or_else(|| Language::accepted(headers))
                .unwrap_or(unsaid),
            reader: Reader {
                language: Language::default(),
                address: address.to_owned(),
                home: site.config.public_url.clone(),
            },
        }
    }

    /// Now it is known who asked.
    pub(crate) fn by(&self, user: &User) {
        if let Some(language) = user.language {
            // The same user, if it was known before.
            let _ = self.setting.set(language.into());
        }
    }

    /// The language of the answer.
    pub(crate) fn language(&self) -> Language {
        self.by_address
            .or_else(|| self.setting.get().copied())
            .unwrap_or(self.otherwise)
    }

    /// Whom a page is written out for.
    pub(crate) fn reader(self) -> Reader {
        Reader {
            language: self.language(),
            ..self.reader
        }
    }
}

/// The language of the answer, for handlers that write it out themselves: after who sent it.
pub(crate) struct Spoken(pub(crate) Language);

impl<S: Send + Sync> FromRequestParts<S> for Spoken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let asked = parts.extensions.get::<Asked>();
        Ok(Self(asked.map_or_else(Language::default, Asked::language)))
    }
}
