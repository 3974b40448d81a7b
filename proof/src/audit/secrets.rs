//! Canary keys planted through the configuration, and looked for in all that leaves the program.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context as _, ensure};
use openclaw_tests::{Creator, Program, Running, topic};

use super::ADDRESSES;
use crate::{
    rows::Rows,
    stage::{free_address, order_of, pay, roomy},
};

const SECTION: &str = "secrets";

/// Each key's variable and its canary.
const CANARIES: [(&str, &str); 9] = [
    ("OPENCLAW_OPENAI_API_KEY", "sk-canary-openai-5e1f"),
    ("OPENCLAW_ANTHROPIC_API_KEY", "sk-ant-canary-90bd"),
    ("OPENCLAW_YOUTUBE_API_KEY", "canary-youtube-44ce"),
    ("OPENCLAW_PORTONE_V1_API_SECRET", "canary-portone-v1-b7d0"),
    ("OPENCLAW_PORTONE_API_SECRET", "canary-portone-77aa"),
    (
        "OPENCLAW_ACCOUNTS_HASH_KEY",
        "canary-hash-key-0123456789abcdef0123",
    ),
    (
        "OPENCLAW_TRACES_HEADERS",
        "authorization=canary-traces-31c9",
    ),
    ("OPENCLAW_KAKAO_CLIENT_SECRET", "canary-kakao-a0b1"),
    ("OPENCLAW_GOOGLE_CLIENT_SECRET", "canary-google-c2d3"),
];

/// What must be seen nowhere: the canaries, and the stand-ins' own keys, which the second server uses.
fn wanted() -> Vec<&'static str> {
    let canaries = CANARIES
        .iter()
        .map(|(_, canary)| canary.rsplit('=').next().unwrap_or(canary));
    canaries
        .chain([
            openclaw_sandbox::OPENAI_API_KEY,
            openclaw_sandbox::ANTHROPIC_API_KEY,
            openclaw_sandbox::YOUTUBE_API_KEY,
            openclaw_sandbox::PORTONE_API_SECRET,
            openclaw_sandbox::V1_API_SECRET,
            openclaw_sandbox::KAKAO_CLIENT_SECRET,
            openclaw_sandbox::GOOGLE_CLIENT_SECRET,
            openclaw_sandbox::PORTONE_WEBHOOK_SECRET,
            "canary-alerts-path",
        ])
        .collect()
}

pub(super) async fn rows(binary: &Path, rows: &mut Rows) {
    rows.attempt(
        SECTION,
        "the stand-ins' keys, used and working",
        working(binary),
    )
    .await;
    rows.attempt(
        SECTION,
        "canary keys that every service refuses",
        refused(binary),
    )
    .await;
    rows.attempt(
        SECTION,
        "canary keys in what commands print",
        commands(binary),
    )
    .await;
}

/// What was looked through, by name.
#[derive(Default)]
struct Seen(Vec<(String, String)>);

impl Seen {
    fn check(&self) -> anyhow::Result<String> {
        for (name, text) in &self.0 {
            for secret in wanted() {
                ensure!(!text.contains(secret), "{name} holds {secret}");
            }
        }
        let bytes: usize = self.0.iter().map(|(_, text)| text.len()).sum();
        Ok(format!(
            "{} pages, assets, answers and logs, {bytes} bytes: none",
            self.0.len()
        ))
    }

    async fn read(&mut self, creator: &Creator, path: &str) {
        let answer = creator.get(path).await;
        let text = format!("{:?}\n{}", answer.headers, answer.body);
        self.0.push((path.to_owned(), text));
    }

    /// Every page and answer that has a fixed address, and every asset that they link.
    async fn crawl(&mut self, creator: &Creator, more: &[String]) -> anyhow::Result<()> {
        let rest = [
            "/api/me/keys",
            "/api/me/sessions",
            "/admin/orders",
            "/admin/alerts",
            "/auth/kakao",
            "/auth/google",
        ];
        let fixed = ADDRESSES.into_iter().chain(rest);
        for path in fixed.chain(more.iter().map(String::as_str)) {
            self.read(creator, path).await;
        }
        let mut assets = BTreeSet::new();
        for (_, text) in &self.0 {
            for rest in text.split("\"/assets/").skip(1) {
                assets.extend(rest.split('"').next().map(|name| format!("/assets/{name}")));
            }
        }
        ensure!(assets.len() >= 3, "no assets found");
        for asset in assets {
            self.read(creator, &asset).await;
        }
        Ok(())
    }
}

/// Signs in, buys and runs, whatever comes of it; the addresses of what there is then.
async fn used(running: &Running, name: &str) -> anyhow::Result<(Creator, Vec<String>)> {
    let creator = running.creator(name).await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let prepared = creator.prepare("starter").await;
    pay(running, &prepared, &prepared["amount"]).await?;
    let order = order_of(&prepared)?;
    drop(creator.verify(&order).await);
    let more = vec![
        format!("/api/runs/{run}"),
        format!("/runs/{run}"),
        format!("/api/runs/{run}/download?format=md"),
        format!("/orders/{order}"),
        format!("/api/orders/{order}"),
        format!("/admin/orders/{order}"),
    ];
    Ok((creator, more))
}

