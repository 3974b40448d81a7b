//! `openclaw config`, and what is refused at start.

use super::{program, told};

#[tokio::test]
async fn effective_values_are_shown_and_secrets_are_not() {
    let program = program()
        .with("OPENCLAW_OPENAI_API_KEY", "sk-very-secret")
        .with("OPENCLAW_OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
        .with("OPENCLAW_OPENAI_MODEL", "gpt-4o")
        .with("OPENCLAW_RUNS_PER_MINUTE", "7");
    std::fs::write(
        program.folder().join("openclaw.toml"),
        "data = \"elsewhere\"\n[limits]\nruns_per_minute = 3\nruns_per_hour = 50\n",
    )
    .unwrap();
    let (code, said) = told(&program.run(&["config"]).await);
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains("sk-very-secret"), "{said}");
    for line in [
        "api_key = \"********\"",
        "model = \"gpt-4o\"",
        "data = \"elsewhere\"",
        // The environment wins over the file, the file over the default.
        "runs_per_minute = 7",
        "runs_per_hour = 50",
        "runs_at_once = 3",
        "mode = \"sandbox\"",
    ] {
        assert!(said.contains(line), "{line} is not in {said}");
    }
    // What it prints can be saved as the file.
    said.parse::<toml::Table>().unwrap();
}

#[tokio::test]
async fn the_keys_are_listed() {
    let (code, said) = told(&program().run(&["config", "--keys"]).await);
    assert_eq!(code, 0, "{said}");
    for name in [
        "OPENCLAW_MODE",
        "OPENCLAW_LISTEN",
        "OPENCLAW_DATA",
        "OPENCLAW_DATABASE_URL",
        "OPENCLAW_FILES",
        "OPENCLAW_PUBLIC_URL",
        "OPENCLAW_AGENTS",
        "OPENCLAW_OPENAI_API_KEY",
        "OPENCLAW_OPENAI_BASE_URL",
        "OPENCLAW_OPENAI_MODEL",
    ] {
        assert!(said.contains(name), "{name}");
    }
}

#[tokio::test]
async fn contradictions_are_refused_before_anything_is_made() {
    for (variables, file, words) in [
        (
            &[("OPENCLAW_MODE", "live")][..],
            "",
            &[
                "`public_url` with https://",
                "`portone.store_id`",
                "`portone.channel_key`",
                "`portone.api_secret`",
                "`openai.api_key`",
                "`business.trade_name`",
                "`business.registration_no`",
                "a way to sign in",
            ][..],
        ),
        (
            &[("OPENCLAW_OPENAI_API_KEY", "sk-live-key")][..],
            "",
            &["refuses live keys", "`openai`"][..],
        ),
        (
            &[("OPENCLAW_PORTONE_API_SECRET", "live")][..],
            "",
            &["refuses live keys", "`portone`"][..],
        ),
        (
            &[("OPENCLAW_OPENAI_BASE_URL", "https://api.openai.com/v1")][..],
            "",
            &["this machine alone"][..],
        ),
        (
            &[
                ("OPENCLAW_MODE", "live"),
                ("OPENCLAW_PORTONE_BASE_URL", "http://127.0.0.1:8788/portone"),
            ][..],
            "",
            &["live mode refuses the sandbox"][..],
        ),
        (
            &[
                ("OPENCLAW_MODE", "live"),
                ("OPENCLAW_OPENAI_API_KEY", openclaw_sandbox::OPENAI_API_KEY),
            ][..],
            "",
            &["the sandbox's own key"][..],
        ),
        (
            &[("OPENCLAW_RUNS_AT_ONCE", "0")][..],
            "",
            &["nobody could ever run anything"][..],
        ),
        (
            &[("OPENCLAW_MODE", "production")][..],
            "",
            &["production"][..],
        ),
        (
            &[("OPENCLAW_LISTEN", "everywhere")][..],
            "",
            &["listen"][..],
        ),
        (
            &[("OPENCLAW_DATABASE_URL", "mysql://me:hunter2@db/x")][..],
            "",
            &["sqlite://PATH"][..],
        ),
        (
            &[][..],
            "[limits]\nruns_per_minuet = 3\n",
            &["`limits.runs_per_minuet`", "does not exist"][..],
        ),
        (&[][..], "mode = \"live\n", &["openclaw.toml"][..]),
    ] {
        let mut program = program();
        for (name, value) in variables {
            program = program.with(name, value);
        }
        if !variables.iter().any(|(name, _)| *name == "OPENCLAW_LISTEN") {
            program = program.with("OPENCLAW_LISTEN", "127.0.0.1:0");
        }
        std::fs::write(program.folder().join("openclaw.toml"), file).unwrap();
        let (code, said) = told(&program.run(&[]).await);
        assert_eq!(code, 1, "{variables:?} {file}: {said}");
        for words in words {
            assert!(said.contains(words), "{words} is not in {said}");
        }
        assert!(
            !said.contains("hunter2") && !said.contains("sk-live-key"),
            "{said}"
        );
        assert!(
            !program.data().join("openclaw.db").exists(),
            "{variables:?} {file}"
        );
    }
}

#[tokio::test]
async fn the_sandbox_listens_on_loopback_only() {
    let (code, said) = told(&program().run(&["sandbox", "--listen", "0.0.0.0:0"]).await);
    assert_eq!(code, 1);
    assert!(said.contains("loopback only"), "{said}");
}
