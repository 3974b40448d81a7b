//! A process of ours that serves, for another one to load.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::SocketAddr,
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use anyhow::Context as _;
use openclaw_database::Traffic;

use crate::server::Server;

/// Serves on this database, says where, and tells its traffic for each line that it reads.
pub(crate) fn serve_others(url: &str, data: &Path) -> anyhow::Result<()> {
    let server = Server::start(data, Some(url))?;
    println!("{}", server.address);
    for line in std::io::stdin().lines() {
        line?;
        let told = server.database.traffic();
        println!("{} {} {}", told.batches, told.statements, told.round_trips);
    }
    Ok(())
}

/// Such a process; it ends with this.
pub(super) struct Process {
    pub(super) address: SocketAddr,
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Process {
    pub(super) fn start(url: &str, data: &Path) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--serve", url, "--data"])
            .arg(data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let questions = child.stdin.take().context("its input")?;
        let mut answers = BufReader::new(child.stdout.take().context("its output")?);
        let mut line = String::new();
        answers.read_line(&mut line)?;
        Ok(Self {
            address: line.trim().parse().context("the process did not start")?,
            child,
            questions,
            answers,
        })
    }

    pub(super) fn traffic(&mut self) -> anyhow::Result<Traffic> {
        self.questions.write_all(b"?\n")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let mut numbers = line.split_whitespace().map(str::parse);
        let mut next = || {
            numbers
                .next()
                .context("too few figures")?
                .map_err(anyhow::Error::from)
        };
        Ok(Traffic {
            batches: next()?,
            statements: next()?,
            round_trips: next()?,
            commits: 0,
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has nothing to lose: the database is thrown away.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
