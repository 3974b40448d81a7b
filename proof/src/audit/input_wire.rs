//! Addresses, headers and bodies as no client of ours would write them.

use anyhow::{Context as _, ensure};
use openclaw_tests::{Running, topic};
use reqwest::Method;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Every GET of the description, with every query and path parameter filled with SQL.
pub(super) async fn sql(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("bobby-tables").await;
    let document = creator.get("/api/openapi.json").await.ok();
    let mut tried = 0;
    for words in [
        "' OR '1'='1",
        "1; DROP TABLE user_account; --",
        "\" UNION SELECT * FROM session --",
        "%",
    ] {
        let words = percent(words);
        for (path, item) in document["paths"].as_object().context("no paths")? {
            let Some(operation) = item.get("get") else {
                continue;
            };
            let filled = path.replace("{id}", &words);
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let queries = parameters.filter(|it| it["in"] == "query");
            let mut addresses: Vec<String> = queries
                .filter_map(|it| Some(format!("{filled}?{}={words}", it["name"].as_str()?)))
                .collect();
            if filled != *path || addresses.is_empty() {
                addresses.push(filled);
            }
            for address in addresses {
                let answer = creator.get(&address).await;
                ensure!(answer.status < 500, "{}", answer.told());
                tried += 1;
            }
        }
        for page in [
            "/sign-in?next=",
            "/welcome?next=",
            "/credits?before=",
            "/runs?before=",
            "/agents/shorts-script?from=",
        ] {
            let answer = creator.get(&format!("{page}{words}")).await;
            ensure!(answer.status < 500, "{}", answer.told());
            tried += 1;
        }
    }
    let me = creator.get("/api/me").await.ok();
    Ok(format!(
        "{tried} addresses, none answered 5xx; {} is still there",
        me["id"]
    ))
}

fn percent(text: &str) -> String {
    let escaped: Vec<String> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    escaped.concat()
}

pub(super) async fn paths(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("walks").await;
    let mut tried = 0;
    for walk in [
        "../../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/openclaw.db",
        "....//....//etc/passwd",
        "%00",
        "C:%5cwindows",
    ] {
        for path in [
            format!("/assets/{walk}"),
            format!("/api/runs/{walk}/download?format=md"),
            format!("/api/runs/00000000000000000000000000000000/download?format={walk}"),
            format!("/runs/{walk}"),
        ] {
            let status = raw(running, &path).await?;
            ensure!((300..500).contains(&status), "{path} answered {status}");
            tried += 1;
        }
    }
    drop(creator);
    Ok(format!("{tried} addresses, none answered a file"))
}

/// The status of a GET whose path no client has tidied up.
async fn raw(running: &Running, path: &str) -> anyhow::Result<u16> {
    let (status, _) = exchange(
        running,
        &format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"),
    )
    .await?;
    Ok(status)
}

async fn exchange(running: &Running, request: &str) -> anyhow::Result<(u16, String)> {
    let address = running.url.strip_prefix("http://").context("an address")?;
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.get(9..12).context("no answer")?.parse()?;
    Ok((status, answer))
}

pub(super) async fn header_injection(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("splits").await;
    let broken = "%0d%0aset-cookie:%20oc_session=stolen%0d%0a%0d%0a<script>";
    for path in [
        format!("/sign-in?next=/{broken}"),
        format!("/welcome?next=/{broken}"),
        format!("/auth/kakao?next=/{broken}"),
        format!("/api/runs/00000000000000000000000000000000/download?format={broken}"),
    ] {
        let answer = creator.get(&path).await;
        let stolen = answer
            .cookies()
            .iter()
            .any(|cookie| cookie.contains("stolen"));
        ensure!(!stolen && answer.status < 500, "{}", answer.told());
        let leads = answer.header("location");
        ensure!(
            !leads.contains("evil") && !leads.contains('\n'),
            "leads to {leads}"
        );
    }
    for next in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/%09/evil.example",
    ] {
        let answer = creator.get(&format!("/welcome?next={next}")).await;
        let leads = answer.header("location");
        ensure!(
            !leads.contains("//evil") && !leads.contains("\\evil"),
            "{next} leads to {leads}"
        );
    }
    let run = creator.started(&topic("제목\"; filename=\"evil.exe")).await;
    creator.ended(&run).await;
    let file = creator
        .get(&format!("/api/runs/{run}/download?format=md"))
        .await
        .expect(200);
    let disposition = file.header("content-disposition").to_owned();
    ensure!(
        disposition.matches("filename=").count() == 1,
        "{disposition}"
    );
    Ok(format!("no header of an attacker's; {disposition}"))
}

pub(super) async fn oversized(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("big").await;
    let mut told = Vec::new();
    for kilobytes in [65, 1_000, 20_000] {
        let body = json!({ "topic": "가".repeat(kilobytes * 1_024 / 3) }).to_string();
        let request = creator.request(Method::POST, "/api/agents/shorts-script/runs");
        let request = request
            .header("content-type", "application/json")
            .body(body);
        // The server may close the connection while we still write: that refuses it too.
        match request.send().await {
            Ok(answer) => {
                let status = answer.status().as_u16();
                ensure!(status == 413, "{kilobytes} KB: {status}");
                told.push(format!("{kilobytes} KB: 413"));
            }
            Err(_) => told.push(format!("{kilobytes} KB: cut off")),
        }
    }
    drop(creator.get("/api/me").await.ok());
    Ok(told.join(", "))
}

pub(super) async fn nested(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("deep").await;
    let mut told = Vec::new();
    for depth in [200, 30_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let depth = depth.min(60_000 / open.len());
            let body = format!(
                "{{\"topic\":{}1{}}}",
                open.repeat(depth),
                close.repeat(depth)
            );
            for path in [
                "/api/agents/shorts-script/runs",
                "/api/credits/verify",
                "/api/webhooks/clerk",
            ] {
                let request = creator.request(Method::POST, path);
                let request = request
                    .header("content-type", "application/json")
                    .body(body.clone());
                let answer = creator.send(request).await;
                ensure!(
                    (400..500).contains(&answer.status),
                    "{path}: {}",
                    answer.status
                );
                told.push(answer.status.to_string());
            }
        }
    }
    Ok(format!("statuses {}", told.join(" ")))
}

/// Refused as the sender's fault, never told as one of ours.
pub(super) async fn kinds(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("kinds").await;
    let mut tried = 0;
    for path in [
        "/agents/shorts-script/runs",
        "/language",
        "/settings/keys",
        "/welcome",
        "/api/agents/shorts-script/runs",
        "/api/credits/prepare",
        "/api/me/consent",
    ] {
        for kind in [
            "",
            "text/plain",
            "multipart/form-data; boundary=x",
            "image/png",
        ] {
            let mut request = creator.request(Method::POST, path);
            if !kind.is_empty() {
                request = request.header("content-type", kind);
            }
            let answer = creator.send(request.body("x=1")).await;
            ensure!((400..500).contains(&answer.status), "{}", answer.told());
            let blames_us = answer.body.contains("저희 쪽");
            ensure!(!blames_us, "{kind:?}: {}", answer.told());
            tried += 1;
        }
    }
    Ok(format!("{tried} refused with a word that fits"))
}
