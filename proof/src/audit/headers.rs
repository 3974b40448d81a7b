//! What every answer tells the browser to refuse.

use std::path::Path;

use anyhow::ensure;
use openclaw_tests::{Answer, Running, topic};
use serde_json::json;

use super::ADDRESSES;
use crate::{
    rows::Rows,
    stage::{free_address, roomy, session_cookie},
};

const SECTION: &str = "headers";

pub(super) async fn rows(binary: &Path, rows: &mut Rows) {
    let program = roomy(binary);
    let running = program.serve().await;
    running.hurry().await;
    rows.attempt(SECTION, "every page, answer and error", guarded(&running))
        .await;
    rows.attempt(SECTION, "the session's cookie", cookie(&running))
        .await;
    running.kill().await;

    rows.attempt(
        SECTION,
        "with TLS: HSTS and cookies of this host alone",
        with_tls(binary),
    )
    .await;
}

fn ensure_guarded(answer: &Answer) -> anyhow::Result<()> {
    let told = format!("{} {}", answer.method, answer.path);
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'self'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "form-action 'self'",
    ] {
        ensure!(policy.contains(part), "{told}: no {part} in {policy}");
    }
    for loose in ["unsafe-inline", "unsafe-eval", " *;", " http:;", " data:;"] {
        let is_images = loose == " data:;" && policy.contains("img-src 'self' data:;");
        ensure!(
            !policy.contains(loose) || is_images,
            "{told}: {loose} in {policy}"
        );
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin-allow-popups"),
    ] {
        ensure!(
            answer.header(name) == value,
            "{told}: {name} is {:?}",
            answer.header(name)
        );
    }
    ensure!(
        answer.header("permissions-policy").contains("camera=()"),
        "{told}: permissions"
    );
    ensure!(
        answer.header("x-request-id").len() == 16,
        "{told}: no request id"
    );
    ensure!(
        answer.header("server").is_empty(),
        "{told}: names its server"
    );
    Ok(())
}

async fn guarded(running: &Running) -> anyhow::Result<String> {
    let (visitor, creator) = (running.visitor(), running.creator("guarded").await);
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let own = [
        format!("/runs/{run}"),
        format!("/api/runs/{run}"),
        format!("/api/runs/{run}/download?format=md"),
    ];
    let mut looked = 0;
    let paths = ADDRESSES.into_iter().chain(["/admin"]);
    for path in paths.chain(own.iter().map(String::as_str)) {
        for answer in [visitor.get(path).await, creator.get(path).await] {
            ensure_guarded(&answer)?;
            let kept = answer.header("cache-control");
            ensure!(kept == "private, no-store", "{path} may be kept: {kept}");
            looked += 1;
        }
    }
    for answer in [
        creator
            .post("/api/agents/shorts-script/runs", &json!({}))
            .await,
        creator.post_form("/dashboard", &[]).await,
        visitor.post("/api/credits/prepare", &json!({})).await,
    ] {
        ensure_guarded(&answer)?;
        looked += 1;
    }
    Ok(format!("{looked} answers carry all of them"))
}

async fn cookie(running: &Running) -> anyhow::Result<String> {
    let cookie = session_cookie(running, "cookie").await?;
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        ensure!(cookie.contains(flag), "no {flag}");
    }
    ensure!(!cookie.contains("Domain="), "it goes to other hosts");
    Ok("HttpOnly, SameSite=Lax, Path=/, no Domain".to_owned())
}

/// As behind a proxy that ends TLS: the public address is not where it listens.
async fn with_tls(binary: &Path) -> anyhow::Result<String> {
    let listen = free_address()?;
    let program = roomy(binary)
        .with("OPENCLAW_PUBLIC_URL", "https://openclaw.example")
        .with("OPENCLAW_LISTEN", &listen);
    let mut running = program.serve().await;
    running.url = format!("http://{listen}");
    let visitor = running.visitor();
    let page = visitor.get("/").await.expect(200);
    let hsts = page.header("strict-transport-security").to_owned();
    ensure!(
        hsts.contains("max-age=31536000") && hsts.contains("includeSubDomains"),
        "{hsts:?}"
    );
    let request = visitor.request(reqwest::Method::GET, "/auth/kakao");
    let answer = visitor
        .send(request.header("host", "openclaw.example"))
        .await;
    let cookies = answer.cookies().join("; ");
    ensure!(
        cookies.starts_with("__Host-") && cookies.contains("Secure"),
        "{cookies}: {}",
        answer.told()
    );
    running.kill().await;
    Ok(format!("{hsts}; __Host- and Secure"))
}
