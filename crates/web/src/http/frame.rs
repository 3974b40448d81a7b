//! Around every request: its id and log line; around every answer: its security headers, and words
//! for what went wrong.

use std::sync::Arc;

use askama::DynTemplate;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use flate2::Compression;
use serde_json::{Value, json};
use tracing::{Instrument as _, field::Empty};

use super::{
    compress::{gzip, takes_gzip},
    reader::Asked,
};
use crate::{
    problem::Problem,
    site::{Site, SiteConfig},
    view::{error::ErrorPage, shell::Nav},
    words::{Language, Reader},
};

/// The request's id, in the answer and in every log line about it.
pub(crate) static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The one address outside of the API that scripts ask.
pub(crate) const EXCHANGE: &str = "/auth/hosted/session";

/// A page, before it is written out for its reader: what a handler's answer carries.
#[derive(Clone)]
pub(crate) struct View(pub(crate) Arc<dyn DynTemplate + Send + Sync>);

pub(crate) async fn frame(
    State(site): State<Arc<Site>>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = request_id(&site);
    let path = request.uri().path().to_owned();
    let asked = Asked::read(&site, &request);
    request.extensions_mut().insert(asked.clone());
    let packs = takes_gzip(request.headers());
    let span = tracing::info_span!("request", id, method = %request.method(), path, user = Empty);
    let began = site.world.now();
    let mut response = if site.config.maintenance && !goes_on(&path) {
        Problem::maintenance().into_response()
    } else {
        next.run(request).instrument(span.clone()).await
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = told(&site, &problem, &path, &id, asked.language(), response);
    }
    if let Some(view) = response.extensions_mut().remove::<View>() {
        let reader = asked.reader();
        response = shown(&view, &reader, packs, response).unwrap_or_else(|error| {
            tracing::error!(%error, "a page cannot be rendered");
            unrendered(&site, &reader, packs, &id)
        });
    }
    let took_ms = site.world.now().0 - began.0;
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), took_ms, "answered"));
    add_headers(&site, response.headers_mut(), &id);
    response
}

/// What is answered in maintenance too.
fn goes_on(path: &str) -> bool {
    path == "/healthz" || path.starts_with("/assets/")
}

fn request_id(site: &Site) -> String {
    let mut bytes = [0; 8];
    site.world.random.fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}

/// A fault of ours told as a page; in plain words, should not even that page be written.
fn unrendered(site: &Site, reader: &Reader, packs: bool, id: &str) -> Response {
    let problem = Problem::internal();
    let mut answer = page(site, &problem, id);
    let view = answer.extensions_mut().remove::<View>();
    let words = problem.words.to(reader.language).into_owned();
    view.and_then(|view| shown(&view, reader, packs, answer).ok())
        .unwrap_or_else(|| (problem.status, words).into_response())
}

/// The page in its reader's language; status and headers of the answer stay.
fn shown(
    view: &View,
    reader: &Reader,
    packs: bool,
    mut answer: Response,
) -> askama::Result<Response> {
    let language = reader.language.tag();
    let html = view.0.dyn_render_with_values(&reader.clone().as_values())?;
    let packed = packs
        .then(|| gzip(html.as_bytes(), Compression::fast()))
        .flatten();
    let headers = answer.headers_mut();
    if packed.is_some() {
        let gzip = HeaderValue::from_static("gzip");
        headers.insert(header::CONTENT_ENCODING, gzip);
    }
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language));
    let vary = HeaderValue::from_static("accept-encoding, accept-language, cookie");
    headers.insert(header::VARY, vary);
    headers.remove(header::CONTENT_LENGTH);
    *answer.body_mut() = packed.map_or_else(|| Body::from(html), Body::from);
    Ok(answer)
}

/// The problem in the shape its reader wants; headers that were set already stay.
fn told(
    site: &Site,
    problem: &Problem,
    path: &str,
    id: &str,
    language: Language,
    answer: Response,
) -> Response {
    let mut response = if path.starts_with("/api/") || path == EXCHANGE {
        json_problem(problem, id, language)
    } else if let Some(address) = &problem.page_redirect {
        Redirect::to(address).into_response()
    } else {
        page(site, problem, id)
    };
    for (name, value) in answer.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            response.headers_mut().insert(name.clone(), value.clone());
        }
    }
    response
}

