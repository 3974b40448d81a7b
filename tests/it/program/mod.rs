//! The real program, in processes of its own.

mod backup;
mod config;
mod crash;
mod seen;
mod serve;
mod slow;
mod stop;

use openclaw_tests::Program;

/// The program in an empty folder.
fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_openclaw-under-test"))
}

/// What a finished program said: its exit code, and both its outputs.
fn told(output: &std::process::Output) -> (i32, String) {
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    (output.status.code().unwrap(), said.concat())
}