async fn working(binary: &Path) -> anyhow::Result<String> {
    let metrics = free_address()?;
    let program = roomy(binary)
        .with("OPENCLAW_ADMIN_SUBJECTS", "sandbox:kakao/4820143072")
        .with("OPENCLAW_LOG", "trace")
        .with("OPENCLAW_METRICS_LISTEN", &metrics);
    let running = program.serve().await;
    running.hurry().await;
    let (creator, mut more) = used(&running, "namu").await?;
    more.push(format!("http://{metrics}/metrics"));
    more.push(format!("http://{metrics}/readyz"));
    let mut seen = Seen::default();
    seen.crawl(&creator, &more).await?;
    ensure!(
        running.interrupt().await.success(),
        "it did not stop in good order"
    );
    seen.0.push(("the log".to_owned(), program.log()));
    seen.check()
}

/// The same with keys that are refused: errors are where secrets slip out.
async fn refused(binary: &Path) -> anyhow::Result<String> {
    let (program, sandbox) = planted(binary)?;
    // Sign-in works: only its own keys are the right ones.
    let program = program
        .with(
            "OPENCLAW_KAKAO_CLIENT_SECRET",
            openclaw_sandbox::KAKAO_CLIENT_SECRET,
        )
        .with("OPENCLAW_ADMIN_SUBJECTS", "sandbox:kakao/4820143072")
        .with("OPENCLAW_LOG", "trace");
    let running = program.serve().await;
    ensure!(
        running.sandbox.contains(&sandbox),
        "the stand-ins are at {}",
        running.sandbox
    );
    let (creator, more) = used(&running, "namu").await?;
    let mut seen = Seen::default();
    seen.crawl(&creator, &more).await?;
    ensure!(
        running.interrupt().await.success(),
        "it did not stop in good order"
    );
    let log = program.log();
    ensure!(
        log.contains("misconfigured"),
        "no key was refused: the row proves nothing"
    );
    seen.0.push(("the log".to_owned(), log));
    seen.check()
}

async fn commands(binary: &Path) -> anyhow::Result<String> {
    let (program, _) = planted(binary)?;
    let mut seen = Seen::default();
    for arguments in [
        &["config"][..],
        &["config", "--keys"],
        &["doctor"],
        &["admin", "alerts", "list"],
    ] {
        let output = program.run(arguments).await;
        let told = [output.stdout, output.stderr].concat();
        let name = format!("openclaw {}", arguments.join(" "));
        seen.0
            .push((name, String::from_utf8_lossy(&told).into_owned()));
    }
    let config = &seen.0.first().context("config")?.1;
    ensure!(
        config.contains("********"),
        "nothing is masked: the row proves nothing"
    );
    seen.check()
}

/// A program with every canary planted, and where its stand-ins will be.
fn planted(binary: &Path) -> anyhow::Result<(Program, String)> {
    let sandbox = free_address()?;
    let base = format!("http://{sandbox}");
    let mut program = roomy(binary)
        .with("OPENCLAW_SANDBOX_LISTEN", &sandbox)
        .with("OPENCLAW_OPENAI_BASE_URL", &format!("{base}/openai/v1"))
        .with(
            "OPENCLAW_ANTHROPIC_BASE_URL",
            &format!("{base}/anthropic/v1"),
        )
        .with("OPENCLAW_YOUTUBE_BASE_URL", &format!("{base}/youtube"))
        .with(
            "OPENCLAW_PORTONE_V1_BASE_URL",
            &format!("{base}/portone-v1"),
        )
        .with(
            "OPENCLAW_PORTONE_V1_USER_CODE",
            openclaw_sandbox::V1_USER_CODE,
        )
        .with("OPENCLAW_PORTONE_V1_API_KEY", openclaw_sandbox::V1_API_KEY)
        .with("OPENCLAW_PORTONE_BASE_URL", &format!("{base}/portone"))
        .with("OPENCLAW_KAKAO_ISSUER", &format!("{base}/kakao"))
        .with("OPENCLAW_GOOGLE_ISSUER", &format!("{base}/google"))
        .with(
            "OPENCLAW_KAKAO_CLIENT_ID",
            openclaw_sandbox::KAKAO_CLIENT_ID,
        )
        .with(
            "OPENCLAW_GOOGLE_CLIENT_ID",
            openclaw_sandbox::GOOGLE_CLIENT_ID,
        )
        .with("OPENCLAW_TRACES_ENDPOINT", "http://127.0.0.1:9/v1/traces")
        .with(
            "OPENCLAW_ALERTS_WEBHOOK_URL",
            "http://127.0.0.1:9/canary-alerts-path",
        );
    for (variable, canary) in CANARIES {
        program = program.with(variable, canary);
    }
    Ok((program, sandbox))
}
