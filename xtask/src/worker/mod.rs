//! `cargo xtask worker`: the Worker built, run on this machine, and tested.

mod build;
mod migrations;
mod tools;

use std::process::Command;

use clap::Subcommand;

use crate::run::{cargo, run as run_command};
pub(crate) use build::build;
pub(crate) use tools::Tools;

/// The variable that tells tests which Node runs workerd.
pub(crate) const NODE: &str = "OPENCLAW_WORKERD_NODE";
/// The Worker's folder.
const WORKER: &str = "apps/worker";
/// The folder of the worker beside it, which is for tests alone.
const STATEMENTS: &str = "tests/statements";
/// Where the stand-ins listen for `dev`.
const SANDBOX: &str = "127.0.0.1:8788";

/// The Worker.
#[derive(Clone, Copy, Subcommand)]
pub(crate) enum WorkerCommand {
    /// Build it into `apps/worker/build`, with its assets and migrations in `apps/worker/dist`.
    Build,
    /// Build it and serve it on this machine, with the stand-ins of the sandbox beside it.
    Dev,
    /// Build it and run its tests in workerd.
    Test,
}

/// Does it; without its tools, says how to get them.
pub(crate) fn run(command: WorkerCommand) -> anyhow::Result<bool> {
    let tools = match Tools::provide() {
        Ok(tools) => tools,
        Err(reason) => {
            println!("worker: not run: {reason}");
            return Ok(false);
        }
    };
    if !build(&tools)? {
        return Ok(false);
    }
    match command {
        WorkerCommand::Build => Ok(true),
        WorkerCommand::Dev => dev(&tools),
        WorkerCommand::Test => {
            let mut tests = cargo();
            tests
                .args([
                    "test",
                    "--locked",
                    "--no-fail-fast",
                    "-p",
                    "openclaw-database",
                    "-p",
                    "openclaw-tests",
                ])
                // The measured statements and CPU times are what passing tests say.
                .args(["worker::", "--", "--show-output"]);
            tools.name_to(&mut tests);
            run_command(&mut tests)
        }
    }
}

/// Serves until it is stopped; the stand-ins end with it.
fn dev(tools: &Tools) -> anyhow::Result<bool> {
    let mut program = cargo();
    program.args(["build", "--locked", "-p", "openclaw"]);
    if !run_command(&mut program)? {
        return Ok(false);
    }
    let mut apply = tools.wrangler();
    apply.args(["d1", "migrations", "apply", "DATABASE", "--local"]);
    if !run_command(&mut apply)? {
        return Ok(false);
    }
    let mut sandbox = Command::new("target/debug/openclaw")
        .args(["sandbox", "--listen", SANDBOX])
        .spawn()?;
    let mut wrangler = tools.wrangler();
    wrangler.args(["dev", "--port", "8787", "--test-scheduled"]);
    for variable in [
        "OPENCLAW_MODE:sandbox".to_owned(),
        "OPENCLAW_PUBLIC_URL:http://127.0.0.1:8787".to_owned(),
        format!("OPENCLAW_SANDBOX_LISTEN:{SANDBOX}"),
    ] {
        wrangler.args(["--var", &variable]);
    }
    let served = run_command(&mut wrangler);
    sandbox.kill()?;
    sandbox.wait()?;
    served
}
