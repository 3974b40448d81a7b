//! What attackers try: other sites' forms, scripts in texts, looking for secrets.

use openclaw_tests::{Answer, Creator, TestApp, topic};
use reqwest::Method;
use serde_json::json;

/// What a browser sends along when another site makes it send a form or a script's request.
const FOREIGN: [&[(&str, &str)]; 5] = [
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ],
];

async fn foreign(creator: &Creator, headers: &[(&str, &str)], path: &str, form: bool) -> Answer {
    let mut request = creator.request(Method::POST, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request = if form {
        request.form(&[("topic", "남이 보낸 주제"), ("package", "starter")])
    } else {
        request.json(&topic("남이 보낸 주제"))
    };
    creator.send(request).await
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    let check = format!(
        "/orders/{}/check",
        prepared["merchant_uid"].as_str().unwrap()
    );
    for headers in FOREIGN {
        for path in [
            "/api/agents/shorts-script/runs",
            "/api/credits/prepare",
            "/api/credits/verify",
        ] {
            for form in [false, true] {
                foreign(&creator, headers, path, form)
                    .await
                    .problem(403, "cross_site");
            }
        }
        for path in ["/agents/shorts-script/runs", check.as_str(), "/sign-out"] {
            let answer = foreign(&creator, headers, path, true).await.expect(403);
            assert!(
                answer.header("content-type").starts_with("text/html"),
                "{}",
                answer.told()
            );
            assert!(answer.cookies().is_empty(), "{}", answer.told());
        }
    }
    assert_eq!(creator.history().await, ["SIGNUP_BONUS 100 100"]);
    assert_eq!(app.count("SELECT COUNT(*) FROM agent_run").await, 0);
    assert_eq!(
        app.lines("SELECT status FROM payment_order").await,
        ["PENDING"]
    );

    // Our own pages do.
    let own = [("sec-fetch-site", "same-origin"), ("origin", &app.url())];
    assert_eq!(
        foreign(&creator, &own, "/agents/shorts-script/runs", true)
            .await
            .status,
        422
    );
    let answer = foreign(&creator, &own, &check, true).await;
    assert!(answer.see_other().starts_with("/orders/"));
    assert_eq!(creator.balance().await, 1_200);
    app.finish().await;
}

const XSS: &str = r#"<script>alert("1")</script><img src=x onerror='alert(2)'>"#;

fn assert_harmless(page: &str, of: &str) {
    for live in ["<script>alert", "<img src=x", "<b>"] {
        assert!(!page.contains(live), "{of} holds {live}: {page}");
    }
}

#[tokio::test]
async fn what_somebody_wrote_is_never_markup() {
    let app = TestApp::start().await;
    let creator = app.creator("<script>alert(0)<b>").await;
    let run = creator.started(&topic(XSS)).await;
    let live = creator.get(&format!("/runs/{run}")).await.page();
    let ended = creator.ended(&run).await;
    assert_eq!(ended["status"], "SUCCEEDED");
    assert!(
        ended["result"].to_string().contains("alert"),
        "the sample names its topic"
    );
    assert_harmless(&live, "the live page");
    for path in ["/dashboard", "/runs", "/credits", "/", "/dashboard/runs"] {
        assert_harmless(&creator.get(path).await.page(), path);
    }
    let page = creator.get(&format!("/runs/{run}")).await.page();
    assert!(
        page.contains("&#60;script&#62;") || page.contains("&lt;script&gt;"),
        "{page}"
    );
    assert_harmless(&page, "the run's page");
    let again = creator
        .get(&format!("/agents/shorts-script?from={run}"))
        .await
        .page();
    assert_harmless(&again, "the form filled again");
    let file = creator
        .get(&format!("/api/runs/{run}/download?format=md"))
        .await
        .expect(200);
    assert_harmless(&file.body, "the Markdown file");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    let refused = creator
        .post_form(
            "/agents/shorts-script/runs",
            &[("topic", XSS), ("tone", XSS), ("extra", XSS)],
        )
        .await;
    assert_harmless(&refused.expect(422).body, "the refused form");
    let failed = app
        .visitor()
        .get("/sign-in?failed=<script>alert(1)&next=/<script>alert(1)")
        .await;
    assert_harmless(&failed.body, "the sign-in page");
    app.finish().await;
}

/// Everything anybody can fetch, signed in.
const PAGES: [&str; 14] = [
    "/",
    "/sign-in",
    "/dashboard",
    "/dashboard/runs",
    "/agents",
    "/agents/shorts-script",
    "/runs",
    "/credits",
    "/api/docs",
    "/terms",
    "/privacy",
    "/refund",
    "/healthz",
    "/no/such/page",
];
const API: [&str; 7] = [
    "/api/openapi.json",
    "/api/me",
    "/api/packages",
    "/api/agents",
    "/api/credits/balance",
    "/api/credits/transactions",
    "/api/runs",
];

/// The addresses that a page names in `src` and `href`.
fn linked(page: &str) -> Vec<String> {
    let found = ["src=\"", "href=\""].into_iter().flat_map(|attribute| {
        let values = page.split(attribute).skip(1);
        values.filter_map(|rest| rest.split('"').next())
    });
    let ours = found.filter(|address| address.starts_with("/assets/"));
    ours.map(str::to_owned).collect()
}

#[tokio::test]
async fn no_secret_leaves_the_server() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let mut bodies = vec![prepared.to_string()];
    let mut assets = std::collections::BTreeSet::new();
    let own = [
        format!("/orders/{order}"),
        format!("/runs/{run}"),
        format!("/api/orders/{order}"),
        format!("/api/runs/{run}"),
    ];
    for path in PAGES
        .into_iter()
        .chain(API)
        .chain(own.iter().map(String::as_str))
    {
        let body = creator.get(path).await.body;
        assets.extend(linked(&body));
        bodies.push(body);
    }
    assert!(assets.len() >= 4, "{assets:?}");
    for asset in assets {
        bodies.push(creator.get(&asset).await.expect(200).body);
    }
    for body in bodies {
        for secret in [
            openclaw_sandbox::OPENAI_API_KEY,
            openclaw_sandbox::PORTONE_API_SECRET,
            openclaw_sandbox::KAKAO_CLIENT_SECRET,
            openclaw_sandbox::GOOGLE_CLIENT_SECRET,
        ] {
            assert!(!body.contains(secret), "{secret} is in {body}");
        }
    }
    app.finish().await;
}

