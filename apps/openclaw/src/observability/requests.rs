//! Requests by route and status, and how long each took until its answer began.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::Response,
};
use metrics::{counter, describe_counter, describe_histogram, histogram};

/// What is asked for that there is no route for.
const NO_ROUTE: &str = "(none)";

#[expect(
    clippy::disallowed_methods,
    reason = "latency is measured in real time, whatever clock the world has"
)]
pub(crate) async fn measured(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or_else(|| NO_ROUTE.to_owned(), |it| it.as_str().to_owned());
    let method = word(request.method());
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    histogram!("openclaw_request_seconds", "route" => route.clone(), "method" => method)
        .record(began.elapsed());
    counter!("openclaw_requests_total", "route" => route, "method" => method, "status" => status)
        .increment(1);
    response
}

/// A closed set: a client may send any word.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        _ => "other",
    }
}

pub(super) fn describe() {
    describe_counter!(
        "openclaw_requests_total",
        "Requests by route, method and status."
    );
    describe_histogram!(
        "openclaw_request_seconds",
        "Seconds until an answer began, by route and method."
    );
}
