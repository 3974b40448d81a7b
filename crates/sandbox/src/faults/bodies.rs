//! The error bodies of the services, by status: what a client sees when the real one is in trouble.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::Service;

/// The service's own answer for a status it was told to give.
pub(crate) fn error_response(
    service: Service,
    status: u16,
    code: Option<&str>,
    retry_after: Option<u64>,
) -> Response {
    let body = match service {
        Service::Portone => portone(status, code),
        Service::PortoneV1 => portone_v1(code),
        Service::Openai => openai(status, code),
        Service::Anthropic => anthropic(status, code),
        Service::Kakao => kakao(status, code),
        Service::Google => google(status, code),
        Service::Clerk => clerk(status, code),
        Service::Youtube => crate::youtube::of_fault(status, code),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(body)).into_response();
    if let Some(seconds) = retry_after {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn portone(status: u16, code: Option<&str>) -> Value {
    let kind = code.unwrap_or(match status {
        400 => "INVALID_REQUEST",
        401 => "UNAUTHORIZED",
        403 => "FORBIDDEN",
        404 => "PAYMENT_NOT_FOUND",
        409 => "PAYMENT_NOT_PAID",
        429 => "TOO_MANY_REQUESTS",
        502 => "PG_PROVIDER",
        503 => "SERVICE_UNAVAILABLE",
        _ => "INTERNAL_SERVER_ERROR",
    });
    let message = "연습용 장애: 시킨 대로 실패했습니다.";
    if kind == "PG_PROVIDER" {
        let pg_code = "SANDBOX_FAULT";
        return json!({"type": kind, "message": message, "pgCode": pg_code, "pgMessage": message});
    }
    json!({"type": kind, "message": message})
}

fn portone_v1(code: Option<&str>) -> Value {
    let code = code.and_then(|code| code.parse().ok()).unwrap_or(-1_i64);
    let message = "연습용 장애: 시킨 대로 실패했습니다.";
    json!({"code": code, "message": message, "response": null})
}

fn openai(status: u16, code: Option<&str>) -> Value {
    let (kind, usual) = match status {
        400 => ("invalid_request_error", None),
        401 => ("invalid_request_error", Some("invalid_api_key")),
        403 => (
            "invalid_request_error",
            Some("unsupported_country_region_territory"),
        ),
        404 => ("invalid_request_error", Some("model_not_found")),
        429 => ("rate_limit_error", Some("rate_limit_exceeded")),
        503 => ("server_error", Some("server_is_overloaded")),
        _ => ("server_error", Some("server_error")),
    };
    let code = code.or(usual);
    let kind = match code {
        Some("insufficient_quota" | "credit_balance_exhausted") => "insufficient_quota",
        _ => kind,
    };
    json!({"error": {
        "message": "Sandbox fault: the request failed as it was told to.",
        "type": kind,
        "param": null,
        "code": code,
    }})
}

/// The types that the API knows: a code that is none of them tells which of a type's meanings it is.
const ANTHROPIC_TYPES: [&str; 11] = [
    "invalid_request_error",
    "authentication_error",
    "billing_error",
    "permission_error",
    "not_found_error",
    "conflict_error",
    "request_too_large",
    "rate_limit_error",
    "api_error",
    "timeout_error",
    "overloaded_error",
];

fn anthropic(status: u16, code: Option<&str>) -> Value {
    let usual = match status {
        400 => "invalid_request_error",
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        _ => "api_error",
    };
    let message = "Sandbox fault: the request failed as it was told to.";
    match code {
        Some(kind) if ANTHROPIC_TYPES.contains(&kind) => {
            crate::anthropic::error_body(kind, None, message)
        }
        code => crate::anthropic::error_body(usual, code, message),
    }
}

fn kakao(status: u16, code: Option<&str>) -> Value {
    let (usual, error_code) = match status {
        400 => ("invalid_grant", "KOE320"),
        401 => ("invalid_client", "KOE010"),
        429 => ("rate_limit_exceeded", "KOE237"),
        _ => ("server_error", "KOE999"),
    };
    json!({
        "error": code.unwrap_or(usual),
        "error_description": "sandbox fault",
        "error_code": error_code,
    })
}

fn clerk(status: u16, code: Option<&str>) -> Value {
    let usual = match status {
        401 => "clerk_key_invalid",
        404 => "resource_not_found",
        429 => "too_many_requests",
        _ => "internal_clerk_error",
    };
    let code = code.unwrap_or(usual);
    crate::clerk::error_body(code, "Sandbox fault: the request failed as it was told to.")
}

fn google(status: u16, code: Option<&str>) -> Value {
    let usual = match status {
        400 => "invalid_grant",
        401 => "invalid_client",
        429 => "rate_limit_exceeded",
        _ => "internal_failure",
    };
    json!({"error": code.unwrap_or(usual), "error_description": "Sandbox fault."})
}
