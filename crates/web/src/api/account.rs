//! `/api/me/…`: where one is signed in, one's data, and leaving. None of it by a key.

use std::{io::Write as _, sync::Arc};

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use openclaw_domain::{
    account::{self, Session},
    agent::Problem as FieldFault,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::{
    auth::no_session,
    http::{
        body,
        user::{Known, token},
    },
    problem::Problem,
    site::Site,
    view::format::When,
};

/// A place where one is signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct SessionBody {
    /// What tells it from the others.
    id: String,
    /// What the browser calls itself.
    device: Option<String>,
    /// When it began.
    created_at: i64,
    /// When it was last used, to the day.
    seen_at: i64,
    /// Whether it is the one that asks.
    is_this: bool,
}

/// Where one is signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct Sessions {
    /// The one last used first.
    sessions: Vec<SessionBody>,
}

/// Where one is signed in
#[utoipa::path(
    get, path = "/api/me/sessions", tag = "account", security(("session" = []), ("bearer" = [])),
    responses((status = 200, body = Sessions), (status = 401, body = super::ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn sessions(
    State(site): State<Arc<Site>>,
    Known(user): Known,
    headers: HeaderMap,
) -> Result<Json<Sessions>, Problem> {
    let this = token(&site, &headers);
    let sessions = account::sessions(&site.world, &user.id, this.as_ref()).await?;
    let body = |session: Session| SessionBody {
        id: session.id,
        device: session.device,
        created_at: session.created_at.0,
        seen_at: session.seen_at.0,
        is_this: session.is_this,
    };
    Ok(Json(Sessions {
        sessions: sessions.into_iter().map(body).collect(),
    }))
}

/// Sign out one place
///
/// One that is not there, or not there any more, changes nothing.
#[utoipa::path(
    delete, path = "/api/me/sessions/{id}", tag = "account",
    params(("id" = String, Path, description = "The session")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 204, description = "Signed out there"), (status = 401, body = super::ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn end_session(
    State(site): State<Arc<Site>>,
    Known(user): Known,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    account::revoke_session(&site.world, &user.id, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out everywhere, here too
#[utoipa::path(
    delete, path = "/api/me/sessions", tag = "account", security(("session" = []), ("bearer" = [])),
    responses((status = 204, description = "Signed out everywhere"), (status = 401, body = super::ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn end_sessions(
    State(site): State<Arc<Site>>,
    Known(user): Known,
) -> Result<Response, Problem> {
    account::sign_out_everywhere(&site.world, &user.id).await?;
    Ok((StatusCode::NO_CONTENT, no_session(&site)).into_response())
}

/// Everything that is kept of one
///
/// A zip archive of JSON documents: the account, consents, sessions, keys, orders, transactions, and
/// each run with its result.
#[utoipa::path(
    get, path = "/api/me/export", tag = "account", security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, description = "The archive", body = String, content_type = "application/zip"),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn export(
    State(site): State<Arc<Site>>,
    Known(user): Known,
) -> Result<Response, Problem> {
    let documents = account::export(&site.world, &user.id).await?;
    let archive = archive(&documents).map_err(|error| {
        tracing::error!(%error, "an export cannot be packed");
        Problem::internal()
    })?;
    let today = When::date(site.world.now().0).iso();
    let today: String = today.chars().filter(char::is_ascii_digit).take(8).collect();
    let name = format!("attachment; filename=\"openclaw-export-{today}.zip\"");
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, archive).into_response())
}

/// A file for each document, stored as it is.
fn archive(documents: &[(String, serde_json::Value)]) -> Result<Vec<u8>, ZipError> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::DEFAULT.compression_method(CompressionMethod::Stored);
    for (name, document) in documents {
        archive.start_file(name.as_str(), stored)?;
        let text = serde_json::to_vec_pretty(document).map_err(std::io::Error::from)?;
        archive.write_all(&text)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// That it is meant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Leave {
    /// `DELETE`, word for word.
    confirm: String,
}

/// Delete the account
///
/// For good: name, email, sessions, keys, inputs and results go, and credits that are left are lost.
/// Contracts and payments stay for five years, naming nobody. Ask for refunds first.
#[utoipa::path(
    delete, path = "/api/me", tag = "account", request_body = Leave,
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 204, description = "Deleted"),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "A run is under way (`run_under_way`)", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn leave(
    State(site): State<Arc<Site>>,
    Known(user): Known,
    body::Json(leave): body::Json<Leave>,
) -> Result<Response, Problem> {
    if leave.confirm != "DELETE" {
        let choices = vec!["DELETE".to_owned()];
        return Err(Problem::field("confirm", FieldFault::NotAChoice(choices)));
    }
    account::delete(&site.world, &user.id).await?;
    Ok((StatusCode::NO_CONTENT, no_session(&site)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_an_archive_that_every_program_opens() {
        let documents = [
            (
                "account.json".to_owned(),
                serde_json::json!([{ "name": "김하늘" }]),
            ),
            ("runs/0193a0.json".to_owned(), serde_json::json!({})),
        ];
        let bytes = archive(&documents).unwrap();
        let mut read = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let names: Vec<_> = read
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect();
        assert_eq!(names, ["account.json", "runs/0193a0.json"]);
        let account = std::io::read_to_string(read.by_name("account.json").unwrap()).unwrap();
        assert!(account.contains("김하늘"), "{account}");
    }
}
