//! Which language a page is in, and how that is changed.

use openclaw_tests::{TestApp, Visitor};
use reqwest::Method;

/// The language that an address is shown in.
async fn language(visitor: &Visitor, path: &str, accept: Option<&str>) -> String {
    let mut request = visitor.request(Method::GET, path);
    if let Some(accept) = accept {
        request = request.header("accept-language", accept);
    }
    let answer = visitor.send(request).await;
    let told = answer.headers["content-language"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        answer.body.contains(&format!("<html lang=\"{told}\">")),
        "{}",
        answer.body
    );
    told
}

#[tokio::test]
async fn the_address_counts_then_the_setting_the_cookie_the_browser_and_korean() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let english = Some("en-US,en;q=0.9");
    assert_eq!(language(&visitor, "/", None).await, "ko");
    assert_eq!(language(&visitor, "/", Some("fr")).await, "ko");
    assert_eq!(language(&visitor, "/", english).await, "en");
    assert_eq!(language(&visitor, "/en", Some("ko")).await, "en");
    assert_eq!(language(&visitor, "/nowhere", english).await, "en");

    let form = [("language", "en"), ("next", "/en/terms")];
    let answer = visitor.post_form("/language", &form).await;
    assert_eq!(answer.see_other(), "/en/terms");
    assert_eq!(
        language(&visitor, "/", Some("ko")).await,
        "en",
        "the cookie"
    );

    let creator = app.creator("민지").await;
    assert_eq!(language(&creator, "/dashboard", None).await, "ko");
    let form = [("language", "en"), ("next", "//evil.example")];
    let answer = creator.post_form("/language", &form).await;
    assert_eq!(
        answer.see_other(),
        "/dashboard",
        "only our own pages are gone to"
    );
    // Another browser of the same person has no cookie: the setting is with the account.
    let elsewhere = app.creator("민지").await;
    assert_eq!(language(&elsewhere, "/dashboard", Some("ko")).await, "en");
    assert_eq!(language(&elsewhere, "/orders/none", Some("ko")).await, "en");
    app.finish().await;
}

#[tokio::test]
async fn only_the_switch_changes_what_is_kept() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for path in ["/en", "/en/sign-in", "/en/terms", "/en/ai"] {
        let answer = visitor.get(path).await;
        assert!(!answer.headers.contains_key("set-cookie"), "{path}");
    }
    assert_eq!(language(&visitor, "/", None).await, "ko");
    let nonsense = visitor.post_form("/language", &[("language", "fr")]).await;
    drop(nonsense.expect(422));
    assert_eq!(visitor.get("/language").await.status, 405);
    app.finish().await;
}

#[tokio::test]
async fn english_is_a_click_away_and_so_is_korean() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for (path, next) in [
        ("/", "/en"),
        ("/terms", "/en/terms"),
        ("/credits?package=pro", "/credits?package=pro"),
    ] {
        let page = creator.get(path).await.page();
        let field = format!("name=\"next\" value=\"{next}\"");
        assert!(page.contains(&field), "{path}: {page}");
        assert!(
            page.contains("value=\"en\" lang=\"en\">English</button>"),
            "{path}"
        );
    }
    let page = app.visitor().get("/en/privacy").await.page();
    assert!(page.contains("name=\"next\" value=\"/privacy\""), "{page}");
    assert!(page.contains("lang=\"ko\">한국어</button>"), "{page}");
    app.finish().await;
}

#[tokio::test]
async fn whole_pages_are_english_but_for_peoples_own_words() {
    let app = TestApp::start().await;
    let creator = app.creator("minji").await;
    let order = creator.buy(&app, "starter").await;
    drop(creator.post_form("/language", &[("language", "en")]).await);
    for path in [
        "/settings",
        "/settings/delete",
        "/agents",
        "/runs",
        &format!("/orders/{order}"),
    ] {
        let page = creator.get(path).await.page();
        let (_, main) = page.split_once("<main").unwrap();
        let (main, _) = main.split_once("</main>").unwrap();
        // The languages' own names, and what the operator named in the configuration.
        let main = main.replace("한국어", "").replace("민지", "");
        let found: String = main.chars().filter(|c| matches!(c, '가'..='힣')).collect();
        assert!(found.is_empty(), "{path}: {found}");
    }
    let page = creator.get(&format!("/orders/{order}")).await.page();
    assert!(page.contains("₩9,900"), "{page}");
    app.finish().await;
}
