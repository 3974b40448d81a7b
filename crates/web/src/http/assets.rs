//! Style sheets, scripts and pictures, kept by browsers for good.

use axum::{
    extract::OriginalUri,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use super::compress::takes_gzip;
use crate::{assets::find, problem::Problem};

pub(crate) async fn asset(OriginalUri(uri): OriginalUri, sent: HeaderMap) -> Response {
    let Some(asset) = find(uri.path()) else {
        return Problem::not_found().into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::ETAG, asset.etag),
        (header::VARY, "accept-encoding"),
    ];
    match asset.gzip.filter(|_| takes_gzip(&sent)) {
        Some(packed) => (headers, [(header::CONTENT_ENCODING, "gzip")], packed).into_response(),
        None => (headers, asset.bytes).into_response(),
    }
}
