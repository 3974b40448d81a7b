//! Clerk's answers against the public description of its Backend API.

use openclaw_sandbox::CLERK_SECRET_KEY;
use serde_json::{Value, json};

use crate::{
    contract::{check, description, heed_nullable},
    support::{World, read, world},
};

async fn get(world: &World, path: &str, secret: &str) -> (u16, Value) {
    let request = world.get(path).bearer_auth(secret);
    read(request.send().await.expect("an answer")).await
}

#[tokio::test]
async fn users_keys_and_errors() {
    let Some(mut description) = description("clerk-backend.openapi.json") else {
        return;
    };
    heed_nullable(&mut description["components"]["schemas"]);
    let world = world().await;
    let control = world.sandbox.control();
    for name in ["haneul", "bada", "정하루", "Sky Kim", "x@a.example"] {
        let id = control.clerk_user(name).expect("a name");
        let path = format!("/clerk/v1/users/{id}");
        let (status, user) = get(&world, &path, CLERK_SECRET_KEY).await;
        assert_eq!((status, &user["id"]), (200, &json!(id)));
        check(&description, "User", &user);
        let told = control.clerk_user_updated(&id, None, None).await;
        let told: Value = serde_json::from_str(&told.expect("told").body).expect("JSON");
        check(&description, "User", &told["data"]);
        let gone = control.clerk_user_deleted(&id).await.expect("told");
        let gone: Value = serde_json::from_str(&gone.body).expect("JSON");
        check(&description, "DeletedObject", &gone["data"]);
        let (status, error) = get(&world, &path, CLERK_SECRET_KEY).await;
        assert_eq!(status, 404);
        check(&description, "ClerkErrors", &error);
    }
    let (status, keys) = get(&world, "/clerk/v1/jwks", CLERK_SECRET_KEY).await;
    assert_eq!(status, 200);
    check(&description, "JWKS", &keys);
    check(&description, "JWKS.rsa.PublicKey", &keys["keys"][0]);
    let (status, error) = get(&world, "/clerk/v1/jwks", "sk_test_other").await;
    assert_eq!(status, 401);
    check(&description, "ClerkErrors", &error);
    let fault = json!({"service": "clerk", "kind": "status", "status": 429, "retry_after": 3});
    world.order("/control/faults", &fault).await;
    let (status, error) = get(&world, "/clerk/v1/users/user_1", CLERK_SECRET_KEY).await;
    assert_eq!(status, 429);
    check(&description, "ClerkErrors", &error);
}
