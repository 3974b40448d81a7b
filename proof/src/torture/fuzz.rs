//! Nearly right inputs over HTTP, thousands of them by a seed, to the whole program as it stands: what
//! the fuzz targets hold against each reader alone, held against all that lies around it.

use std::path::Path;

use anyhow::{Context as _, ensure};
use futures::{StreamExt as _, stream};
use openclaw_sandbox::Sandbox;
use openclaw_tests::{Creator, Program, Running, topic};
use reqwest::Method;
use serde_json::Value;
use tokio::net::TcpListener;

use super::{Dice, Options, libfuzzer, meddler::Meddler, mutate::mutated};
use crate::{
    rows::Rows,
    stage::{free_address, roomy, session_cookie, verify_ledger},
};

const SECTION: &str = "fuzz";
/// What stands for a session in the corpus of cookies.
const NO_SESSION: &str = "c2Vzc2lvbg";

pub(super) async fn rows(binary: &Path, options: &Options, rows: &mut Rows) {
    let (few, many) = if options.short {
        (8, 200)
    } else {
        (400, 3_000)
    };
    let program = roomy(binary);
    let running = program.serve().await;
    let hurt = Hurt {
        program: &program,
        running: &running,
        seed: options.seed,
        many,
    };
    let tried = format!("{many} signed webhooks of PortOne V2");
    rows.attempt(SECTION, &tried, hurt.webhooks_v2()).await;
    let tried = format!("{many} webhooks of PortOne V1, which nobody signs");
    rows.attempt(SECTION, &tried, hurt.webhooks_v1()).await;
    let tried = format!("{many} cookies");
    rows.attempt(SECTION, &tried, hurt.cookies()).await;
    let tried = format!("{many} bodies that start a run");
    rows.attempt(SECTION, &tried, hurt.inputs()).await;
    rows.attempt(SECTION, "the ledger after them", verify_ledger(&program))
        .await;
    running.kill().await;
    let seed = options.seed;
    let tried = format!("{few} runs whose models' streams are changed on the way");
    let work = Box::pin(streams(binary, seed, few));
    rows.attempt(SECTION, &tried, work).await;
}

/// The files of the corpus of that name.
fn corpus(name: &str) -> anyhow::Result<Vec<Vec<u8>>> {
    let folder = libfuzzer::corpus(name);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        files.push(entry?.path());
    }
    files.sort();
    ensure!(!files.is_empty(), "{} is empty", folder.display());
    files.iter().map(|file| Ok(std::fs::read(file)?)).collect()
}

fn some<'a, T>(things: &'a [T], dice: &mut Dice) -> &'a T {
    &things[usize::try_from(dice.below(things.len() as u64)).unwrap_or_default()]
}

struct Hurt<'a> {
    program: &'a Program,
    running: &'a Running,
    seed: u64,
    many: u32,
}

