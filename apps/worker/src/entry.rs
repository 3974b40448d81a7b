//! What the platform calls: a request, and a cron trigger.

use std::{
    net::IpAddr,
    sync::{Arc, atomic::Ordering},
};

use axum::{
    body::{Body, HttpBody as _},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use openclaw_web::ClientAddress;
use tower::ServiceExt as _;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{
    Context, Env, HttpRequest, ScheduleContext, ScheduledEvent, event, send::SendWrapper,
};

use crate::{
    current::{Invocation, Within},
    jobs, log,
    platform::{AfterTrigger, WaitUntil},
    site::invoked,
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
    let (kept, invocation) = match invoked(&env, Arc::new(WaitUntil(context))) {
        Ok(invoked) => invoked,
        Err(reason) => return Ok(unconfigured(&reason)),
    };
    if let Some(address) = address(request.headers()) {
        request.extensions_mut().insert(ClientAddress(address));
    }
    // Cloudflare packs what leaves it; packed here, it would cost the request's own CPU.
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    let answer = kept.router.clone().oneshot(request);
    let Ok(answer) = Within::new(Arc::clone(&invocation), answer).await;
    let mut response = answer.map(|body| within(invocation, body));
    if kept.site.config.sandbox {
        let headers = response.headers_mut();
        for (name, sum) in [
            ("x-openclaw-statements", &kept.taken.statements),
            ("x-openclaw-round-trips", &kept.taken.round_trips),
            ("x-openclaw-rows-read", &kept.taken.rows_read),
            ("x-openclaw-rows-written", &kept.taken.rows_written),
        ] {
            headers.insert(name, sum.load(Ordering::Relaxed).into());
        }
    }
    Ok(response)
}

#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, context: ScheduleContext) {
    let spawner = Arc::new(AfterTrigger(SendWrapper::new(context)));
    match invoked(&env, spawner) {
        Ok((kept, invocation)) => {
            let cron = event.cron();
            let jobs = jobs::run(&cron, &kept, &invocation.database);
            Within::new(Arc::clone(&invocation), jobs).await;
        }
        Err(reason) => tracing::error!(reason, "no jobs: the configuration is refused"),
    }
}

/// A body that is made as it is read goes on asking for its request; one that is there asks nothing.
fn within(invocation: Arc<Invocation>, body: Body) -> Body {
    if body.size_hint().exact().is_some() {
        return body;
    }
    Body::from_stream(Within::new(invocation, body.into_data_stream()))
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
