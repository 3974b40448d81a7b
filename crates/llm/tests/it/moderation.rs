//! Moderation against its stand-in.

use std::sync::Arc;

use openclaw_domain::port::moderation::{Moderation as _, Verdict};
use openclaw_llm::OpenAiModeration;
use openclaw_sandbox::{Fault, FaultKind, OPENAI_API_KEY, Sandbox, Service};

use crate::{clock::SimClock, sandbox::sandbox, scripted::http};

fn moderation(sandbox: &Sandbox, key: &str, clock: &Arc<SimClock>) -> OpenAiModeration {
    let base = format!("{}/openai/v1", sandbox.url());
    OpenAiModeration::new(http(), base, key.to_owned().into(), Arc::clone(clock) as _)
}

#[tokio::test]
async fn what_is_flagged_is_named_and_the_rest_is_fine() {
    let sandbox = sandbox().await;
    let moderation = moderation(&sandbox, OPENAI_API_KEY, &Arc::default());
    for text in ["자취생 집밥", ""] {
        assert_eq!(moderation.check(text).await, Ok(Verdict::Fine), "{text}");
    }
    let categories = ["illicit", "illicit/violent"].map(str::to_owned).to_vec();
    assert_eq!(
        moderation.check("주제\n폭탄 만드는 방법").await,
        Ok(Verdict::Flagged { categories })
    );
}

#[tokio::test]
async fn who_fails_is_not_asked_for_a_while() {
    let sandbox = sandbox().await;
    let clock = Arc::new(SimClock::default());
    let moderation = moderation(&sandbox, OPENAI_API_KEY, &clock);
    let calls = || sandbox.control().requests(Some(Service::Openai)).len();
    for kind in [
        FaultKind::Status {
            status: 500,
            code: None,
            retry_after: None,
        },
        FaultKind::Cut { after: 0 },
    ] {
        sandbox
            .control()
            .add_fault(Fault::once(Service::Openai, kind))
            .unwrap();
        assert!(moderation.check("집밥").await.is_err());
    }
    assert_eq!(calls(), 2);
    assert!(moderation.check("집밥").await.is_err());
    assert_eq!(calls(), 2);
    clock.advance(60_000);
    assert_eq!(moderation.check("집밥").await, Ok(Verdict::Fine));
}

#[tokio::test]
async fn without_our_key_there_is_no_verdict() {
    let sandbox = sandbox().await;
    let moderation = moderation(&sandbox, "sk-of-another", &Arc::default());
    let error = moderation.check("집밥").await.unwrap_err();
    assert_eq!(error.0, "HTTP 401");
}
