//! The program's promises: configuration is documented, checked and never leaks; its commands say
//! what they did.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod address;
mod agents;
mod cli;
mod command;
mod compare;
mod config;
mod contradictions;
mod doctor;
mod eval;
mod jobs;
mod new_agent;
mod operator;
mod people;
mod roles;
mod serving;

use openclaw::config::Config;

/// The configuration that a file with this text makes.
fn from_file(text: &str) -> Result<Config, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = folder.path().join("openclaw.toml");
    std::fs::write(&path, text).map_err(|error| error.to_string())?;
    Config::load(Some(&path)).map_err(|error| error.to_string())
}
