//! What building and running the Worker takes. Everything comes from the registries of Rust and npm,
//! into `target/tools` and `apps/worker/node_modules`: nothing is installed on the machine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;

use super::WORKER;
use crate::{
    run::{as_if_typed, ask, find, run as run_command},
    tools::{TOOLS_FOLDER, install_program},
    wasm::Wasm,
};

/// The version of the crate `worker`, whose glue it makes.
const WORKER_BUILD: &str = "0.8.7";

/// The tools, all there.
pub(crate) struct Tools {
    root: PathBuf,
    wasm: Wasm,
}

impl Tools {
    /// Sees to it that everything is there, or says what is missing.
    pub(crate) fn provide() -> Result<Self, String> {
        let wasm = Wasm::find()?;
        let tools = Self {
            root: std::env::current_dir().map_err(|error| error.to_string())?,
            wasm,
        };
        let bindgen = locked("wasm-bindgen").ok_or("Cargo.lock names no wasm-bindgen")?;
        install_program("wasm-bindgen-cli", "wasm-bindgen", &bindgen)?;
        install_program("worker-build", "worker-build", WORKER_BUILD)?;
        tools.packages()?;
        Ok(tools)
    }

    /// The packages of `apps/worker/package-lock.json`, to the letter.
    fn packages(&self) -> Result<(), String> {
        if find(&["npm"]).is_none() {
            return Err("npm is missing: install Node 20 or later".to_owned());
        }
        let lock = Path::new(WORKER).join("package-lock.json");
        let installed = Path::new(WORKER).join("node_modules/.installed-for.json");
        let wanted = fs::read(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
        if fs::read(&installed).is_ok_and(|there| there == wanted) {
            return Ok(());
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund"])
            .current_dir(WORKER);
        let done = run_command(&mut npm).is_ok_and(|done| done) && self.bring_node();
        if !done {
            return Err(format!(
                "npm ci in {WORKER} did not succeed: is npm's registry in reach?"
            ));
        }
        fs::write(&installed, wanted).map_err(|error| error.to_string())
    }

    /// npm's `node` fetches its program in a script, which a newer npm does not run by itself.
    fn bring_node(&self) -> bool {
        let mut bring = Command::new("node");
        bring
            .arg("installArchSpecificPackage.js")
            .current_dir(Path::new(WORKER).join("node_modules/node"));
        self.node().exists()
            || run_command(&mut bring).is_ok_and(|done| done && self.node().exists())
    }

    fn node(&self) -> PathBuf {
        self.package("node/bin/node")
    }

    fn package(&self, path: &str) -> PathBuf {
        self.root.join(WORKER).join("node_modules").join(path)
    }

    fn tool(&self, name: &str) -> PathBuf {
        self.root.join(TOOLS_FOLDER).join("bin").join(name)
    }

    /// `wrangler`, in the Worker's folder, telling nobody anything.
    pub(crate) fn wrangler(&self) -> Command {
        let mut wrangler = Command::new(self.node());
        wrangler
            .arg(self.package("wrangler/bin/wrangler.js"))
            .current_dir(WORKER)
            .env("WRANGLER_SEND_METRICS", "false")
            .env("CI", "true");
        wrangler
    }

    /// `worker-build` for a crate's folder.
    pub(crate) fn worker_build(&self, folder: &str) -> Command {
        let mut build = as_if_typed(self.tool("worker-build"));
        build
            .args(["--profile", "worker", folder])
            .env("WASM_BINDGEN_BIN", self.tool("wasm-bindgen"))
            .env("WASM_OPT_BIN", self.package("binaryen/bin/wasm-opt"))
            .env("ESBUILD_BIN", self.package("esbuild/bin/esbuild"));
        self.wasm.choose_for(&mut build);
        build
    }

    /// Tells tests where they find what they need.
    pub(crate) fn name_to(&self, tests: &mut Command) {
        tests.env(super::NODE, self.node());
    }

    /// The size of a file, compressed by gzip as `wrangler` does it.
    pub(crate) fn gzipped(&self, file: &Path) -> anyhow::Result<u64> {
        let file = file.to_str().context("a file's name is no text")?;
        let script = "const zlib = require('node:zlib'), fs = require('node:fs'); \
                      console.log(zlib.gzipSync(fs.readFileSync(process.argv[1])).length)";
        let node = self.node();
        let node = node.to_str().context("a folder's name is no text")?;
        let size = ask(node, &["-e", script, file]).context("the size cannot be told")?;
        Ok(size.parse()?)
    }
}

/// The version of a package in `Cargo.lock`.
fn locked(package: &str) -> Option<String> {
    let lock = fs::read_to_string("Cargo.lock").ok()?;
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| **line != *name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}
