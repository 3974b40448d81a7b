//! Requests that change something must come from our own pages, or from a program that brings its
//! token itself. A browser tells where a request came from; a program that is no browser tells
//! nothing and sends no cookie it was not given.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::problem::Problem;

pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if reads || is_ours(request.headers()) {
        next.run(request).await
    } else {
        tracing::warn!("refused a cross-site request");
        Problem::cross_site().into_response()
    }
}

fn is_ours(headers: &HeaderMap) -> bool {
    // No other site can make a browser add a token, and who brings one is not told by a cookie.
    if headers.get(header::AUTHORIZATION).is_some_and(is_bearer) {
        return true;
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let authority = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"))
        .map(|(_, a)| a);
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    authority.is_some() && authority == host
}

/// Whether an `Authorization` header brings a token of ours.
pub(crate) fn is_bearer(value: &HeaderValue) -> bool {
    value.as_bytes().starts_with(b"Bearer ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_and_programs_may_change_things() {
        for (sent, ours) in [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "none")][..], true),
            (&[("sec-fetch-site", "cross-site")][..], false),
            (&[("sec-fetch-site", "same-site")][..], false),
            (
                &[("origin", "http://us:8787"), ("host", "us:8787")][..],
                true,
            ),
            (&[("origin", "http://evil"), ("host", "us:8787")][..], false),
            (&[("origin", "null"), ("host", "us:8787")][..], false),
            (
                &[
                    ("origin", "http://us:8787"),
                    ("sec-fetch-site", "cross-site"),
                    ("host", "us:8787"),
                ][..],
                false,
            ),
            (
                &[
                    ("origin", "http://evil"),
                    ("host", "us"),
                    ("authorization", "Bearer x"),
                ][..],
                true,
            ),
        ] {
            let headers = sent.iter().map(|(name, value)| {
                (
                    header::HeaderName::from_static(name),
                    value.parse().unwrap(),
                )
            });
            assert_eq!(is_ours(&headers.collect()), ours, "{sent:?}");
        }
    }
}
