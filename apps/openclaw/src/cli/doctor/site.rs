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
    ("notice of AI", "/ai", "AI"),
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
    checks.push(texts(app));
    checks
}

/// Whose texts they are: only the operator's counsel knows whether ours fit their business.
fn texts(app: &App) -> Check {
    let built_in = app.site.legal.built_in();
    if built_in.is_empty() {
        return Check::ok("legal texts", "your own, of `legal.folder`");
    }
    let level = if app.site.config.sandbox {
        Level::Note
    } else {
        Level::Warning
    };
    let found = format!("the program's own are served: {}", built_in.join(", "));
    let next = "have counsel read them, and put your own into a folder: OPENCLAW_LEGAL";
    Check::bad(level, "legal texts", found, next)
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
