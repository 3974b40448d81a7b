//! Kakao and Google sign-in, with a conforming client library and by hand.

use openclaw_sandbox::{
    GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, KAKAO_CLIENT_ID, KAKAO_CLIENT_SECRET,
};
use openidconnect::{
    AsyncHttpClient, AuthType, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret,
    CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, RedirectUrl, Scope,
    TokenResponse,
    core::{CoreClient, CoreIdTokenClaims, CoreProviderMetadata, CoreResponseType},
};
use reqwest::{StatusCode, header::LOCATION};
use serde_json::{Value, json};

use crate::support::{World, read, world};

const BACK: &str = "http://127.0.0.1:3000/auth/callback";

/// The library's requests, sent with the test's client.
struct Wire(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = reqwest::Error;
    type Future =
        std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let answer = self.0.execute(request.try_into()?).await?;
            let mut response = HttpResponse::new(Vec::new());
            *response.status_mut() = answer.status();
            *response.headers_mut() = answer.headers().clone();
            *response.body_mut() = answer.bytes().await?.to_vec();
            Ok(response)
        })
    }
}

struct Provider {
    name: &'static str,
    id: &'static str,
    secret: &'static str,
    scopes: &'static [&'static str],
    auth: AuthType,
}

const KAKAO: Provider = Provider {
    name: "kakao",
    id: KAKAO_CLIENT_ID,
    secret: KAKAO_CLIENT_SECRET,
    scopes: &["profile_nickname", "account_email"],
    auth: AuthType::RequestBody,
};

fn google(auth: AuthType) -> Provider {
    Provider {
        name: "google",
        id: GOOGLE_CLIENT_ID,
        secret: GOOGLE_CLIENT_SECRET,
        scopes: &["email", "profile"],
        auth,
    }
}

/// Where a redirect leads, as its parameters.
fn parameters(location: &str) -> impl Fn(&str) -> Option<String> {
    let url = reqwest::Url::parse(location).expect("a url");
    assert!(location.starts_with(BACK), "{location}");
    move |name| {
        url.query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, v)| v.into_owned())
    }
}

/// The whole sign-in of a person, through discovery, code, token, signature and nonce.
async fn sign_in(world: &World, provider: Provider, person: &str) -> CoreIdTokenClaims {
    let wire = Wire(world.client.clone());
    let issuer = IssuerUrl::new(world.url(&format!("/{}", provider.name))).expect("a url");
    let metadata = CoreProviderMetadata::discover_async(issuer, &wire)
        .await
        .expect("metadata");
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(provider.id.to_owned()),
        Some(ClientSecret::new(provider.secret.to_owned())),
    )
    .set_redirect_uri(RedirectUrl::new(BACK.to_owned()).expect("a url"))
    .set_auth_type(provider.auth);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let mut ask = client
        .authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .set_pkce_challenge(challenge)
        .add_extra_param("prompt", "none")
        .add_extra_param("login_hint", person.to_owned());
    for scope in provider.scopes {
        ask = ask.add_scope(Scope::new((*scope).to_owned()));
    }
    let (url, csrf, nonce) = ask.url();
    let answer = world.client.get(url).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::FOUND);
    let get = parameters(answer.headers()[LOCATION].to_str().expect("ascii"));
    assert_eq!(get("state").as_ref(), Some(csrf.secret()));
    let tokens = client
        .exchange_code(AuthorizationCode::new(get("code").expect("a code")))
        .expect("a token endpoint")
        .set_pkce_verifier(verifier)
        .request_async(&wire)
        .await
        .expect("tokens");
    let id_token = tokens.id_token().expect("an id token");
    id_token
        .claims(&client.id_token_verifier(), &nonce)
        .expect("a good token")
        .clone()
}

#[tokio::test]
async fn kakao_tells_nickname_and_email_where_there_is_one() {
    let world = world().await;
    let haneul = sign_in(&world, KAKAO, "haneul").await;
    assert_eq!(
        haneul
            .nickname()
            .and_then(|n| n.get(None))
            .map(|n| n.as_str()),
        Some("김하늘")
    );
    assert_eq!(
        haneul.email().map(|email| email.as_str()),
        Some("haneul@sandbox.example")
    );
    assert!(haneul.subject().parse::<u64>().is_ok());
    assert_eq!(haneul.email_verified(), None);
    let bada = sign_in(&world, KAKAO, "이바다").await;
    assert_eq!(bada.email(), None);
    let first = sign_in(&world, KAKAO, "정하루").await;
    let second = sign_in(&world, KAKAO, "정하루").await;
    assert_eq!(
        first.subject(),
        second.subject(),
        "the same name is the same person"
    );
    assert_ne!(first.subject(), haneul.subject());
}

