//! Who may do what: every route of the API's own description, by nobody, by who was somebody, and by
//! somebody else.

use std::path::Path;

use anyhow::{Context as _, ensure};
use openclaw_tests::{Creator, Program, Running, Visitor, topic};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    rows::Rows,
    stage::{order_of, roomy, send, session_cookie},
};

const SECTION: &str = "auth";

pub(super) async fn rows(binary: &Path, rows: &mut Rows) {
    let program = roomy(binary);
    let running = program.serve().await;
    rows.attempt(
        SECTION,
        "routes that need no session",
        open_to_all(&running),
    )
    .await;
    rows.attempt(SECTION, "every route without a session", without(&running))
        .await;
    rows.attempt(
        SECTION,
        "every route with a made-up token",
        made_up(&running),
    )
    .await;
    rows.attempt(
        SECTION,
        "every route with an expired session",
        expired(&program, &running),
    )
    .await;
    rows.attempt(
        SECTION,
        "every route after signing out",
        signed_out(&running),
    )
    .await;
    rows.attempt(
        SECTION,
        "every resource of another user's",
        anothers(&running),
    )
    .await;
    rows.attempt(SECTION, "the admin pages by a creator", admin(&running))
        .await;
    rows.attempt(
        SECTION,
        "every writing route from another site",
        cross_site(&running),
    )
    .await;
    running.kill().await;
}

/// A route of the API: method, path with made-up ids, and whether it wants somebody signed in.
struct Route {
    method: String,
    path: String,
    /// The path with `{id}` in it.
    described: String,
    secured: bool,
}

impl Route {
    /// Agents belong to nobody.
    fn is_agents(&self) -> bool {
        self.described.starts_with("/api/agents/")
    }
}

async fn routes(running: &Running) -> anyhow::Result<Vec<Route>> {
    let document = running.visitor().get("/api/openapi.json").await.ok();
    let paths = document["paths"].as_object().context("no paths")?;
    let mut found = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().context("no operations")? {
            found.push(Route {
                method: method.to_uppercase(),
                described: path.clone(),
                path: path.replace("{id}", "00000000000000000000000000000000"),
                secured: operation.get("security").is_some(),
            });
        }
    }
    ensure!(found.len() >= 20, "only {} routes", found.len());
    Ok(found)
}

/// Every secured route answers 401.
async fn all_refuse(running: &Running, visitor: &Visitor) -> anyhow::Result<String> {
    let mut refused = 0;
    for route in routes(running).await?.iter().filter(|route| route.secured) {
        let body = (route.method != "GET").then(|| json!({}));
        let answer = send(visitor, &route.method, &route.path, body.as_ref()).await?;
        ensure!(answer.status == 401, "{}", answer.told());
        refused += 1;
    }
    Ok(format!("{refused} routes, each 401"))
}

async fn without(running: &Running) -> anyhow::Result<String> {
    all_refuse(running, &running.visitor()).await
}

async fn made_up(running: &Running) -> anyhow::Result<String> {
    let visitor = running.visitor();
    let mut refused = 0;
    for token in [
        "x",
        &"0".repeat(64),
        &format!("oc_live_{}", "0".repeat(64)),
        "null",
        "' OR 1=1 --",
    ] {
        for route in routes(running).await?.iter().filter(|route| route.secured) {
            let method = Method::from_bytes(route.method.as_bytes())?;
            let request = visitor.request(method, &route.path).bearer_auth(token);
            let answer = visitor.send(request.json(&json!({}))).await;
            ensure!(answer.status == 401, "{token}: {}", answer.told());
            refused += 1;
        }
    }
    Ok(format!("{refused} requests, each 401"))
}

async fn expired(program: &Program, running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("expired").await;
    drop(creator.get("/api/me").await.ok());
    program.tamper("UPDATE session SET expires_at = 1").await;
    all_refuse(running, &creator).await
}

