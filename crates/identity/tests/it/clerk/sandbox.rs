//! Whole sign-ins at the sandbox's Clerk, which everything else is tried with.

use std::sync::Arc;

use openclaw_domain::{
    port::{
        identity::{HostedSignIn as _, IdentityError, Person, PersonNotice},
        payment::WebhookRequest,
    },
    time::Clock as _,
};
use openclaw_identity::{Clerk, ClerkSettings};
use openclaw_sandbox::{
    CLERK_ISSUER, CLERK_PUBLISHABLE_KEY, CLERK_SECRET_KEY, CLERK_WEBHOOK_SECRET, ClerkFlaw,
    ClerkToken, Fault, FaultKind, Sandbox, Service,
};
use reqwest::header::{LOCATION, SET_COOKIE};
use tokio::net::TcpListener;

use crate::{
    provider::http,
    sandbox::{Later, Real},
};

const ORIGIN: &str = "http://127.0.0.1:8787";

async fn start(clock: Later) -> (Sandbox, Clerk) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = Sandbox::start(listener).await.unwrap();
    let mut settings = ClerkSettings::new(CLERK_PUBLISHABLE_KEY.into(), CLERK_SECRET_KEY.into());
    settings.webhook_secrets = vec![CLERK_WEBHOOK_SECRET.into()];
    settings.authorized_parties = vec![ORIGIN.to_owned()];
    settings.frontend_url = Some(format!("{}/clerk", sandbox.url()));
    settings.backend_url = Some(format!("{}/clerk/v1", sandbox.url()));
    settings.allow_loopback_http = true;
    let clerk = Clerk::new(http(), settings, Arc::new(clock)).unwrap();
    (sandbox, clerk)
}

#[tokio::test]
async fn somebody_signs_in() {
    let (sandbox, clerk) = start(Later::default()).await;
    assert_eq!(clerk.issuer(), CLERK_ISSUER);
    for (who, name, email) in [
        ("haneul", "김하늘", Some("haneul@sandbox.example")),
        ("bada", "이바다", None),
    ] {
        let page = http().post(format!("{}/clerk/sign-in", sandbox.url()));
        let form = [
            ("person", who),
            ("redirect_url", "http://127.0.0.1:8787/in"),
        ];
        let answer = page.form(&form).send().await.unwrap();
        assert_eq!(answer.headers()[LOCATION], "http://127.0.0.1:8787/in");
        for cookie in clerk.cookie_names() {
            let all = answer.headers().get_all(SET_COOKIE).iter();
            let mut pairs = all.map(|it| it.to_str().unwrap().split(';').next().unwrap());
            let token = pairs.find_map(|it| it.strip_prefix(&format!("{cookie}=")));
            let proved = clerk.prove(token.unwrap()).await.unwrap();
            let expected = Person {
                issuer: CLERK_ISSUER.to_owned(),
                subject: proved.subject.clone(),
                name: Some(name.to_owned()),
                email: email.map(str::to_owned),
            };
            assert_eq!(clerk.person(&proved).await, Ok(expected));
        }
    }
    let keys = sandbox.control().requests(Some(Service::Clerk));
    let fetched = keys.iter().filter(|it| it.path.ends_with("jwks.json"));
    assert_eq!(fetched.count(), 1);
}

#[tokio::test]
async fn a_token_with_a_flaw_proves_nobody() {
    let (sandbox, clerk) = start(Later::default()).await;
    let control = sandbox.control();
    let good = ClerkToken::good("user_1", ORIGIN);
    clerk.prove(&control.mint_clerk_token(&good)).await.unwrap();
    let mut wrong = vec![
        ClerkToken::good("user_1", "http://127.0.0.1:8788"),
        good.clone(),
    ];
    wrong[1].azp = None;
    wrong.extend(
        [
            ClerkFlaw::Expired,
            ClerkFlaw::NotYet,
            ClerkFlaw::WrongIssuer,
            ClerkFlaw::Pending,
            ClerkFlaw::Unsigned,
            ClerkFlaw::SignedWithSecret,
            ClerkFlaw::WrongCategory,
            ClerkFlaw::WrongSignature,
            ClerkFlaw::UnknownKey,
            ClerkFlaw::Nobody,
        ]
        .map(|flaw| good.clone().with(flaw)),
    );
    for token in wrong {
        let result = clerk.prove(&control.mint_clerk_token(&token)).await;
        let refused = matches!(result, Err(IdentityError::Refused(_)));
        assert!(refused, "{token:?}: {result:?}");
    }
}

#[tokio::test]
async fn keys_change_and_services_fail() {
    let clock = Later::default();
    let (sandbox, clerk) = start(clock.clone()).await;
    let control = sandbox.control();
    let good = ClerkToken::good(&control.clerk_user("haneul").unwrap(), ORIGIN);
    let old = control.mint_clerk_token(&good);
    let proved = clerk.prove(&old).await.unwrap();
    control.rotate_clerk_keys();
    clerk.prove(&control.mint_clerk_token(&good)).await.unwrap();
    assert!(matches!(
        clerk.prove(&old).await,
        Err(IdentityError::Refused(_))
    ));

    for status in [401, 429, 500] {
        let kind = FaultKind::Status {
            status,
            code: None,
            retry_after: Some(1),
        };
        control
            .add_fault(Fault::once(Service::Clerk, kind))
            .unwrap();
        let result = clerk.person(&proved).await;
        assert!(
            matches!(result, Err(IdentityError::Unavailable(_))),
            "{result:?}"
        );
    }
    clerk.person(&proved).await.unwrap();
    clock.by(66);
    let expired = clerk.prove(&control.mint_clerk_token(&good)).await;
    assert!(
        matches!(expired, Err(IdentityError::Refused(_))),
        "{expired:?}"
    );
}

#[tokio::test]
async fn its_webhooks_are_believed() {
    let (sandbox, clerk) = start(Later::default()).await;
    let control = sandbox.control();
    let id = control.clerk_user("haneul").unwrap();
    let sent = [
        control
            .clerk_user_updated(&id, Some("김바다"), None)
            .await
            .unwrap(),
        control.clerk_user_deleted(&id).await.unwrap(),
    ];
    let at = Real.now();
    let notices = sent.map(|webhook| {
        let sent_at = at.0 / 1000;
        let secret = CLERK_WEBHOOK_SECRET;
        let signed = control.sign_clerk_webhook(secret, &webhook.body, &webhook.id, sent_at);
        let request = WebhookRequest {
            headers: signed.headers,
            body: signed.body.into_bytes(),
            at,
        };
        let (told_id, notice) = clerk.notice(&request).unwrap();
        assert_eq!(told_id, webhook.id);
        notice
    });
    let (issuer, subject) = (CLERK_ISSUER.to_owned(), id);
    let renamed = Person {
        issuer: issuer.clone(),
        subject: subject.clone(),
        name: Some("김바다".to_owned()),
        email: None,
    };
    let gone = PersonNotice::Deleted { issuer, subject };
    assert_eq!(notices, [PersonNotice::Updated(renamed), gone]);
}
