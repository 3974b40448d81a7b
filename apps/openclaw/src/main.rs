//! The `openclaw` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    openclaw::cli::run()
}