/// The cookie is gone from the browser then; whoever kept its value has nothing either.
async fn signed_out(running: &Running) -> anyhow::Result<String> {
    let cookie = session_cookie(running, "leaver").await?;
    let pair = cookie.split(';').next().context("a cookie")?;
    let visitor = running.visitor();
    let by_cookie = |method, path: &str| visitor.request(method, path).header("cookie", pair);
    let before = visitor.send(by_cookie(Method::GET, "/api/me")).await;
    // Known, though the terms are not agreed to yet.
    ensure!(before.status == 403, "{}", before.told());
    let left = visitor.send(by_cookie(Method::POST, "/sign-out")).await;
    ensure!(left.status == 303, "{}", left.told());
    let mut refused = 0;
    for route in routes(running).await?.iter().filter(|it| it.secured) {
        let method = Method::from_bytes(route.method.as_bytes())?;
        let request = running.visitor().request(method, &route.path);
        let request = request.header("cookie", pair).json(&json!({}));
        let answer = running.visitor().send(request).await;
        ensure!(answer.status == 401, "{}", answer.told());
        refused += 1;
    }
    Ok(format!("{refused} routes with the kept cookie, each 401"))
}

/// Who needs no session is who should.
async fn open_to_all(running: &Running) -> anyhow::Result<String> {
    let routes = routes(running).await?;
    let open: Vec<String> = routes
        .iter()
        .filter(|it| !it.secured)
        .map(|it| format!("{} {}", it.method, it.described))
        .collect();
    let meant = [
        "GET /api/agents",
        "GET /api/agents/{id}",
        "GET /api/packages",
        "POST /api/webhooks/clerk",
        "POST /api/webhooks/portone",
        "POST /api/webhooks/portone/v1",
    ];
    ensure!(open == meant, "open to everybody: {open:?}");
    Ok(format!(
        "the agents, the packages and the signed webhooks alone: {} of {}",
        open.len(),
        routes.len()
    ))
}

/// What one user has.
struct Things {
    run: String,
    order: String,
    key: String,
    session: String,
}

impl Things {
    async fn of(running: &Running, owner: &Creator) -> anyhow::Result<Self> {
        running.hurry().await;
        let run = owner.started(&topic("커피")).await;
        owner.ended(&run).await;
        let order = order_of(&owner.prepare("starter").await)?;
        let made = json!({"name": "k", "scopes": ["read"]});
        let made = owner.post("/api/me/keys", &made).await.created();
        let key = made["id"].as_str().context("a key has an id")?.to_owned();
        let sessions = owner.get("/api/me/sessions").await.ok();
        let session = sessions["sessions"][0]["id"].as_str();
        let session = session.context("a session has an id")?.to_owned();
        Ok(Self {
            run,
            order,
            key,
            session,
        })
    }

    /// The address of the owner's own; an error where the description knows a kind of thing that
    /// nobody attacks here.
    fn address(&self, described: &str) -> anyhow::Result<String> {
        let kinds = [
            ("/api/runs/", &self.run),
            ("/api/orders/", &self.order),
            ("/api/me/keys/", &self.key),
            ("/api/me/sessions/", &self.session),
        ];
        let kind = kinds.iter().find(|(path, _)| described.starts_with(path));
        let (_, id) = kind.with_context(|| format!("whose is {described}?"))?;
        Ok(described.replace("{id}", id))
    }

