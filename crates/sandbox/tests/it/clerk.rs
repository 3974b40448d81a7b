//! Clerk: the sign-in page, session tokens, webhooks.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use openclaw_sandbox::{
    CLERK_ISSUER, CLERK_SECRET_KEY, CLERK_WEBHOOK_SECRET, ClerkFlaw, ClerkToken, Service,
};
use reqwest::{
    Response, Url,
    header::{HOST, LOCATION, ORIGIN, SET_COOKIE},
};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::{
    shop::Receiver,
    support::{World, read, world},
};

const BACK: &str = "http://127.0.0.1:3000/signed-in?next=%2Fcredits";
const ORIGIN_BACK: &str = "http://127.0.0.1:3000";

fn part(token: &str, number: usize) -> Value {
    let part = token.split('.').nth(number).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

async fn choose(world: &World, person: &str) -> Response {
    let form = [("redirect_url", BACK), ("person", person)];
    let request = world.client.post(world.url("/clerk/sign-in")).form(&form);
    request.send().await.expect("an answer")
}

fn cookies(answer: &Response) -> Vec<(String, String)> {
    let all = answer.headers().get_all(SET_COOKIE).iter();
    let pair = |cookie: &str| {
        let (pair, rest) = cookie.split_once("; ").expect("attributes");
        assert_eq!(rest, "Path=/; SameSite=Lax");
        let (name, value) = pair.split_once('=').expect("a value");
        (name.to_owned(), value.to_owned())
    };
    all.map(|it| pair(it.to_str().expect("ascii"))).collect()
}

#[tokio::test]
async fn the_page_signs_somebody_in_with_cookies_and_goes_back() {
    let world = world().await;
    let request = world.get("/clerk/sign-in").query(&[("redirect_url", BACK)]);
    let html = request
        .send()
        .await
        .expect("a page")
        .text()
        .await
        .expect("html");
    assert!(html.contains("김하늘") && html.contains("이메일 없음") && html.contains("연습"));

    let answer = choose(&world, "bada").await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()[LOCATION]),
        (303, &BACK.parse().expect("ascii"))
    );
    let cookies = cookies(&answer);
    let names: Vec<&str> = cookies.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "__session_-KIMloEf",
        "__session",
        "__client_uat_-KIMloEf",
        "__client_uat",
    ];
    assert_eq!(names, expected);
    let token = &cookies[0].1;
    assert_eq!(token, &cookies[1].1);
    let (header, claims) = (part(token, 0), part(token, 1));
    assert_eq!(
        (&header["alg"], &header["typ"], &header["cat"]),
        (&json!("RS256"), &json!("JWT"), &json!("cl_B7d4PD111AAA"))
    );
    let bada = world.sandbox.control().clerk_user("bada").expect("known");
    assert_eq!(
        (&claims["sub"], &claims["iss"]),
        (&json!(bada), &json!(CLERK_ISSUER))
    );
    assert_eq!(
        (&claims["azp"], &claims["v"]),
        (&json!(ORIGIN_BACK), &json!(2))
    );
    let lives = claims["exp"].as_i64().zip(claims["iat"].as_i64());
    assert_eq!(lives.map(|(exp, iat)| exp - iat), Some(60));

    // The session gives further tokens, for the page that asks.
    let path = format!(
        "/clerk/v1/client/sessions/{}/tokens",
        claims["sid"].as_str().expect("text")
    );
    for (origin, azp) in [
        (None, ORIGIN_BACK),
        (Some("http://localhost:1"), "http://localhost:1"),
    ] {
        let mut request = world.client.post(world.url(&path));
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        let (status, body) = read(request.send().await.expect("sent")).await;
        assert_eq!((status, &body["object"]), (200, &json!("token")));
        let claims = part(body["jwt"].as_str().expect("a token"), 1);
        assert_eq!(
            (&claims["sub"], &claims["azp"]),
            (&json!(bada), &json!(azp))
        );
    }
    let none = world
        .client
        .post(world.url("/clerk/v1/client/sessions/sess_1/tokens"));
    assert_eq!(none.send().await.expect("sent").status(), 404);
}

