//! `GET /api/me`.

use axum::Json;
use openclaw_domain::account::User;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::user::SignedIn;

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// The account.
    id: String,
    /// What to call them; as the sign-in provider tells.
    name: Option<String>,
    /// Where to write to them; as the sign-in provider tells.
    email: Option<String>,
    /// Credits left.
    balance: i64,
}

/// Who is signed in
#[utoipa::path(
    get, path = "/api/me", tag = "account", security(("session" = []), ("bearer" = [])),
    responses((status = 200, body = Me), (status = 401, body = super::ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn me(SignedIn(user): SignedIn) -> Json<Me> {
    let User {
        id,
        name,
        email,
        balance,
        is_admin: _,
    } = user;
    Json(Me {
        id: id.into(),
        name,
        email,
        balance: balance.get(),
    })
}