fn assert_guarded(answer: &Answer) {
    let told = answer.told();
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ] {
        assert!(policy.contains(part), "{told}: {policy}");
    }
    for loose in ["unsafe-inline", "unsafe-eval", " *;", " http:;"] {
        assert!(!policy.contains(loose), "{told}: {policy}");
    }
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{told}");
    assert_eq!(answer.header("x-frame-options"), "DENY", "{told}");
    assert!(!answer.header("referrer-policy").is_empty(), "{told}");
    assert_eq!(answer.header("x-request-id").len(), 16, "{told}");
}

#[tokio::test]
async fn every_answer_carries_its_guards() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let visitor = app.visitor();
    for path in PAGES.into_iter().chain(API) {
        for answer in [creator.get(path).await, visitor.get(path).await] {
            assert_guarded(&answer);
            let kept = answer.header("cache-control");
            assert_eq!(kept, "private, no-store", "{path}");
        }
    }
    for answer in [
        creator
            .post("/api/agents/shorts-script/runs", &json!({}))
            .await,
        creator.post("/api/no/such/thing", &json!({})).await,
        creator.post_form("/dashboard", &[]).await,
        foreign(&creator, FOREIGN[0], "/sign-out", true).await,
    ] {
        assert!(answer.status >= 400);
        assert_guarded(&answer);
    }
    app.finish().await;
}

#[tokio::test]
async fn pages_hold_no_script_of_their_own() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for path in PAGES.into_iter().filter(|path| *path != "/healthz") {
        let page = creator.get(path).await.body;
        for rest in page.split("<script").skip(1) {
            let tag = rest.split('>').next().unwrap();
            // A block of data runs nothing.
            let is_data = tag == " type=\"application/ld+json\"";
            assert!(
                is_data || tag.contains("src=\""),
                "{path} holds a script: <script{tag}>"
            );
        }
        for inline in [
            " style=\"",
            " onclick=",
            " onload=",
            "javascript:",
            "<style",
        ] {
            assert!(!page.contains(inline), "{path} holds {inline}");
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn assets_are_kept_forever_by_their_name_alone() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let assets = linked(&visitor.get("/").await.page());
    for asset in &assets {
        let answer = visitor.get(asset).await.expect(200);
        assert!(
            answer.header("cache-control").contains("immutable"),
            "{}",
            answer.told()
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    for path in [
        "/assets/nothing.js",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e/lib.rs",
        "/assets/",
    ] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
    app.finish().await;
}
