//! Every route of the sandbox: one port, a prefix per service.

use std::sync::Arc;

use axum::{
    Router,
    extract::State as Shared,
    middleware::{from_fn, from_fn_with_state},
    response::Response,
    routing::get,
};

use crate::{
    anthropic, clerk, control,
    faults::{Service, Watch, fail_on_request, watch},
    openai, openid, pages, portone,
    state::State,
    youtube,
};

pub(crate) fn router(state: Arc<State>) -> Router {
    let kakao = openid::KAKAO;
    let google = openid::GOOGLE;
    Router::new()
        .merge(service(
            &state,
            Service::Portone,
            portone::api_routes(&state),
            portone::page_routes(),
        ))
        .merge(service(
            &state,
            Service::PortoneV1,
            portone::v1::api_routes(),
            portone::v1::page_routes(),
        ))
        .merge(service(
            &state,
            Service::Openai,
            openai::api_routes(),
            Router::new(),
        ))
        .merge(service(
            &state,
            Service::Anthropic,
            anthropic::api_routes(),
            Router::new(),
        ))
        .merge(service(
            &state,
            Service::Kakao,
            kakao.api_routes(),
            kakao.page_routes(),
        ))
        .merge(service(
            &state,
            Service::Google,
            google.api_routes(),
            google.page_routes(),
        ))
        .merge(service(
            &state,
            Service::Clerk,
            clerk::api_routes(),
            clerk::page_routes(),
        ))
        .merge(service(
            &state,
            Service::Youtube,
            youtube::api_routes(),
            Router::new(),
        ))
        .merge(control::routes())
        .route("/", get(home))
        .route("/assets/sandbox.css", get(pages::style))
        .route("/assets/checkout.js", get(pages::script))
        .with_state(state)
}

/// Both kinds of routes are watched; only what programs call can be made to fail, so that a fault
/// meant for a client is not used up by a page somebody opens.
fn service(
    state: &Arc<State>,
    service: Service,
    api: Router<Arc<State>>,
    pages: Router<Arc<State>>,
) -> Router<Arc<State>> {
    let context = Watch {
        state: Arc::clone(state),
        service,
    };
    let mut api = api.route_layer(from_fn_with_state(context.clone(), fail_on_request));
    api = match service {
        Service::Portone => api.route_layer(from_fn_with_state(Arc::clone(state), portone::once)),
        Service::PortoneV1 => api.route_layer(from_fn(portone::go_on)),
        _ => api,
    };
    api.merge(pages)
        .route_layer(from_fn_with_state(context, watch))
}

async fn home(Shared(state): Shared<Arc<State>>) -> Response {
    pages::home(state.base_url())
}
