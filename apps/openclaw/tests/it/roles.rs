//! `openclaw admin users`, `grant` and `revoke`: who may use the operator's pages, next to a running
//! server.

use std::sync::Arc;

use openclaw::{
    app::{Platform, build},
    config::Config,
};
use openclaw_domain::{account, port::identity::Person, random::SessionToken, world::World};

use crate::command::Program;

const NAME: &str = "https://id.example/people/42";

/// The world that the commands see.
fn world(program: &Program) -> Arc<World> {
    let mut config = Config::defaults().unwrap();
    config.data = program.folder().join("data");
    let listening = "127.0.0.1:1".parse().unwrap();
    let nowhere = Some("http://127.0.0.1:9");
    let app = build(&config, listening, nowhere, Platform::default()).unwrap();
    Arc::clone(&app.site.world)
}

/// Somebody who signed in once.
async fn creator(world: &World) -> SessionToken {
    let person = Person {
        issuer: "https://id.example/people".to_owned(),
        subject: "42".to_owned(),
        name: None,
        email: None,
    };
    let from = account::From::default();
    account::sign_in(world, &person, &from).await.unwrap().token
}

async fn is_admin(world: &World, token: &SessionToken) -> bool {
    let user = account::authenticate(world, token).await.unwrap();
    user.unwrap().is_admin
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_given_and_taken_back_at_once() {
    let program = Program::new();
    let world = world(&program);
    let token = creator(&world).await;
    assert!(!is_admin(&world, &token).await);

    let told = program.run(&["admin", "grant", NAME]);
    let words = format!("{NAME} may use the operator's pages now.\n");
    assert_eq!((told.code, told.out), (0, words), "{}", told.err);
    assert!(is_admin(&world, &token).await);

    let told = program.run(&["admin", "revoke", NAME]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(!is_admin(&world, &token).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_what_they_are_called() {
    let program = Program::new();
    let world = world(&program);
    assert_eq!(
        program.run(&["admin", "users", "list"]).out,
        "Nobody fits.\n"
    );
    let token = creator(&world).await;
    for arguments in [
        &["admin", "users", "list"][..],
        &["admin", "users", "list", "--text", "42"],
    ] {
        let told = program.run(arguments);
        assert!(told.out.contains(NAME), "{}{}", told.out, told.err);
        assert!(!told.out.contains("(operator)"), "{}", told.out);
    }
    program.run(&["admin", "grant", NAME]);
    let told = program.run(&["admin", "users", "list"]);
    assert!(told.out.contains("(operator)"), "{}", told.out);

    let told = program.run(&["admin", "users", "list", "--json"]);
    let all: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(
        (&all[0]["subject"], &all[0]["role"]),
        (&"42".into(), &"ADMIN".into())
    );

    let user = account::authenticate(&world, &token)
        .await
        .unwrap()
        .unwrap();
    account::delete(&world, &user.id).await.unwrap();
    assert_eq!(
        program.run(&["admin", "users", "list"]).out,
        "Nobody fits.\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_the_configuration_names_is_told_to_stay() {
    let program = Program::new().with("OPENCLAW_ADMIN_SUBJECTS", NAME);
    creator(&world(&program)).await;
    let told = program.run(&["admin", "revoke", NAME]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(
        told.out.contains("`admin.subjects` names them"),
        "{}",
        told.out
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_signed_in_gets_no_role() {
    let program = Program::new();
    creator(&world(&program)).await;
    for command in ["grant", "revoke"] {
        let told = program.run(&["admin", command, "https://id.example/people/43"]);
        assert_eq!(told.code, 1, "{}", told.out);
        assert!(
            told.err.contains("they must have signed in once"),
            "{}",
            told.err
        );
        let told = program.run(&["admin", command, "somebody"]);
        assert_eq!(told.code, 2, "{}", told.out);
        assert!(told.err.contains("issuer/subject"), "{}", told.err);
    }
}
