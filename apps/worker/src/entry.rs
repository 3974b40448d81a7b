//! What the platform calls: a request, and a cron trigger.

use std::{
    net::IpAddr,
    sync::{Arc, atomic::Ordering},
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use openclaw_web::ClientAddress;
use tower::ServiceExt as _;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{
    Context, Env, HttpRequest, ScheduleContext, ScheduledEvent, event, send::SendWrapper,
};

use crate::{
    jobs, log,
    platform::{AfterTrigger, WaitUntil},
    site::serve,
};

#[wasm_bindgen(module = "/src/fetch.js")]
extern "C" {
    /// From now on `fetch` follows no redirect.
    #[wasm_bindgen(js_name = followNoRedirect)]
    fn follow_no_redirect();
}

#[event(start)]
fn start() {
    log::start();
    follow_no_redirect();
}

#[event(fetch)]
async fn fetch(
    mut request: HttpRequest,
    env: Env,
    context: Context,
) -> worker::Result<Response<Body>> {
    let served = match serve(&env, Arc::new(WaitUntil(context))) {
        Ok(served) => served,
        Err(reason) => return Ok(unconfigured(&reason)),
    };
    if let Some(address) = address(request.headers()) {
        request.extensions_mut().insert(ClientAddress(address));
    }
    // Cloudflare packs what leaves it; packed here, it would cost the request's own CPU.
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    let router = openclaw_web::router(Arc::clone(&served.site));
    let Ok(mut response) = router.oneshot(request).await;
    if served.site.config.sandbox {
        let headers = response.headers_mut();
        for (name, sum) in [
            ("x-openclaw-statements", &served.taken.statements),
            ("x-openclaw-round-trips", &served.taken.round_trips),
            ("x-openclaw-rows-read", &served.taken.rows_read),
            ("x-openclaw-rows-written", &served.taken.rows_written),
        ] {
            headers.insert(name, sum.load(Ordering::Relaxed).into());
        }
    }
    Ok(response)
}

#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, context: ScheduleContext) {
    let spawner = Arc::new(AfterTrigger(SendWrapper::new(context)));
    match serve(&env, spawner) {
        Ok(served) => jobs::run(&event.cron(), &served).await,
        Err(reason) => tracing::error!(reason, "no jobs: the configuration is refused"),
    }
}

/// Where the request comes from, as Cloudflare tells it, whatever the client sent.
fn address(headers: &HeaderMap) -> Option<IpAddr> {
    headers.get("cf-connecting-ip")?.to_str().ok()?.parse().ok()
}

/// The log says why; a visitor need not know.
fn unconfigured(reason: &str) -> Response<Body> {
    tracing::error!(reason, "the configuration is refused");
    let mut response = Response::new(Body::from(
        "서비스를 준비하고 있어요. OpenClaw is not configured yet: the Worker's log says what is missing.\n",
    ));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, text);
    response
}
