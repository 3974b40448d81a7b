//! Style sheets, scripts and pictures, kept by browsers for good.

use axum::{
    extract::OriginalUri,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{assets::find, problem::Problem};

pub(crate) async fn asset(OriginalUri(uri): OriginalUri) -> Response {
    let Some(asset) = find(uri.path()) else {
        return Problem::not_found().into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::ETAG, asset.etag),
    ];
    (headers, asset.bytes).into_response()
}
