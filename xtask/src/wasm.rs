//! `domain` and `web` compile for wasm32: the proof that neither leans on a platform.

use std::{path::Path, process::Command};

use crate::run::{ask, cargo, run as run_command};
use crate::tools::{install_packages, rustup};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// Where the standard library for wasm32 comes from.
pub(crate) enum Wasm {
    /// The toolchain in use has it.
    Prebuilt,
    /// Debian's compiler, which brings the source of its standard library: the road where rustup
    /// has no network or is not there.
    Debian,
}

impl Wasm {
    /// What the machine has, else what may be installed on it, else the reason there is none.
    pub(crate) fn find() -> Result<Self, String> {
        if has_target() {
            return Ok(Self::Prebuilt);
        }
        if debian_brings_source() {
            return Ok(Self::Debian);
        }
        if rustup(&["target", "add"], &[TARGET]) && has_target() {
            return Ok(Self::Prebuilt);
        }
        if install_packages(&["rustc-web", "rust-web-src"]) && debian_brings_source() {
            return Ok(Self::Debian);
        }
        Err(format!(
            "the {TARGET} target is missing: rustup target add {TARGET}, \
             or on Debian apt-get install rustc-web rust-web-src"
        ))
    }
}

impl Wasm {
    /// Has a cargo command build for wasm32 with it.
    pub(crate) fn choose_for(&self, command: &mut Command) {
        if matches!(self, Self::Prebuilt) {
            return;
        }
        // A folder of its own: another compiler would throw away what the first one built.
        let target = std::path::absolute("target/wasm-check").unwrap_or_default();
        command
            .env("CARGO_TARGET_DIR", target)
            .env("RUSTC", DEBIAN_RUSTC)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
        // Debian's compiler comes without the linker for wasm; every other toolchain has it.
        let host = ask("rustc", &["--print", "target-libdir"]);
        let linker = host.map(|libraries| Path::new(&libraries).with_file_name("bin"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = linker.into_iter().chain(std::env::split_paths(&path));
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
    }
}

/// Finds a toolchain and checks with it; without one, says how to get it.
pub(crate) fn run() -> anyhow::Result<bool> {
    match Wasm::find() {
        Ok(toolchain) => check(&toolchain),
        Err(reason) => {
            println!("check-wasm: not run: {reason}");
            Ok(false)
        }
    }
}

pub(crate) fn check(toolchain: &Wasm) -> anyhow::Result<bool> {
    let mut command = cargo();
    command
        .args(["check", "--locked", "--target", TARGET])
        .args(["-p", "openclaw-domain", "-p", "openclaw-web"]);
    toolchain.choose_for(&mut command);
    run_command(&mut command)
}

fn has_target() -> bool {
    ask("rustc", &["--print", "target-libdir", "--target", TARGET])
        .is_some_and(|folder| Path::new(&folder).is_dir())
}

fn debian_brings_source() -> bool {
    ask(DEBIAN_RUSTC, &["--print", "sysroot"]).is_some_and(|sysroot| {
        let library = Path::new(&sysroot).join("lib/rustlib/src/rust/library");
        library.join("Cargo.lock").exists()
    })
}
