//! `openclaw backup` and `openclaw restore`: everything that is kept, as a folder.
//!
//! A backup is `openclaw.db` and `files/`. The database is copied first: a result is kept before the
//! row that names it, so every name in the copy has its file.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use openclaw_database::{Settings, Sqlite, copy_sqlite};
use openclaw_domain::ledger;
use openclaw_storage::Place;

use crate::{
    app::{files_place, make_data_folder, require_database},
    cli::text::say,
    config::{Config, DatabaseAddress},
};

const DATABASE: &str = "openclaw.db";
const FILES: &str = "files";

/// Where everything is that a backup holds.
struct Kept {
    database: PathBuf,
    /// None when it is a bucket.
    files: Option<PathBuf>,
}

impl Kept {
    fn of(config: &Config) -> anyhow::Result<Self> {
        let DatabaseAddress::File(database) = config.database_address()? else {
            bail!(
                "the database is a server: back it up with pg_dump or its provider's means \
                 (docs/deploy/postgres.md)"
            );
        };
        let files = match files_place(config)? {
            Place::Folder(folder) => Some(folder),
            Place::Bucket { .. } => None,
        };
        Ok(Self { database, files })
    }
}

/// Copies everything to the new folder `to`; it is there whole or not at all.
pub(super) fn backup(config: &Config, to: &Path) -> anyhow::Result<ExitCode> {
    require_database(config)?;
    let kept = Kept::of(config)?;
    if to.exists() {
        bail!("{} is there already: name a new folder", to.display());
    }
    let half = beside(to)?;
    let made = make_data_folder(&half).and_then(|()| {
        copy_sqlite(&kept.database, &half.join(DATABASE))?;
        let files = match &kept.files {
            Some(files) => copy_files(files, &half.join(FILES))?,
            None => 0,
        };
        fs::rename(&half, to)?;
        Ok(files)
    });
    // Nothing half done stays.
    let files = made.inspect_err(|_| drop(fs::remove_dir_all(&half)))?;
    say(&format!("{}: the database and {files} files", to.display()));
    if kept.files.is_none() {
        say("The results are in a bucket: keep its versions, or copy it by its provider's means.");
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts a backup where the configuration says that everything is kept.
pub(super) async fn restore(config: &Config, from: &Path) -> anyhow::Result<ExitCode> {
    let kept = Kept::of(config)?;
    let copy = from.join(DATABASE);
    if !copy.is_file() {
        bail!("{} is no backup: it has no {DATABASE}", from.display());
    }
    if kept.database.exists() {
        bail!(
            "{} is there already, and is not overwritten: move it away, or set OPENCLAW_DATA",
            kept.database.display()
        );
    }
    let files = kept.files.filter(|_| from.join(FILES).is_dir());
    if let Some(files) = files.as_deref().filter(|files| holds_something(files)) {
        bail!("{} holds something already: move it away", files.display());
    }
    make_data_folder(&config.data)?;
    let half = beside(&kept.database)?;
    let restored = put_back(&copy, &half).await;
    let breaches = restored.inspect_err(|_| drop(fs::remove_file(&half)))?;
    let copied = match &files {
        Some(files) => copy_files(&from.join(FILES), files)?,
        None => 0,
    };
    fs::rename(&half, &kept.database)?;
    let place = kept.database.display();
    say(&format!("{place}: the database, and {copied} files"));
    if breaches > 0 {
        say(&format!(
            "{breaches} rows break an invariant: openclaw ledger verify"
        ));
        return Ok(ExitCode::FAILURE);
    }
    say("The ledger is sound.");
    Ok(ExitCode::SUCCESS)
}

/// Copies the database and looks whether the ledger in it is sound.
async fn put_back(copy: &Path, to: &Path) -> anyhow::Result<usize> {
    copy_sqlite(copy, to)?;
    let database = Sqlite::open(to, &Settings::default())?;
    Ok(ledger::verify(&database).await?.len())
}

/// A name in the same folder, so that renaming to the place moves nothing.
fn beside(place: &Path) -> anyhow::Result<PathBuf> {
    let name = place.file_name().context("a path without a name")?;
    let name = format!("{}.{}", name.to_string_lossy(), std::process::id());
    Ok(place.with_file_name(name))
}

fn holds_something(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

/// Copies a folder with all that is below it; answers how many files there are. What vanishes
/// meanwhile was deleted on purpose.
fn copy_files(from: &Path, to: &Path) -> anyhow::Result<u64> {
    make_data_folder(to)?;
    let entries = match fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries.with_context(|| from.display().to_string())?,
    };
    let mut copied = 0;
    for entry in entries {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copied += copy_files(&entry.path(), &target)?;
            continue;
        }
        match fs::copy(entry.path(), &target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).context(target.display().to_string()),
            Ok(_) => {
                fs::File::open(&target)?.sync_all()?;
                copied += 1;
            }
        }
    }
    Ok(copied)
}
