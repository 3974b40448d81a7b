//! A PostgreSQL of our own, for tests and benchmarks: made from the machine's programs, gone when
//! they end. A server that is already there is never spoken to.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};

use crate::run::{ask, find, run};
use crate::tools::root;

/// What the server says when it may be asked.
const READY: &str = "ready to accept connections";
const PRIVATE: [&str; 2] = ["listen_addresses=127.0.0.1", "unix_socket_directories="];
/// Nothing of a test need survive a power cut, and many tests connect at once.
pub(crate) const FOR_TESTS: [&str; 5] = [
    "fsync=off",
    "full_page_writes=off",
    "max_connections=400",
    "deadlock_timeout=50ms",
    "autovacuum=off",
];

/// Where the newest PostgreSQL of this machine has its programs.
pub(crate) fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").ok();
    let version = |folder: &PathBuf| -> Option<u32> { folder.file_name()?.to_str()?.parse().ok() };
    let newest = debian
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|folder| folder.join("bin/initdb").is_file())
        .max_by_key(version)
        .map(|folder| folder.join("bin"));
    newest.or_else(|| Some(find(&["initdb"])?.parent()?.to_owned()))
}

/// A running server. Dropping it stops it and removes its data.
pub(crate) struct Server {
    /// Its address, as a user who may make databases.
    pub(crate) url: String,
    process: Child,
    data: PathBuf,
}

impl Server {
    /// Makes one under this folder and starts it with these settings; the reason when that cannot
    /// be.
    pub(crate) fn start(folder: &Path, settings: &[&str]) -> anyhow::Result<Self> {
        let programs = programs().context("PostgreSQL is missing")?;
        let user = user()?;
        let data = data_folder(folder, user.as_deref())?;
        let password = password()?;
        let secret = data.join("password");
        File::create(&secret)?.write_all(password.as_bytes())?;
        let cluster = data.join("cluster");
        let made = run(as_user(user.as_deref(), &programs.join("initdb"), &data)
            .args(["--username=openclaw", "--auth=scram-sha-256"])
            .args(["--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg(format!("--pwfile={}", secret.display()))
            .arg("-D")
            .arg(&cluster)
            .stdout(Stdio::null()))?;
        if !made {
            bail!("initdb failed");
        }
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let mut command = as_user(user.as_deref(), &programs.join("postgres"), &data);
        command
            .arg("-D")
            .arg(&cluster)
            .args(["-p", &port.to_string()]);
        for setting in PRIVATE.iter().chain(settings) {
            command.args(["-c", setting]);
        }
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let log = process.stderr.take().context("its log was asked for")?;
        let server = Self {
            url: format!("postgres://openclaw:{password}@127.0.0.1:{port}/postgres"),
            process,
            data,
        };
        wait_until_ready(BufReader::new(log), server.data.join("log"))?;
        println!("a PostgreSQL of our own is on port {port}, and goes when this ends");
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Killed, its children notice and end; nothing of it is kept.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// Reads the log until the server is ready; then a thread keeps the rest, so that it never blocks.
fn wait_until_ready(
    mut log: BufReader<impl std::io::Read + Send + 'static>,
    file: PathBuf,
) -> anyhow::Result<()> {
    let mut said = String::new();
    while !said.contains(READY) {
        if log.read_line(&mut said)? == 0 {
            bail!("PostgreSQL did not start: {said}");
        }
    }
    std::thread::spawn(move || -> std::io::Result<u64> {
        let mut file = File::create(file)?;
        std::io::copy(&mut log, &mut file)
    });
    Ok(())
}

/// PostgreSQL does not run as root: then it is somebody else who does.
fn user() -> anyhow::Result<Option<String>> {
    if !root() {
        return Ok(None);
    }
    if find(&["setpriv"]).is_none() {
        bail!("it does not run as root, and setpriv is missing");
    }
    let is_there = |user: &&&str| ask("id", &["-u", user]).is_some();
    let user = ["postgres", "nobody"].iter().find(is_there);
    Ok(Some((*user.context("nobody can run it")?).to_owned()))
}

/// A folder that the user can write to: under `folder`, or where temporary things go.
fn data_folder(folder: &Path, user: Option<&str>) -> anyhow::Result<PathBuf> {
    let name = format!("postgres-{}", std::process::id());
    for place in [folder.to_owned(), std::env::temp_dir()] {
        let data = std::path::absolute(place)?.join(&name);
        std::fs::create_dir_all(&data)?;
        let Some(user) = user else {
            return Ok(data);
        };
        let owned = run(Command::new("chown").arg(user).arg(&data))?;
        let reaches = as_user(Some(user), Path::new("test"), Path::new("/"))
            .arg("-w")
            .arg(&data)
            .stderr(Stdio::null())
            .status();
        if owned && reaches.is_ok_and(|status| status.success()) {
            return Ok(data);
        }
        std::fs::remove_dir_all(&data)?;
    }
    bail!("no folder that its user can write to")
}

/// A command that runs as this user; where `setpriv` is, it ends when this program does.
fn as_user(user: Option<&str>, program: &Path, folder: &Path) -> Command {
    let mut command = if find(&["setpriv"]).is_some() {
        let mut command = Command::new("setpriv");
        if let Some(user) = user {
            command
                .arg(format!("--reuid={user}"))
                .arg(format!(
                    "--regid={}",
                    ask("id", &["-g", user]).unwrap_or_default()
                ))
                .arg("--clear-groups");
        }
        command.args(["--pdeathsig", "KILL", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder);
    command
}

fn password() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}
