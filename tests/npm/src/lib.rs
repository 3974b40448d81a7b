//! What others wrote for Node, for tests alone: installed by npm from a lock file, once, beside
//! everything else that is built.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// A folder with a `package.json` and its lock file.
#[derive(Debug)]
pub struct Package {
    source: &'static str,
    files: &'static [&'static str],
    target: PathBuf,
    what: &'static str,
    installed: OnceLock<Result<(), String>>,
}

impl Package {
    /// `files` of the folder `source` are installed into `name` below `home`, which is the test's
    /// `CARGO_TARGET_TMPDIR`. Where that cannot be, `what` is said not to have run.
    #[must_use]
    pub fn new(
        source: &'static str,
        files: &'static [&'static str],
        home: &'static str,
        name: &'static str,
        what: &'static str,
    ) -> Self {
        Self {
            source,
            files,
            target: Path::new(home).join(name),
            what,
            installed: OnceLock::new(),
        }
    }

    /// Where it is installed; none where it cannot be, which is said.
    pub fn installed(&self) -> Option<&Path> {
        match self.installed.get_or_init(|| self.install()) {
            Ok(()) => Some(&self.target),
            Err(why) => {
                // Not `println`, which nobody sees when the test passes.
                let note = format!("\nNOT RUN: {}: {why}\n", self.what);
                let _ = io::stderr().write_all(note.as_bytes());
                None
            }
        }
    }

    /// Runs its `server.mjs`, which tells its own address in its first line and ends with its
    /// standard input; none where it cannot be installed.
    ///
    /// # Panics
    ///
    /// When it is installed and does not start.
    pub fn serve(&self, arguments: &[&str]) -> Option<Served> {
        let folder = self.installed()?;
        let mut child = Command::new("node")
            .arg("server.mjs")
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts");
        let mut url = String::new();
        let words = child.stdout.take().expect("its words are piped");
        let told = BufReader::new(words).read_line(&mut url);
        assert!(
            told.is_ok() && url.starts_with("http://127.0.0.1:"),
            "{} did not start: {url}",
            self.what
        );
        Some(Served {
            url: url.trim().to_owned(),
            child,
        })
    }

    fn install(&self) -> Result<(), String> {
        if self.files.iter().all(|file| self.has(file)) {
            return Ok(());
        }
        // Whole or not at all: another process may be at the same work.
        let draft = self.target.with_extension(std::process::id().to_string());
        let result = self.fill(&draft);
        if result.is_ok() {
            let _ = fs::remove_dir_all(&self.target);
            // Somebody else was quicker.
            let _ = fs::rename(&draft, &self.target);
        }
        let _ = fs::remove_dir_all(&draft);
        result
    }

    fn fill(&self, draft: &Path) -> Result<(), String> {
        let told = |error: io::Error| format!("{}: {error}", draft.display());
        fs::create_dir_all(draft).map_err(told)?;
        for file in self.files {
            fs::copy(Path::new(self.source).join(file), draft.join(file)).map_err(told)?;
        }
        let npm = Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(draft)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("npm (Node 20 or later) is not here: {error}"))?;
        if npm.status.success() {
            return Ok(());
        }
        let words = String::from_utf8_lossy(&npm.stderr).into_owned();
        Err(format!("npm ci failed: {}", words.trim()))
    }

    fn has(&self, file: &str) -> bool {
        let [there, here] =
            [&self.target, Path::new(self.source)].map(|at| fs::read(at.join(file)).ok());
        there.is_some() && there == here
    }
}

/// A running server; it stops when dropped.
#[derive(Debug)]
pub struct Served {
    /// Where it is: `http://127.0.0.1:…`, or what it calls itself there.
    pub url: String,
    child: Child,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