impl Hurt<'_> {
    /// Nothing panicked, whatever the answers were.
    fn counted(&self, answered: &std::collections::BTreeMap<u16, u32>) -> anyhow::Result<String> {
        ensure!(answered.keys().all(|it| *it < 500), "{answered:?}");
        let log = self.program.log();
        ensure!(!log.contains("panicked"), "it panicked: {log}");
        Ok(format!("answered {answered:?}"))
    }

    async fn webhooks_v2(&self) -> anyhow::Result<String> {
        let inputs = corpus("webhook_portone_v2")?;
        let sandbox = Sandbox::start(TcpListener::bind("127.0.0.1:0").await?).await?;
        let visitor = self.running.visitor();
        let mut dice = Dice::new(self.seed);
        let mut answered = std::collections::BTreeMap::new();
        let now = std::time::UNIX_EPOCH.elapsed()?.as_secs();
        for number in 0..self.many {
            let body = mutated(some::<Vec<u8>>(&inputs, &mut dice), &mut dice);
            let body = String::from_utf8_lossy(&body).into_owned();
            let (secret, id) = (
                openclaw_sandbox::PORTONE_WEBHOOK_SECRET,
                format!("fuzz-{number}"),
            );
            let signed = sandbox
                .control()
                .sign_webhook(secret, &body, &id, i64::try_from(now)?);
            let mut request = visitor.request(Method::POST, "/api/webhooks/portone");
            for (name, value) in &signed.headers {
                request = request.header(name, value);
            }
            let answer = visitor.send(request.body(signed.body)).await;
            *answered.entry(answer.status).or_default() += 1;
        }
        ensure!(
            answered.contains_key(&200),
            "no signature fits: {answered:?}"
        );
        self.counted(&answered)
    }

    async fn webhooks_v1(&self) -> anyhow::Result<String> {
        let inputs = corpus("webhook_portone_v1")?;
        self.posted("/api/webhooks/portone/v1", &inputs, &self.running.visitor())
            .await
    }

    async fn inputs(&self) -> anyhow::Result<String> {
        let creator: Creator = self.running.creator("fuzzes").await;
        let path = "/api/agents/shorts-script/runs";
        self.posted(path, &corpus("run_input")?, &creator).await
    }

    async fn posted(
        &self,
        path: &str,
        inputs: &[Vec<u8>],
        visitor: &openclaw_tests::Visitor,
    ) -> anyhow::Result<String> {
        let mut dice = Dice::new(self.seed);
        let mut answered = std::collections::BTreeMap::new();
        for _ in 0..self.many {
            let body = mutated(some::<Vec<u8>>(inputs, &mut dice), &mut dice);
            let request = visitor
                .request(Method::POST, path)
                .header("content-type", "application/json");
            let answer = visitor.send(request.body(body)).await;
            *answered.entry(answer.status).or_default() += 1;
        }
        self.counted(&answered)
    }

    async fn cookies(&self) -> anyhow::Result<String> {
        let cookie = session_cookie(self.running, "bitten").await?;
        let session = cookie.split(['=', ';']).nth(1).context("a session")?;
        let inputs = corpus("cookie")?;
        let visitor = self.running.visitor();
        let mut dice = Dice::new(self.seed);
        let mut answered = std::collections::BTreeMap::new();
        for _ in 0..self.many {
            let input = String::from_utf8_lossy(some::<Vec<u8>>(&inputs, &mut dice)).into_owned();
            let input = input.replace(NO_SESSION, session);
            let mut value = mutated(input.as_bytes(), &mut dice);
            // What no header can carry never reaches a server as one.
            value.retain(|byte| ![0, b'\r', b'\n'].contains(byte));
            value.truncate(4_000);
            let Ok(value) = reqwest::header::HeaderValue::from_bytes(&value) else {
                continue;
            };
            let request = visitor.request(Method::GET, "/api/me");
            let answer = visitor.send(request.header("cookie", value)).await;
            *answered.entry(answer.status).or_default() += 1;
        }
        ensure!(answered.contains_key(&401), "{answered:?}");
        self.counted(&answered)
    }
}

/// Every run ends, well or refunded.
async fn streams(binary: &Path, seed: u64, few: u32) -> anyhow::Result<String> {
    let sandbox = free_address()?;
    let meddler = Meddler::start(&sandbox, seed).await?;
    let between = format!("http://{}", meddler.address);
    let program = roomy(binary)
        .with("OPENCLAW_STREAMS_AT_ONCE", "1000000")
        .with("OPENCLAW_CREDITS_AT_SIGN_UP", "1000000")
        .with("OPENCLAW_SANDBOX_LISTEN", &sandbox)
        .with("OPENCLAW_OPENAI_BASE_URL", &format!("{between}/openai/v1"))
        .with("OPENCLAW_OPENAI_API_KEY", openclaw_sandbox::OPENAI_API_KEY)
        .with(
            "OPENCLAW_ANTHROPIC_BASE_URL",
            &format!("{between}/anthropic/v1"),
        )
        .with(
            "OPENCLAW_ANTHROPIC_API_KEY",
            openclaw_sandbox::ANTHROPIC_API_KEY,
        );
    let running = program.serve().await;
    running.hurry().await;
    let creator = running.creator("streams").await;
    let inputs = topic("커피");
    let runs = stream::iter(0..few).map(|_| async {
        let run = creator.started(&inputs).await;
        creator.ended(&run).await
    });
    let ended: Vec<Value> = runs.buffer_unordered(16).collect().await;
    let succeeded = ended.iter().filter(|it| it["status"] == "SUCCEEDED");
    let succeeded = i64::try_from(succeeded.count())?;
    let failed = ended.iter().filter(|it| it["failure"].is_string()).count();
    ensure!(
        succeeded + i64::try_from(failed)? == i64::from(few),
        "not all of them ended"
    );
    let balance = creator.balance().await;
    ensure!(
        balance == 1_000_000 - 20 * succeeded,
        "{balance} credits are left after {succeeded} runs"
    );
    let log = program.log();
    ensure!(!log.contains("panicked"), "it panicked: {log}");
    let changed = meddler.count();
    ensure!(changed > 0, "no stream came by");
    running.kill().await;
    let told = verify_ledger(&program).await?;
    Ok(format!(
        "{succeeded} succeeded, {failed} failed and were refunded, {changed} streams changed. {told}"
    ))
}