#[tokio::test]
async fn nobody_is_sent_elsewhere() {
    let world = world().await;
    for url in [
        "https://evil.example/",
        "http://10.0.0.1/",
        "javascript:alert(1)",
        "//x",
        "",
    ] {
        let request = world.get("/clerk/sign-in").query(&[("redirect_url", url)]);
        assert_eq!(request.send().await.expect("sent").status(), 400, "{url}");
    }
    // Cookies of localhost are set by this page under that name.
    let request = world
        .get("/clerk/sign-in")
        .query(&[("redirect_url", "http://localhost:3000/")]);
    let answer = request.send().await.expect("sent");
    let to = Url::parse(answer.headers()[LOCATION].to_str().expect("ascii")).expect("a url");
    assert_eq!(
        (to.host_str(), to.path()),
        (Some("localhost"), "/clerk/sign-in")
    );
    let again = world
        .client
        .get(world.url(&format!("/clerk/sign-in?{}", to.query().expect("a query"))))
        .header(HOST, format!("localhost:{}", to.port().expect("a port")));
    assert_eq!(again.send().await.expect("sent").status(), 200);
}

#[tokio::test]
async fn tokens_are_as_wrong_as_they_are_wanted() {
    let world = world().await;
    let control = world.sandbox.control();
    let good = ClerkToken::good("user_1", ORIGIN_BACK);
    let at = 1_795_000_000;
    control.set_time(Some(at * 1000)).expect("a time");
    let mint = |flaw| {
        let token = control.mint_clerk_token(&good.clone().with(flaw));
        (part(&token, 0), part(&token, 1))
    };
    assert_eq!(part(&control.mint_clerk_token(&good), 1)["iat"], at);
    assert_eq!(mint(ClerkFlaw::Expired).1["exp"], at - 60);
    assert_eq!(mint(ClerkFlaw::NotYet).1["nbf"], at + 60);
    assert_ne!(mint(ClerkFlaw::WrongIssuer).1["iss"], CLERK_ISSUER);
    assert_eq!(mint(ClerkFlaw::Pending).1["sts"], "pending");
    assert_eq!(mint(ClerkFlaw::Unsigned).0["alg"], "none");
    assert_eq!(mint(ClerkFlaw::SignedWithSecret).0["alg"], "HS256");
    assert_ne!(mint(ClerkFlaw::WrongCategory).0["cat"], "cl_B7d4PD111AAA");
    assert_eq!(mint(ClerkFlaw::UnknownKey).0["kid"], "sandbox-unknown");
    assert_eq!(mint(ClerkFlaw::Nobody).1["sub"], Value::Null);
    let mut homeless = good.clone();
    homeless.azp = None;
    assert_eq!(
        part(&control.mint_clerk_token(&homeless), 1)["azp"],
        Value::Null
    );
    let body = json!({"user_id": "user_1", "flaw": "pending", "issued_at": 7});
    let (status, made) = world.order("/control/clerk/token", &body).await;
    assert_eq!(
        (
            status,
            part(made["jwt"].as_str().expect("a token"), 1)["iat"].as_i64()
        ),
        (200, Some(7))
    );
}

#[tokio::test]
async fn keys_change_on_order_for_one_service() {
    let world = world().await;
    let keys = async |path: &str| {
        let (_, keys) = read(world.get(path).send().await.expect("sent")).await;
        keys["keys"][0]["kid"].clone()
    };
    let (clerk, kakao) = (
        "/clerk/.well-known/jwks.json",
        "/kakao/.well-known/jwks.json",
    );
    let before = [keys(clerk).await, keys(kakao).await];
    world.sandbox.control().rotate_clerk_keys();
    let after = [keys(clerk).await, keys(kakao).await];
    assert!(
        before[0] != after[0] && before[1] == after[1],
        "{before:?} {after:?}"
    );
    world.order("/control/keys/kakao/rotate", &json!({})).await;
    assert_ne!(keys(kakao).await, before[1]);
    assert_eq!(
        world
            .order("/control/keys/openai/rotate", &json!({}))
            .await
            .0,
        422
    );
    world.sandbox.control().reset();
    assert_eq!([keys(clerk).await, keys(kakao).await], before);
}

