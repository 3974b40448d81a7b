//! What the payment gateway and the sign-in service tell us by themselves.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use openclaw_domain::{
    account,
    order::{self, HeedError},
    port::{
        identity::PersonNotice,
        payment::{GatewayKind, WebhookRequest},
    },
};

use crate::{http::body, problem::Problem, site::Site};

/// Take a PortOne V2 webhook
///
/// By Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature` over the raw body.
/// A webhook only says where to look: the payment is always fetched. Repetitions and kinds that are
/// not known are answered 200.
#[utoipa::path(
    post, path = "/api/webhooks/portone", tag = "webhooks",
    request_body(content = String, content_type = "application/json"),
    responses(
        (status = 200, description = "Taken in"),
        (status = 400, description = "Not a webhook", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not proved", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such gateway here", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 413, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn portone(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    body::Raw(body): body::Raw,
) -> Result<StatusCode, Problem> {
    heed(&site, GatewayKind::PortOneV2, &headers, &body).await
}

/// Take a PortOne V1 webhook
///
/// V1 does not sign: it is a hint that the order is worth looking at soon, and nothing more.
#[utoipa::path(
    post, path = "/api/webhooks/portone/v1", tag = "webhooks",
    request_body(content = String, content_type = "application/json"),
    responses(
        (status = 200, description = "Taken in"),
        (status = 400, description = "Not a webhook", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such gateway here", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 413, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn portone_v1(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    body::Raw(body): body::Raw,
) -> Result<StatusCode, Problem> {
    heed(&site, GatewayKind::PortOneV1, &headers, &body).await
}

/// Take a Clerk webhook
///
/// By Svix: `svix-id`, `svix-timestamp` and `svix-signature` over the raw body. A new name or email is
/// taken over; whoever is deleted there is deleted here. Repetitions change nothing, and other kinds are
/// answered 200.
#[utoipa::path(
    post, path = "/api/webhooks/clerk", tag = "webhooks",
    request_body(content = String, content_type = "application/json"),
    responses(
        (status = 200, description = "Taken in"),
        (status = 400, description = "Not a webhook", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not proved", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such service here", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "A run is under way: send it again later", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 413, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn clerk(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    body::Raw(body): body::Raw,
) -> Result<StatusCode, Problem> {
    let service = site.world.hosted.as_ref().ok_or_else(Problem::not_found)?;
    let request = request(&site, &headers, &body);
    let (id, notice) = service.notice(&request).map_err(|error| {
        tracing::warn!(%error, "a webhook of the sign-in service was refused");
        HeedError::Notice(error)
    })?;
    tracing::info!(id, "the sign-in service tells something");
    match notice {
        PersonNotice::Updated(person) => account::renamed(&site.world, &person).await?,
        PersonNotice::Deleted { issuer, subject } => {
            account::delete_by_identity(&site.world, &issuer, &subject).await?;
        }
        PersonNotice::Other => {}
    }
    Ok(StatusCode::OK)
}

async fn heed(
    site: &Site,
    gateway: GatewayKind,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<StatusCode, Problem> {
    let request = request(site, headers, body);
    order::heed(&site.world, gateway, &request).await?;
    Ok(StatusCode::OK)
}

fn request(site: &Site, headers: &HeaderMap, body: &[u8]) -> WebhookRequest {
    // A value that is no text is in none of the headers that matter.
    let text = headers.iter().filter_map(|(name, value)| {
        let value = value.to_str().ok()?;
        Some((name.as_str().to_owned(), value.to_owned()))
    });
    WebhookRequest {
        headers: text.collect(),
        body: body.to_vec(),
        at: site.world.now(),
    }
}