#[tokio::test]
async fn google_tells_a_verified_email() {
    let world = world().await;
    for auth in [AuthType::RequestBody, AuthType::BasicAuth] {
        let bada = sign_in(&world, google(auth), "bada").await;
        assert_eq!(bada.email_verified(), Some(true));
        assert!(bada.email().is_some());
        assert_eq!(
            bada.name().and_then(|n| n.get(None)).map(|n| n.as_str()),
            Some("이바다")
        );
    }
}

async fn code(world: &World, extra: &str) -> String {
    let query = format!(
        "response_type=code&client_id={KAKAO_CLIENT_ID}&redirect_uri={BACK}&scope=openid\
         &prompt=none&login_hint=haneul{extra}"
    );
    let request = world.get(&format!("/kakao/oauth/authorize?{query}"));
    let answer = request.send().await.expect("an answer");
    parameters(answer.headers()[LOCATION].to_str().expect("ascii"))("code").expect("a code")
}

async fn redeem(world: &World, change: &[(&str, &str)]) -> (u16, Value) {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", KAKAO_CLIENT_ID),
        ("client_secret", KAKAO_CLIENT_SECRET),
        ("redirect_uri", BACK),
    ];
    form.retain(|(name, _)| change.iter().all(|(changed, _)| changed != name));
    form.extend(change);
    let request = world
        .client
        .post(world.url("/kakao/oauth/token"))
        .form(&form);
    read(request.send().await.expect("an answer")).await
}

#[tokio::test]
async fn codes_are_redeemed_once_and_by_their_client_only() {
    let world = world().await;
    let first = code(&world, "").await;
    let (status, body) = redeem(&world, &[("code", &first), ("client_secret", "wrong")]).await;
    assert_eq!((status, &body["error"]), (401, &json!("invalid_client")));
    let (status, tokens) = redeem(&world, &[("code", &first)]).await;
    assert_eq!(status, 200);
    let (status, body) = redeem(&world, &[("code", &first)]).await;
    assert_eq!((status, &body["error_code"]), (400, &json!("KOE320")));
    let other = code(&world, "").await;
    let (status, body) = redeem(&world, &[("code", &other), ("redirect_uri", "http://x/")]).await;
    assert_eq!((status, &body["error_code"]), (400, &json!("KOE303")));
    let bound = code(&world, "&code_challenge=abc&code_challenge_method=S256").await;
    let (status, body) = redeem(&world, &[("code", &bound), ("code_verifier", "wrong")]).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
    let token = tokens["access_token"].as_str().expect("a token");
    let request = world.get("/kakao/v1/oidc/userinfo").bearer_auth(token);
    let (status, person) = read(request.send().await.expect("sent")).await;
    assert_eq!(
        (status, person.get("nickname")),
        (200, None),
        "the scope was openid alone"
    );
}

#[tokio::test]
async fn mistakes_of_a_request() {
    let world = world().await;
    let ask = async |query: &str| {
        let request = world.get(&format!("/google/o/oauth2/v2/auth?{query}"));
        request.send().await.expect("an answer")
    };
    let good = format!("client_id={GOOGLE_CLIENT_ID}&redirect_uri={BACK}&state=s");
    assert_eq!(
        ask("client_id=other&response_type=code").await.status(),
        400
    );
    let nowhere = format!("client_id={GOOGLE_CLIENT_ID}&redirect_uri=app:x&response_type=code");
    assert_eq!(ask(&nowhere).await.status(), 400);
    for (more, error) in [
        ("response_type=token", "unsupported_response_type"),
        ("response_type=code&prompt=none", "login_required"),
        (
            "response_type=code&code_challenge=x&code_challenge_method=plain",
            "invalid_request",
        ),
    ] {
        let answer = ask(&format!("{good}&{more}")).await;
        let get = parameters(answer.headers()[LOCATION].to_str().expect("ascii"));
        assert_eq!(get("error").as_deref(), Some(error));
        assert_eq!(get("state").as_deref(), Some("s"));
    }
}

#[tokio::test]
async fn the_consent_page_lets_one_choose_or_refuse() {
    let world = world().await;
    let query = [
        ("client_id", KAKAO_CLIENT_ID),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("state", "\"><script>"),
    ];
    let page = world
        .get("/kakao/oauth/authorize")
        .query(&query)
        .send()
        .await
        .expect("a page");
    let html = page.text().await.expect("html");
    assert!(html.contains("김하늘") && html.contains("이바다") && html.contains("연습"));
    assert!(!html.contains("\"><script>"), "what comes in is escaped");
    for (press, outcome) in [
        (("person", "bada"), "code"),
        (("name", "새사람"), "code"),
        (("deny", "1"), "error"),
    ] {
        let form: Vec<_> = query.iter().copied().chain([press]).collect();
        let request = world
            .client
            .post(world.url("/kakao/oauth/authorize"))
            .form(&form);
        let answer = request.send().await.expect("an answer");
        let get = parameters(answer.headers()[LOCATION].to_str().expect("ascii"));
        assert!(get(outcome).is_some(), "{press:?}");
    }
}
