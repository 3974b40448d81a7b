//! What robots may read, and where.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    site::Site,
    words::{PUBLIC_PAGES, english_address},
};

const DAY: &str = "public, max-age=86400";

/// `/robots.txt`: the public pages and what they are made of; nothing where money is pretended.
pub(super) async fn robots(State(site): State<Arc<Site>>) -> Response {
    let text = if site.config.sandbox {
        "User-agent: *\nDisallow: /\n".to_owned()
    } else {
        let private = [
            "/admin",
            "/api/",
            "/auth/",
            "/credits",
            "/dashboard",
            "/goodbye",
            "/orders",
            "/runs",
            "/settings",
            "/welcome",
        ];
        let mut text = "User-agent: *\nAllow: /api/docs\n".to_owned();
        for path in private {
            let _ = writeln!(text, "Disallow: {path}");
        }
        let _ = writeln!(text, "\nSitemap: {}/sitemap.xml", site.config.public_url);
        text
    };
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, DAY),
    ];
    (headers, text).into_response()
}

/// `/sitemap.xml`: each public page with its other language.
pub(super) async fn sitemap(State(site): State<Arc<Site>>) -> Response {
    let home = &site.config.public_url;
    let mut xml = concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?>"#,
        "\n",
        r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">"#,
        "\n",
    )
    .to_owned();
    for korean in PUBLIC_PAGES {
        let english = english_address(korean);
        for address in [korean, &english] {
            let _ = writeln!(
                xml,
                r#"<url><loc>{home}{address}</loc><xhtml:link rel="alternate" hreflang="ko" href="{home}{korean}"/><xhtml:link rel="alternate" hreflang="en" href="{home}{english}"/></url>"#
            );
        }
    }
    xml.push_str("</urlset>\n");
    let headers = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
        (header::CACHE_CONTROL, DAY),
    ];
    (headers, xml).into_response()
}
