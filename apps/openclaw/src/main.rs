//! The `openclaw` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    openclaw::prefer_small_pages();
    openclaw::cli::run()
}
