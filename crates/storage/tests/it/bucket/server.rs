//! The S3 server of `tests/bucket`, installed once and started as often as tests want it.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bucket");
const FILES: [&str; 3] = ["package.json", "package-lock.json", "server.mjs"];

/// A running server with an empty bucket `results`; it stops when dropped.
pub(super) struct Server {
    pub(super) url: String,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Server {
    /// One on a free port; none where it cannot be installed, which is said.
    pub(super) fn start() -> Option<Self> {
        let program = installed()?;
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new("node")
            .arg("server.mjs")
            .arg(folder.path())
            .current_dir(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let mut words = BufReader::new(child.stdout.take().unwrap());
        words.read_line(&mut url).unwrap();
        assert!(url.starts_with("http://127.0.0.1:"), "it did not start");
        Some(Self {
            url: url.trim().to_owned(),
            child,
            _folder: folder,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where it is installed, beside everything else that is built.
fn installed() -> Option<&'static Path> {
    static FOLDER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match FOLDER.get_or_init(install) {
        Ok(folder) => Some(folder),
        Err(why) => {
            // Not `println`, which nobody sees when the test passes.
            let note = format!("\nNOT RUN: the bucket that was not written here: {why}\n");
            io::stderr().write_all(note.as_bytes()).unwrap();
            None
        }
    }
}

fn install() -> Result<PathBuf, String> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = home.join("bucket");
    if FILES.iter().all(|file| is_same(&folder, file)) {
        return Ok(folder);
    }
    // Whole or not at all: another process may be at the same work.
    let draft = home.join(format!("bucket.{}", std::process::id()));
    fs::create_dir_all(&draft).unwrap();
    for file in FILES {
        fs::copy(Path::new(SOURCE).join(file), draft.join(file)).unwrap();
    }
    let npm = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&draft)
        .stdin(Stdio::null())
        .output();
    let result = match npm {
        Err(error) => Err(format!("npm (Node 20 or later) is not here: {error}")),
        Ok(npm) if !npm.status.success() => {
            let words = String::from_utf8_lossy(&npm.stderr).into_owned();
            Err(format!("npm ci failed: {}", words.trim()))
        }
        Ok(_) => Ok(folder.clone()),
    };
    if result.is_ok() {
        let _ = fs::remove_dir_all(&folder);
        // Somebody else was quicker.
        let _ = fs::rename(&draft, &folder);
    }
    let _ = fs::remove_dir_all(&draft);
    result
}

fn is_same(folder: &Path, file: &str) -> bool {
    let [there, here] = [folder, Path::new(SOURCE)].map(|at| fs::read(at.join(file)).ok());
    there.is_some() && there == here
}
