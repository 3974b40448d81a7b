//! The pages that the law and NICE's review look at.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header::HOST},
};
use tower::ServiceExt as _;

use super::{Check, Level};
use crate::app::App;

/// More than any of these pages has.
const LONGEST: usize = 1 << 20;

/// A page, and the words that must be on it.
const PAGES: [(&str, &str, &str); 4] = [
    ("page of terms", "/terms", "이용약관"),
    ("page of privacy", "/privacy", "개인정보"),
    ("page of refunds", "/refund", "환불"),
    ("notice of AI", "/terms", "AI가 만든"),
];

pub(super) async fn checks(app: &App) -> Vec<Check> {
    let mut checks = Vec::new();
    for (what, path, words) in PAGES {
        checks.push(match page(app, path).await {
            Some(text) if text.contains(words) => Check::ok(what, path),
            Some(_) => missing(what, format!("{path} does not say “{words}”")),
            None => missing(what, format!("{path} is not served")),
        });
    }
    checks
}

fn missing(what: &str, found: String) -> Check {
    let next = "the law and NICE's review want it";
    Check::bad(Level::Missing, what, found, next)
}

/// The page as a visitor gets it.
async fn page(app: &App, path: &str) -> Option<String> {
    let public = &app.site.config.public_url;
    let host = public.split_once("://").map_or("", |(_, host)| host);
    let request = Request::get(path).header(HOST, host).body(Body::empty());
    let router = openclaw_web::router(Arc::clone(&app.site));
    let answer = router.oneshot(request.ok()?).await.ok()?;
    if answer.status() != StatusCode::OK {
        return None;
    }
    let body = to_bytes(answer.into_body(), LONGEST).await.ok()?;
    String::from_utf8(body.to_vec()).ok()
}