fn json_problem(problem: &Problem, id: &str, language: Language) -> Response {
    let mut body = json!({
        "title": problem.status.canonical_reason().unwrap_or("Error"),
        "status": problem.status.as_u16(),
        "code": problem.code,
        "detail": problem.words.to(language),
        "request_id": id,
    });
    if let Value::Object(body) = &mut body {
        for (name, value) in &problem.members {
            body.insert((*name).to_owned(), value.clone());
        }
    }
    let headers = [(header::CONTENT_TYPE, "application/problem+json")];
    (problem.status, headers, body.to_string()).into_response()
}

fn page(site: &Site, problem: &Problem, id: &str) -> Response {
    let shell = site.shell("", Nav::Nowhere, None);
    let mut page = ErrorPage::new(shell, problem.status.as_u16(), Some(id.to_owned()));
    // The page has better words of its own for what is nobody's fault in particular.
    if !matches!(
        problem.code,
        "not_found" | "internal" | "signed_out" | "busy" | "maintenance"
    ) {
        page.advice.clone_from(&*problem.words);
    }
    let mut response = problem.status.into_response();
    response.extensions_mut().insert(View(Arc::new(page)));
    response
}

/// What a page may load and speak to.
fn policy(config: &SiteConfig) -> String {
    let origins = config.payment_origins.join(" ");
    format!(
        "default-src 'self'; script-src 'self' {origins}; style-src 'self'; img-src 'self' data:; \
         connect-src 'self' {origins}; frame-src {origins}; frame-ancestors 'none'; base-uri 'none'; \
         form-action 'self' {origins}; object-src 'none'"
    )
}

/// The same for the one page that shows Clerk's form, as Clerk asks for it: its scripts and its API,
/// styles that the script makes, a worker, its pictures, and Cloudflare's check against robots.
pub(crate) fn clerk_policy(frontend: &str) -> String {
    const ROBOTS: &str = "https://challenges.cloudflare.com";
    format!(
        "default-src 'self'; script-src 'self' {frontend} {ROBOTS}; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: https://img.clerk.com; connect-src 'self' {frontend}; \
         worker-src 'self' blob:; frame-src {ROBOTS}; frame-ancestors 'none'; base-uri 'none'; \
         form-action 'self'; object-src 'none'"
    )
}

/// What every answer carries that says nothing else itself.
pub(crate) fn headers(config: &SiteConfig) -> HeaderMap {
    let mut headers = HeaderMap::new();
    // Origins come from the configuration, where they were read as addresses.
    if let Ok(policy) = HeaderValue::from_str(&policy(config)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let mut set = |name: HeaderName, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=()",
    );
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin-allow-popups",
    );
    // What belongs to somebody is kept by nobody on the way.
    set(header::CACHE_CONTROL, "private, no-store");
    if config.is_https() {
        set(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
    headers
}

fn add_headers(site: &Site, headers: &mut HeaderMap, id: &str) {
    headers.reserve(site.headers.len() + 1);
    for (name, value) in &site.headers {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.entry(&REQUEST_ID).or_insert(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value that cannot be written.
    struct Broken;

    impl std::fmt::Display for Broken {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            Err(std::fmt::Error)
        }
    }

    #[derive(askama::Template)]
    #[template(source = "whole until here {{ broken }}", ext = "txt")]
    struct BrokenPage {
        broken: Broken,
    }

    #[test]
    fn a_page_that_cannot_be_written_is_no_half_page() {
        let view = View(Arc::new(BrokenPage { broken: Broken }));
        assert!(shown(&view, &Reader::default(), false, Response::default()).is_err());
    }

    #[test]
    fn clerks_form_gets_what_it_asks_for_and_no_script_of_the_page() {
        let policy = clerk_policy("https://clerk.example");
        let allowed = |directive: &str| {
            let mut directives = policy.split("; ");
            directives
                .find_map(|it| it.strip_prefix(directive)?.strip_prefix(' '))
                .unwrap_or_default()
        };
        for directive in ["script-src", "connect-src"] {
            let sources: Vec<_> = allowed(directive).split(' ').collect();
            assert!(sources.contains(&"https://clerk.example"), "{policy}");
            assert!(!sources.iter().any(|source| source.contains("unsafe")));
        }
        assert_eq!(allowed("frame-ancestors"), "'none'");
        assert_eq!(allowed("form-action"), "'self'");
    }
}
