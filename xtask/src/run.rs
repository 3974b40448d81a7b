//! Commands, each printed before it runs. None of them reads standard input.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::Context;

/// The cargo that runs this program.
pub(crate) fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    as_if_typed(program)
}

/// A command without the variables that cargo sets for a program it runs: build scripts that watch
/// them would rebuild their crates between `cargo xtask` and plain cargo.
pub(crate) fn as_if_typed(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if let Some(name) = name.to_str()
            && ["CARGO_PKG_", "CARGO_MANIFEST_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
        {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command with its output as it comes; true when it succeeded.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<bool> {
    announce(command);
    let status = command.stdin(Stdio::null()).status();
    Ok(succeeded(status.with_context(|| name(command))?))
}

/// As [`run`], and shows each line of standard output to `read` too.
pub(crate) fn run_and_read(
    command: &mut Command,
    mut read: impl FnMut(&str),
) -> anyhow::Result<bool> {
    announce(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| name(command))?;
    let output = child
        .stdout
        .take()
        .context("the output was asked for and is not there")?;
    let mut lines = BufReader::new(output);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        // By lines, so that what a test prints stays in order with what cargo prints.
        let mut out = std::io::stdout().lock();
        out.write_all(&line)?;
        out.flush()?;
        read(String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
    Ok(succeeded(child.wait()?))
}

/// Says how a command ended that did not succeed: one that was killed leaves no word of its own.
fn succeeded(status: ExitStatus) -> bool {
    if !status.success() {
        println!("{status}");
    }
    status.success()
}

/// What a command prints, silently; none when it is missing or fails.
pub(crate) fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Where the first of these programs lies on `PATH`.
pub(crate) fn find(programs: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    programs
        .iter()
        .flat_map(|program| folders.iter().map(move |folder| folder.join(program)))
        .find(|candidate| candidate.is_file())
}

fn announce(command: &Command) {
    let variables = command.get_envs().filter_map(|(variable, value)| {
        Some(format!(
            "{}={} ",
            variable.to_string_lossy(),
            value?.to_string_lossy()
        ))
    });
    let arguments = command
        .get_args()
        .map(|argument| format!(" {}", argument.to_string_lossy()));
    let line: String = variables.chain([name(command)]).chain(arguments).collect();
    println!("$ {line}");
}

fn name(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    name.to_string_lossy().into_owned()
}
