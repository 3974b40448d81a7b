//! The brand voice on an agent's form, by plain form posts.

use openclaw_tests::TestApp;

const PATH: &str = "/agents/shorts-script/voice";

#[tokio::test]
async fn a_voice_is_saved_changed_and_deleted_on_the_form() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let page = creator.get("/agents/shorts-script").await.page();
    assert!(
        page.contains("내 말투") && page.contains("아직 없어요"),
        "{page}"
    );

    let fields = [
        ("voice", "반말은 쓰지 않아요.\n<b>농담</b>은 한 번만."),
        ("do", "remember"),
    ];
    let to = creator.post_form(PATH, &fields).await.see_other();
    assert_eq!(to, "/agents/shorts-script?voice=remembered#voice");
    let page = creator
        .get("/agents/shorts-script?voice=remembered")
        .await
        .page();
    assert!(page.contains("다음 대본부터 이 말투로 써요."), "{page}");
    assert!(
        page.contains("&#60;b&#62;농담") && !page.contains("<b>농담"),
        "{page}"
    );
    let settings = creator.get("/settings").await.page();
    assert!(
        settings.contains("반말은 쓰지 않아요.") && settings.contains("바꾸기"),
        "{settings}"
    );

    let fields = [("voice", "지울 말투"), ("do", "forget")];
    let to = creator.post_form(PATH, &fields).await.see_other();
    assert_eq!(to, "/agents/shorts-script?voice=forgotten#voice");
    assert_eq!(app.count("SELECT COUNT(*) FROM brand_voice").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_remembered_is_told_beside_what_was_typed_and_changes_nothing() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    drop(
        creator
            .post_form(PATH, &[("voice", "담백하게.")])
            .await
            .see_other(),
    );
    let long = "가".repeat(501);
    let page = creator
        .post_form(PATH, &[("voice", &long)])
        .await
        .expect(422)
        .body;
    assert!(
        page.contains("500자 안으로 줄여 주세요.") && page.contains(&long),
        "{page}"
    );
    assert_eq!(
        app.lines("SELECT voice FROM brand_voice").await,
        ["담백하게."]
    );
    // An agent without a voice has no such address.
    let none = creator
        .post_form("/agents/seo-tags/voice", &[("voice", "담백하게.")])
        .await;
    drop(none.expect(404));
    app.finish().await;
}