    fn pages(&self) -> [(&'static str, String); 7] {
        let Self {
            run,
            order,
            key,
            session,
        } = self;
        [
            ("GET", format!("/runs/{run}")),
            ("GET", format!("/orders/{order}")),
            ("POST", format!("/orders/{order}/check")),
            ("POST", format!("/orders/{order}/refund")),
            ("POST", format!("/orders/{order}/refund/withdraw")),
            ("POST", format!("/settings/keys/{key}/revoke")),
            ("POST", format!("/settings/sessions/{session}/end")),
        ]
    }

    /// All of it, as its owner sees it.
    async fn seen_by(&self, owner: &Creator) -> String {
        let mut seen = String::new();
        for path in [
            format!("/api/runs/{}", self.run),
            format!("/api/runs/{}/rating", self.run),
            format!("/api/runs/{}/revisions", self.run),
            format!("/api/orders/{}", self.order),
        ] {
            seen.push_str(&owner.get(&path).await.ok().to_string());
        }
        let keys = owner.get("/api/me/keys").await.ok();
        seen.push_str(&keys.to_string());
        let sessions = owner.get("/api/me/sessions").await.ok();
        format!("{seen}{}", sessions["sessions"][0]["id"])
    }
}

async fn anothers(running: &Running) -> anyhow::Result<String> {
    let owner = running.creator("has-things").await;
    let attacker = running.creator("wants-things").await;
    let things = Things::of(running, &owner).await?;
    let before = things.seen_by(&owner).await;
    let mut tried = 0;
    let is_a_things = |it: &&Route| it.described.contains("{id}") && it.secured && !it.is_agents();
    for route in routes(running).await?.iter().filter(is_a_things) {
        let path = things.address(&route.described)?;
        // What it takes, so that nothing but the owner is wrong.
        let body = match route.described.rsplit('/').next() {
            Some("rating") => json!({ "rating": "UP", "reason": "mine" }),
            Some("rewrites") => json!({ "part": "scenes/1", "wish": "mine" }),
            _ => json!({}),
        };
        let takes_a_body = ["POST", "PUT"].contains(&route.method.as_str());
        let body = takes_a_body.then_some(&body);
        let answer = send(&attacker, &route.method, &path, body).await?;
        // Taking away what one does not have changes nothing, and is answered alike.
        let is_gone = route.method == "DELETE" && answer.status == 204;
        ensure!(answer.status == 404 || is_gone, "{}", answer.told());
        tried += 1;
    }
    for (method, path) in things.pages() {
        let answer = match method {
            "GET" => attacker.get(&path).await,
            _ => attacker.post_form(&path, &[]).await,
        };
        let is_gone = path.starts_with("/settings/") && answer.status == 303;
        ensure!(answer.status == 404 || is_gone, "{}", answer.told());
        tried += 1;
    }
    let form = format!("/agents/shorts-script?from={}", things.run);
    let form = attacker.get(&form).await;
    ensure!(
        form.status < 500 && !form.body.contains("커피"),
        "{}",
        form.told()
    );
    let after = things.seen_by(&owner).await;
    ensure!(before == after, "the owner had {before} and has {after}");
    Ok(format!(
        "{tried} addresses, each 404 or nothing done; the owner sees all of it as before"
    ))
}

async fn admin(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("no-operator").await;
    let id = "0".repeat(32);
    let mut tried = 0;
    for path in [
        "/admin",
        "/admin/users",
        &format!("/admin/users/{id}"),
        "/admin/orders",
        "/admin/alerts",
        &format!("/admin/orders/{id}"),
    ] {
        let answer = creator.get(path).await;
        ensure!(answer.status == 404, "{}", answer.told());
        tried += 1;
    }
    for path in [
        format!("/admin/orders/{id}/refund"),
        format!("/admin/orders/{id}/look"),
        format!("/admin/alerts/{id}/seen"),
        format!("/admin/users/{id}/adjust"),
    ] {
        let answer = creator.post_form(&path, &[("reason", "x")]).await;
        ensure!(answer.status == 404, "{}", answer.told());
        tried += 1;
    }
    Ok(format!("{tried} addresses, each 404"))
}

async fn cross_site(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("browses-elsewhere").await;
    let mut refused = 0;
    for route in routes(running)
        .await?
        .iter()
        .filter(|route| route.method != "GET")
    {
        let method = Method::from_bytes(route.method.as_bytes())?;
        let request = creator
            .request(method, &route.path)
            .header("origin", "https://evil.example");
        let answer = creator.send(request.json::<Value>(&json!({}))).await;
        ensure!(answer.status == 403, "{}", answer.told());
        refused += 1;
    }
    let left = creator.get("/api/me").await;
    ensure!(left.status == 200, "{}", left.told());
    Ok(format!("{refused} routes, each 403"))
}
