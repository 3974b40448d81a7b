//! What somebody reads before they agree, in the settings, and before they leave.

use std::error::Error;

use askama::Template as _;
use openclaw_web::{
    assets,
    view::{
        leaving::{Goodbye, Leaving},
        settings::Settings,
        sign_in::SignIn,
        welcome::Welcome,
    },
};

type Outcome = Result<(), Box<dyn Error>>;

#[test]
fn consent_is_three_boxes_that_nobody_ticked_and_each_can_be_read() -> Outcome {
    let html = Welcome::sample().render()?;
    assert_eq!(html.matches("type=\"checkbox\"").count(), 3);
    assert_eq!(html.matches(" checked").count(), 0);
    for words in [
        "href=\"/terms\"",
        "href=\"/privacy\"",
        "만 14세 이상",
        "2026-11-23",
        "무료 크레딧 100개",
        "동의하고 시작하기",
        "action=\"/sign-out\"",
        "href=\"/settings/delete\"",
        "name=\"next\" value=\"/agents/shorts-script?topic=a&#38;b\"",
    ] {
        assert!(html.contains(words), "{words}");
    }
    assert!(
        !html.contains("/dashboard"),
        "nothing else opens before the consent"
    );
    Ok(())
}

#[test]
fn an_older_consent_is_renewed_in_other_words() -> Outcome {
    let html = Welcome::sample_renewal().render()?;
    assert!(html.contains("약관이 바뀌었어요"), "{html}");
    assert!(!html.contains("무료 크레딧"), "no second gift is promised");
    assert!(html.contains("role=\"alert\"") && html.contains("세 가지에 모두"));
    assert_eq!(html.matches(" checked").count(), 1, "what was ticked stays");
    Ok(())
}

#[test]
fn settings_mark_this_device_and_end_the_others() -> Outcome {
    let html = Settings::sample().render()?;
    assert_eq!(html.matches("지금 이 기기").count(), 1);
    assert!(html.contains("action=\"/settings/sessions/8899aabbccddeeff/end\""));
    assert!(!html.contains("/settings/sessions/0011223344556677/end"));
    assert!(html.contains("action=\"/settings/sessions/end\""));
    assert!(html.contains("href=\"/api/me/export\" download"));
    Ok(())
}

#[test]
fn a_key_is_shown_in_full_only_where_it_was_made() -> Outcome {
    let key = format!("oc_live_{}", "1a2b3c4d".repeat(6));
    let made = Settings::sample_new_key().render()?;
    assert_eq!(made.matches(&key).count(), 1);
    assert!(made.contains("data-copy=\"new-key\""));
    let later = Settings::sample().render()?;
    assert!(!later.contains(&key) && later.contains("oc_live_1a2b3c…"));
    assert!(later.contains("5,000크레딧 중 1,240 사용"), "{later}");
    assert!(
        later.contains("&#60;script&#62;alert(&#39;n8n&#39;)"),
        "escaped"
    );
    Ok(())
}

#[test]
fn a_key_that_cannot_be_made_says_why_where_it_is_wrong() -> Outcome {
    let html = Settings::sample_with_errors().render()?;
    for field in ["key-name", "key-scope", "key-cap"] {
        assert!(html.contains(&format!("id=\"{field}-error\">")), "{field}");
    }
    assert!(html.contains("aria-describedby=\"key-cap-error key-cap-help\""));
    assert!(
        html.contains("value=\"많이\"")
            && html.contains("<details class=\"confirm setting-actions\" open>")
    );
    Ok(())
}

#[test]
fn who_leaves_is_told_what_goes_what_stays_and_what_could_come_back() -> Outcome {
    let html = Leaving::sample().render()?;
    for words in [
        "1,115개",
        "9,900원",
        "5년",
        "이름은 붙어 있지 않아요",
        "‘삭제’",
    ] {
        assert!(html.contains(words), "{words}");
    }
    let without = Leaving::sample_refused().render()?;
    assert!(!without.contains("환불받을"), "no refund to ask for");
    assert!(without.contains("그대로 적어 주세요"));
    assert!(Goodbye::sample().render()?.contains("계정을 삭제했어요"));
    Ok(())
}

#[test]
fn a_hosted_sign_in_is_a_button_or_a_form_with_a_button() -> Outcome {
    let portal = SignIn::sample_hosted().render()?;
    assert!(portal.contains("카카오·구글로 계속하기"));
    assert!(portal.contains("href=\"/auth/hosted?next=%2Fagents"));
    assert!(
        !portal.contains("clerk"),
        "no script where there is no form"
    );

    let form = SignIn::sample_clerk().render()?;
    let order = [
        "https://clerk.openclaw.example/npm/@clerk/ui@1/dist/ui.browser.js",
        "https://clerk.openclaw.example/npm/@clerk/clerk-js@6/dist/clerk.browser.js",
        assets::url("clerk-ko.js"),
        assets::url("clerk.js"),
    ];
    let places: Vec<_> = order.iter().map(|script| form.find(script)).collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?}"
    );
    assert!(form.contains("data-clerk-publishable-key=\"pk_live_"));
    assert!(form.contains("data-next=\"/agents/shorts-script?topic=a&#38;b\""));
    assert!(
        form.contains("href=\"/auth/hosted?next="),
        "a way without scripts"
    );
    Ok(())
}
