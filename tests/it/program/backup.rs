//! `openclaw backup` and `openclaw restore`.

use openclaw_tests::topic;

use super::{program, told};

#[tokio::test]
async fn what_was_backed_up_under_way_is_restored_whole() {
    let program = program();
    let running = program.serve().await;
    running.hurry().await;
    let creator = running.creator("haneul").await;
    let run = creator.started(&topic("커피")).await;
    let ended = creator.ended(&run).await;

    // While others are at work.
    let ((code, said), ()) = futures::join!(
        async { told(&program.run(&["backup", "copies/monday"]).await) },
        async {
            for name in ["minji", "sua"] {
                let creator = running.creator(name).await;
                creator.started(&topic("홍차")).await;
            }
        },
    );
    assert_eq!(code, 0, "{said}");
    let (code, said) = told(&program.run(&["backup", "copies/monday"]).await);
    assert!(code == 1 && said.contains("is there already"), "{said}");

    // Nothing that is there is overwritten.
    let (code, said) = told(&program.run(&["restore", "copies/monday"]).await);
    assert!(code == 1 && said.contains("not overwritten"), "{said}");
    assert_eq!(creator.run(&run).await, ended);
    assert!(running.interrupt().await.success());

    std::fs::rename(program.data(), program.folder().join("lost")).unwrap();
    let (code, said) = told(&program.run(&["restore", "copies/monday"]).await);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("The ledger is sound."), "{said}");
    let running = program.serve().await;
    let creator = running.creator("haneul").await;
    assert_eq!(creator.run(&run).await, ended);
    assert_eq!(creator.balance().await, 80);
    assert!(running.interrupt().await.success());
}

#[tokio::test]
async fn what_is_no_backup_is_refused_and_nothing_is_left() {
    let program = program();
    let (code, said) = told(&program.run(&["backup", "copy"]).await);
    assert!(code == 1 && said.contains("there is no database"), "{said}");
    std::fs::create_dir(program.folder().join("letters")).unwrap();
    let (code, said) = told(&program.run(&["restore", "letters"]).await);
    assert!(code == 1 && said.contains("no backup"), "{said}");
    let letter = "this is a letter, not a database, and it is longer than a header";
    std::fs::write(program.folder().join("letters/openclaw.db"), letter).unwrap();
    let (code, said) = told(&program.run(&["restore", "letters"]).await);
    assert!(code == 1 && said.contains("letters/openclaw.db"), "{said}");
    assert!(!program.data().join("openclaw.db").exists());
    assert!(!program.folder().join("copy").exists());

    let program = program.with("OPENCLAW_DATABASE_URL", "postgres://u:canary@127.0.0.1:9/d");
    let (code, said) = told(&program.run(&["backup", "copy"]).await);
    assert!(code == 1 && said.contains("pg_dump"), "{said}");
    assert!(!said.contains("canary"), "{said}");
}
