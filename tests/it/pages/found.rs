//! What search engines, link previews and caches are told.

use openclaw_tests::TestApp;
use reqwest::Method;
use serde_json::Value;

#[tokio::test]
async fn public_pages_name_their_other_language_and_the_offers_are_data() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.get("/en?utm=x").await.page();
    for (relation, end) in [
        ("rel=\"canonical\" href=\"", "/en\">"),
        ("hreflang=\"ko\" href=\"", "/\">"),
        ("hreflang=\"en\" href=\"", "/en\">"),
        ("hreflang=\"x-default\" href=\"", "/\">"),
    ] {
        let (_, rest) = page.split_once(relation).expect(relation);
        let address = rest.split_inclusive('>').next().unwrap();
        assert!(
            address.starts_with("http") && address.ends_with(end),
            "{address}"
        );
    }
    let (_, data) = page
        .split_once("<script type=\"application/ld+json\">")
        .unwrap();
    let (data, _) = data.split_once("</script>").unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["offers"][0]["price"], 9_900);
    assert_eq!(data["offers"][0]["priceCurrency"], "KRW");

    let (_, picture) = page.split_once("og:image\" content=\"").unwrap();
    let picture = visitor
        .get(picture.split('"').next().unwrap())
        .await
        .expect(200);
    assert_eq!(picture.headers["content-type"], "image/png");
    let own = app.creator("민지").await.get("/dashboard").await.page();
    assert!(!own.contains("rel=\"canonical\"") && !own.contains("og:image"));
    app.finish().await;
}

#[tokio::test]
async fn robots_read_nothing_where_money_is_pretended_and_the_map_names_every_public_page() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let robots = visitor.get("/robots.txt").await.expect(200);
    assert_eq!(robots.body, "User-agent: *\nDisallow: /\n");
    let map = visitor.get("/sitemap.xml").await.expect(200);
    assert_eq!(map.body.matches("<url>").count(), 12, "{}", map.body);
    for path in ["/</loc>", "/en</loc>", "/refund</loc>", "/en/ai</loc>"] {
        assert!(map.body.contains(path), "{path}: {}", map.body);
    }
    app.finish().await;
}

#[tokio::test]
async fn pages_and_assets_are_packed_for_whoever_takes_it() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.get("/").await.page();
    let (_, style) = page.split_once("rel=\"stylesheet\" href=\"").unwrap();
    let style = style.split('"').next().unwrap();
    for path in ["/", style] {
        let plain = visitor.get(path).await.expect(200);
        assert!(!plain.headers.contains_key("content-encoding"), "{path}");
        let request = visitor.request(Method::GET, path);
        let request = request
            .header("accept-encoding", "gzip, br")
            .build()
            .unwrap();
        let packed = reqwest::Client::new().execute(request).await.unwrap();
        assert_eq!(packed.headers()["content-encoding"], "gzip", "{path}");
        let vary = packed.headers()["vary"].to_str().unwrap().to_owned();
        assert!(vary.contains("accept-encoding"), "{path}: {vary}");
        let packed = packed.bytes().await.unwrap();
        assert!(
            packed.len() * 2 < plain.body.len(),
            "{path}: {}",
            packed.len()
        );
    }
    app.finish().await;
}