#[tokio::test]
async fn changes_are_told_and_signed_by_svix() {
    let world = world().await;
    let receiver = Receiver::start(&[503]).await;
    let control = world.sandbox.control();
    control
        .set_clerk_webhook_url(Some(receiver.url.clone()))
        .expect("loopback");
    let id = control.clerk_user("haneul").expect("known");
    let updated = control
        .clerk_user_updated(&id, Some("김바다"), None)
        .await
        .expect("known");
    assert_eq!(
        (updated.kind.as_str(), updated.last_status),
        ("user.updated", Some(503))
    );
    let again = control
        .repeat_clerk_webhook(&updated.id)
        .await
        .expect("known");
    assert_eq!((&again.id, again.last_status), (&updated.id, Some(200)));
    let gone = control.clerk_user_deleted(&id).await.expect("known");
    assert!(control.clerk_user_deleted(&id).await.is_err());
    assert_eq!(control.clerk_webhooks(), [again, gone]);

    let arrived = receiver.arrived();
    assert_eq!(arrived.len(), 3);
    for one in &arrived {
        let header = |name: &str| one.headers[name].to_str().expect("ascii").to_owned();
        let sent = header("svix-timestamp").parse().expect("seconds");
        let key = Webhook::new(CLERK_WEBHOOK_SECRET).expect("base64");
        let signature = key.sign(&header("svix-id"), sent, one.text.as_bytes());
        assert_eq!(signature.ok(), Some(header("svix-signature")));
        assert!(!one.headers.contains_key("webhook-id"));
    }
    let told = arrived[0].json();
    assert_eq!(
        (&told["object"], &told["data"]["id"]),
        (&json!("event"), &json!(id))
    );
    assert_eq!(
        [
            &told["data"]["last_name"],
            &told["data"]["first_name"],
            &told["data"]["primary_email_address_id"]
        ],
        [&json!("김"), &json!("바다"), &Value::Null]
    );
    let path = format!("/clerk/v1/users/{id}");
    let request = world.get(&path).bearer_auth(CLERK_SECRET_KEY);
    assert_eq!(request.send().await.expect("sent").status(), 404);
    let seen = control.requests(Some(Service::Clerk));
    assert_eq!(
        seen.last().map(|seen| seen.path.as_str()),
        Some(path.as_str())
    );
    assert!(
        control
            .set_clerk_webhook_url(Some("http://a.example".to_owned()))
            .is_err()
    );
}

#[tokio::test]
async fn it_is_ordered_about_over_http() {
    let world = world().await;
    let (status, made) = world
        .order("/control/clerk/users", &json!({"name": "정하루"}))
        .await;
    assert_eq!(status, 200);
    let id = made["id"].as_str().expect("an id");
    let url = world.url(&format!("/control/clerk/users/{id}"));
    let request = world
        .client
        .patch(&url)
        .json(&json!({"name": "하루", "email": "h@a.example"}));
    let (status, told) = read(request.send().await.expect("sent")).await;
    assert_eq!(
        (status, &told["webhook"]["last_status"]),
        (200, &Value::Null)
    );
    let repeat = format!(
        "/control/clerk/webhooks/{}/repeat",
        told["webhook"]["id"].as_str().expect("an id")
    );
    assert_eq!(world.order(&repeat, &json!({})).await.0, 200);
    assert_eq!(
        world
            .order("/control/clerk/webhook-url", &json!({"url": null}))
            .await
            .0,
        200
    );
    let gone = world.client.delete(&url);
    assert_eq!(gone.send().await.expect("sent").status(), 200);
    let (_, all) = read(
        world
            .get("/control/clerk/webhooks")
            .send()
            .await
            .expect("sent"),
    )
    .await;
    let kinds: Vec<&Value> = all["webhooks"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| &it["kind"])
        .collect();
    assert_eq!(kinds, ["user.updated", "user.deleted"]);
}
