//! `openclaw` and `openclaw ledger verify`.

use openclaw_tests::topic;

use super::{program, told};

#[tokio::test]
async fn it_starts_says_what_to_try_and_keeps_everything() {
    let program = program();
    let running = program.serve().await;
    for words in [
        running.url.as_str(),
        running.sandbox.as_str(),
        "/control",
        "/api/docs",
        "sandbox mode",
        "/auth/kakao?login_hint=",
    ] {
        assert!(
            running.said.contains(words),
            "{words} is not in {}",
            running.said
        );
    }
    let creator = running.creator("haneul").await;
    running.hurry().await;
    let run = creator.started(&topic("편의점 파스타")).await;
    let ended = creator.ended(&run).await;
    assert_eq!(ended["status"], "SUCCEEDED");
    assert_eq!(
        running.visitor().get("/healthz").await.expect(200).body,
        "ok\n"
    );
    assert!(running.interrupt().await.success());

    let running = program.serve().await;
    let creator = running.creator("haneul").await;
    assert_eq!(creator.balance().await, 80);
    assert_eq!(creator.run(&run).await, ended);
    assert!(running.interrupt().await.success());
}

#[cfg(unix)]
#[tokio::test]
async fn what_it_writes_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let program = program();
    let running = program.serve().await;
    running.hurry().await;
    let creator = running.creator("haneul").await;
    creator.ended(&creator.started(&topic("커피")).await).await;
    let mode = |path: &str| {
        let path = program.data().join(path);
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(format!("{:o} {:o}", mode(""), mode("files")), "700 700");
    for file in ["openclaw.db", "openclaw.db-wal"] {
        assert_eq!(format!("{:o}", mode(file)), "600", "{file}");
    }
    running.kill().await;
}

#[tokio::test]
async fn a_sound_ledger_is_said_to_be_sound_and_a_forged_one_is_found_out() {
    let program = program();
    let (code, said) = told(&program.run(&["ledger", "verify"]).await);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("there is no database"), "{said}");

    let running = program.serve().await;
    let creator = running.creator("haneul").await;
    let user = creator.get("/api/me").await.ok()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    drop(running.creator("bada").await);
    // Also while it serves.
    let (code, said) = told(&program.run(&["ledger", "verify"]).await);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("The ledger is sound"), "{said}");
    assert!(running.interrupt().await.success());

    for (forgery, undo) in [
        (
            "UPDATE credit_balance SET balance = balance + 1000
             WHERE user_id = (SELECT user_id FROM credit_balance ORDER BY user_id LIMIT 1)",
            "UPDATE credit_balance SET balance = balance - 1000
             WHERE user_id = (SELECT user_id FROM credit_balance ORDER BY user_id LIMIT 1)",
        ),
        (
            "UPDATE credit_lot SET granted = 200, remaining = 200
             WHERE user_id = (SELECT user_id FROM credit_balance ORDER BY user_id LIMIT 1)",
            "UPDATE credit_lot SET granted = 100, remaining = 100
             WHERE user_id = (SELECT user_id FROM credit_balance ORDER BY user_id LIMIT 1)",
        ),
    ] {
        program.tamper(forgery).await;
        let (code, said) = told(&program.run(&["ledger", "verify"]).await);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("BROKEN") && said.contains(&user), "{said}");
        program.tamper(undo).await;
    }
    let (code, said) = told(&program.run(&["ledger", "verify"]).await);
    assert_eq!(code, 0, "{said}");
}

#[tokio::test]
async fn a_place_that_is_taken_is_said_so() {
    let first = program();
    let running = first.serve().await;
    let address = running.url.strip_prefix("http://").unwrap();
    let second = program().with("OPENCLAW_LISTEN", address);
    let (code, said) = told(&second.run(&[]).await);
    assert_eq!(code, 1);
    assert!(
        said.contains("cannot listen on") && said.contains("OPENCLAW_LISTEN"),
        "{said}"
    );
    running.kill().await;
}
