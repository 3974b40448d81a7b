//! Bytes that no one thought of: libFuzzer, which sees what an input reaches, against each property of
//! `proof/properties`. The targets are built by `cargo xtask torture`.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context as _, ensure};
use openclaw_properties::ALL;
use tokio::{process::Command, time::timeout};

use super::Options;
use crate::rows::Rows;

const SECTION: &str = "libfuzzer";
/// The folder of the built targets.
const TARGETS: &str = "OPENCLAW_TORTURE_FUZZ";
/// No input may take longer, in seconds.
const SLOWEST: u64 = 10;
/// Beyond the time to look: reading the corpus, and the slowest input.
const GRACE: Duration = Duration::from_mins(1);

/// The inputs that are kept for a property.
pub(super) fn corpus(property: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus")).join(property)
}

pub(super) async fn rows(options: &Options, rows: &mut Rows) {
    let targets = std::env::var_os(TARGETS).map(PathBuf::from);
    for property in ALL {
        let tried = format!("{}, {} s", property.name, options.fuzz_seconds);
        match &targets {
            Some(folder) => {
                let work = looked_for(folder, property.name, options);
                rows.attempt(SECTION, &tried, work).await;
            }
            None => rows.not_run(
                SECTION,
                &tried,
                &format!("{TARGETS} names no folder of fuzz targets"),
            ),
        }
    }
}

/// Looks for bytes that break it; none may be found.
async fn looked_for(folder: &Path, name: &str, options: &Options) -> anyhow::Result<String> {
    // What it finds on the way stays here, for `cargo fuzz cmin`; the corpus itself does not change.
    let found = folder.join("found").join(name);
    std::fs::create_dir_all(&found)?;
    let broken = folder.join(format!("broken-{name}-"));
    let target = std::path::absolute(folder.join(name))?;
    let looks = Command::new(&target)
        .arg(format!("-seed={}", options.seed))
        .arg(format!("-max_total_time={}", options.fuzz_seconds))
        .arg(format!("-timeout={SLOWEST}"))
        .arg(format!("-artifact_prefix={}", broken.display()))
        .arg("-print_final_stats=1")
        .args([&found, &corpus(name)])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let patience = Duration::from_secs(options.fuzz_seconds) + GRACE;
    let output = timeout(patience, looks).await.context("it does not end")?;
    let output = output.with_context(|| target.display().to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{}", broke(&said));
    told(&said).context("libFuzzer said nothing of what it tried")
}

/// The assertion that failed, and where the input is kept.
fn broke(said: &str) -> String {
    let lines: Vec<&str> = said.lines().collect();
    let at = lines.iter().position(|line| line.contains("panicked at"));
    let panic = at.map_or(&[][..], |at| &lines[at..lines.len().min(at + 4)]);
    let tells = |line: &&&str| line.contains("ERROR: libFuzzer") || line.contains("Test unit");
    let rest = lines.iter().filter(tells);
    let told: Vec<&str> = panic.iter().chain(rest).copied().collect();
    told.join("\n")
}

/// The figures at its end: `#1234 DONE cov: 56 ft: 78 corp: 9/10b …`.
fn told(said: &str) -> Option<String> {
    let done = said.lines().rfind(|line| line.contains("\tDONE "))?;
    let mut words = done.split_whitespace();
    let tried = words.next()?.trim_start_matches('#').to_owned();
    let mut after = |name: &str| words.find(|word| *word == name).and_then(|_| words.next());
    let (reached, kept) = (after("cov:")?, after("corp:")?);
    Some(format!(
        "{tried} inputs; {reached} edges of the program reached by a corpus of {kept}; none breaks it"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libfuzzer_says_is_read() {
        let said = "INFO: seed\n#9123\tDONE   cov: 431 ft: 1200 corp: 77/3kb lim: 4 exec/s: 300 rss: 50Mb\nDone\n";
        let text = told(said).expect("figures");
        assert!(text.contains("9123 inputs; 431 edges"), "{text}");
        assert!(text.contains("77/3kb"), "{text}");
        assert_eq!(told("nothing"), None);
        let said = "thread '<unnamed>' panicked at src/a.rs:1:1:\nit broke\nnote\n\
                    ==1== ERROR: libFuzzer: deadly signal\nartifact_prefix; Test unit written to x-1\n";
        let text = broke(said);
        assert!(text.contains("it broke") && text.contains("x-1"), "{text}");
    }
}
