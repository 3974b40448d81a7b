//! `openclaw doctor`: everything on this machine, nothing made, and the same musts as `serve`.

use openclaw::config::Config;
use openclaw_domain::database::{Batch, Statement};

use crate::{
    agents::Workbench,
    command::{Program, columns},
};

#[test]
fn in_sandbox_mode_it_tells_what_is_still_to_be_done_and_makes_nothing() {
    let program = Program::new();
    let told = program.run(&["doctor"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    for (level, what) in [
        ("warning", "mode"),
        ("warning", "public_url"),
        ("warning", "portone.store_id"),
        ("warning", "portone.webhook_secrets"),
        ("warning", "sign-in"),
        ("warning", "business.registration_no"),
        ("warning", "admin.subjects"),
        ("warning", "alerts"),
        ("warning", "PortOne V2"),
        ("warning", "OpenAI"),
        ("warning", "YouTube"),
        ("ok", "packages"),
        ("ok", "order names"),
        ("ok", "data folder"),
        ("ok", "ledger"),
        ("ok", "page of terms"),
        ("ok", "page of privacy"),
        ("ok", "page of refunds"),
        ("ok", "notice of AI"),
        ("note", "legal texts"),
        ("note", "payment channel"),
        ("note", "backups"),
    ] {
        let row = format!("{level:<8} {what} ");
        assert!(told.out.contains(&row), "{row} is not in\n{}", told.out);
    }
    assert!(told.out.contains("0 missing"), "{}", told.out);
    for line in told.out.lines() {
        assert!(columns(line) <= 80, "{line}");
    }
    assert_eq!(std::fs::read_dir(program.folder()).unwrap().count(), 0);
}

#[test]
fn it_asks_each_provider_about_its_model() {
    let bench = Workbench::new();
    let told = bench.program.run(&["doctor"]);
    for row in [
        "ok       OpenAI ",
        "ok       Anthropic ",
        "ok       failover ",
        "ok       moderation ",
    ] {
        assert!(told.out.contains(row), "{row}: {}", told.out);
    }
    let program = bench
        .program
        .with("OPENCLAW_OPENAI_MODEL", "gpt-4o")
        .with("OPENCLAW_ANTHROPIC_MODEL", "claude-haiku-5-5-20991231")
        .with("OPENCLAW_MODELS_MODERATION", "false");
    let told = program.run(&["doctor"]);
    for row in [
        "warning  OpenAI ",
        "warning  Anthropic ",
        "note     moderation ",
    ] {
        assert!(told.out.contains(row), "{row}: {}", told.out);
    }
    let words = told.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for found in [
        "gpt-4o is switched off on 2027-01-14",
        "but has no model claude-haiku-5-5-20991231",
    ] {
        assert!(words.contains(found), "{found}: {}", told.out);
    }
    let program = program.with("OPENCLAW_MODELS_ORDER", "openai");
    let told = program.run(&["doctor"]);
    assert!(told.out.contains("warning  failover "), "{}", told.out);
    assert!(!told.out.contains("Anthropic"), "{}", told.out);
}

#[test]
fn what_serve_refuses_it_calls_missing() {
    // Everything outside is where nobody listens: nothing leaves this machine.
    let nowhere = "http://127.0.0.1:9";
    let program = Program::new()
        .with("OPENCLAW_MODE", "live")
        .with("OPENCLAW_OPENAI_BASE_URL", nowhere)
        .with("OPENCLAW_PORTONE_STORE_ID", "shop-1");
    let doctor = program.run(&["doctor"]);
    assert_eq!(doctor.code, 1, "{}", doctor.out);
    let serve = program.run(&["serve"]);
    assert_eq!(serve.code, 1);
    for key in [
        "public_url",
        "openai.api_key",
        "portone.channel_key",
        "portone.api_secret",
        "portone.webhook_secrets",
        "business.trade_name",
        "business.hosting_provider",
    ] {
        let row = format!("missing  {key} ");
        assert!(doctor.out.contains(&row), "{row}: {}", doctor.out);
        assert!(serve.err.contains(key), "{key}: {}", serve.err);
    }
    assert!(doctor.out.contains("ok       portone.store_id "));
    assert!(doctor.out.contains("does not begin with store-"));
}

#[test]
fn a_text_of_another_version_than_the_one_agreed_to_is_not_served() {
    let program = Program::new().with("OPENCLAW_ACCOUNTS_LEGAL_VERSION", "2027-03-01");
    let words = "ko/terms.md: its version is 2026-11-23";
    let serve = program.run(&["serve"]);
    assert_eq!(serve.code, 1);
    assert!(serve.err.contains(words), "{}", serve.err);
    assert_eq!(program.run(&["doctor"]).code, 1);
}

#[test]
fn a_test_alert_is_sent_and_its_address_stays_secret() {
    let program = Program::new().with("OPENCLAW_ALERTS_WEBHOOK_URL", "http://127.0.0.1:9/canary");
    let told = program.run(&["doctor"]);
    assert!(told.out.contains("ok       alerts "), "{}", told.out);
    let told = program.run(&["doctor", "--send-test-alert"]);
    assert!(told.out.contains("warning  alerts "), "{}", told.out);
    assert!(!told.out.contains("canary") && !told.err.contains("canary"));
}

/// Where the migrations stand.
fn newest(data: &std::path::Path) -> Option<i64> {
    openclaw_database::newest_migration_of(&data.join("openclaw.db")).unwrap()
}

#[tokio::test]
async fn a_database_of_an_earlier_version_is_told_of_and_left_as_it_is() {
    let program = Program::new();
    let mut config = Config::defaults().unwrap();
    config.data = program.folder().join("data");
    assert_eq!(newest(&config.data), None);
    let database = openclaw::app::open_database(&config).unwrap();
    assert_eq!(
        newest(&config.data),
        Some(openclaw_database::newest_migration())
    );
    let told = program.run(&["doctor"]);
    assert!(told.out.contains("sound: "), "{}", told.out);
    let mut batch = Batch::new();
    let later = "DELETE FROM refinery_schema_history WHERE version > 3";
    batch.push(Statement::new(later));
    database.port().write(batch).await.unwrap();
    drop(database);
    let told = program.run(&["doctor"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    let words = told.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for found in [
        "note ledger not looked at: the database is at version 3",
        "make a backup first",
        "ok page of terms",
    ] {
        assert!(words.contains(found), "{found}: {}", told.out);
    }
    assert_eq!(newest(&config.data), Some(3));
}

#[test]
fn it_says_why_nobody_answers() {
    let bench = Workbench::new();
    let plain = bench.sandbox.url().replace("http://", "https://");
    for (url, found) in [
        ("http://127.0.0.1:9".to_owned(), "Connection refused"),
        (plain, "received corrupt message"),
    ] {
        let program = Program::new().with("OPENCLAW_OPENAI_BASE_URL", &url);
        let told = program.run(&["doctor"]);
        let words = told.out.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut said = words.split("warning ");
        let openai = said.find(|it| it.starts_with("OpenAI "));
        assert!(openai.is_some_and(|it| it.contains(found)), "{}", told.out);
    }
}
