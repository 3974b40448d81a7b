//! What a suite needs beyond cargo. It is installed where that is welcome: by root on Debian, and in
//! CI. Elsewhere the command is named and the suite is left out.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::postgres::programs;
use crate::run::{ask, cargo, find, run};

/// Where programs are installed that only this project needs.
pub(crate) const TOOLS_FOLDER: &str = "target/tools";

struct Tool {
    name: &'static str,
    needed_by: &'static str,
    from: Source,
    present: fn() -> bool,
}

enum Source {
    Debian(&'static str),
    Rustup(&'static str),
}

const TOOLS: [Tool; 9] = [
    Tool {
        name: "rustfmt",
        needed_by: "fmt",
        from: Source::Rustup("rustfmt"),
        present: || ask("cargo", &["fmt", "--version"]).is_some(),
    },
    Tool {
        name: "clippy",
        needed_by: "clippy",
        from: Source::Rustup("clippy"),
        present: || ask("cargo", &["clippy", "--version"]).is_some(),
    },
    Tool {
        name: "chromium",
        needed_by: "browser",
        from: Source::Debian("chromium"),
        present: || CHROMIUM.path().is_some(),
    },
    Tool {
        name: "chromedriver",
        needed_by: "browser",
        from: Source::Debian("chromium-driver"),
        present: || CHROMEDRIVER.path().is_some(),
    },
    Tool {
        name: "a Korean font",
        needed_by: "browser",
        from: Source::Debian("fonts-noto-cjk"),
        present: korean_font,
    },
    Tool {
        name: "Python's venv",
        needed_by: "audit",
        from: Source::Debian("python3-venv"),
        present: || ask("python3", &["-c", "import ensurepip"]).is_some(),
    },
    Tool {
        name: "a C++ compiler",
        needed_by: "fuzz",
        from: Source::Debian("g++"),
        present: || find(&["c++", "g++", "clang++"]).is_some(),
    },
    Tool {
        name: "libfaketime",
        needed_by: "torture",
        from: Source::Debian("faketime"),
        present: libfaketime,
    },
    Tool {
        name: "PostgreSQL",
        needed_by: "postgres",
        from: Source::Debian("postgresql"),
        present: || programs().is_some(),
    },
];

/// A program that the tests find by a variable; a contributor's own setting goes first.
pub(crate) struct Program {
    pub(crate) variable: &'static str,
    commands: &'static [&'static str],
}

/// The browser of the browser tests.
pub(crate) const CHROMIUM: Program = Program {
    variable: "OPENCLAW_CHROMIUM",
    commands: &["chromium", "chromium-browser", "google-chrome"],
};

/// What drives [`CHROMIUM`].
pub(crate) const CHROMEDRIVER: Program = Program {
    variable: "OPENCLAW_CHROMEDRIVER",
    commands: &["chromedriver"],
};

impl Program {
    pub(crate) fn path(&self) -> Option<OsString> {
        let set = std::env::var_os(self.variable).filter(|path| !path.is_empty());
        set.or_else(|| find(self.commands).map(PathBuf::into_os_string))
    }
}

/// Sees to it that a suite has its tools, or says why it cannot run.
pub(crate) fn provide(suite: &str) -> Result<(), String> {
    let lacking = || {
        TOOLS
            .iter()
            .filter(|tool| tool.needed_by == suite && !(tool.present)())
    };
    let (mut packages, mut components) = (Vec::new(), Vec::new());
    for tool in lacking() {
        match tool.from {
            Source::Debian(package) => packages.push(package),
            Source::Rustup(component) => components.push(component),
        }
    }
    if !packages.is_empty() {
        install_packages(&packages);
    }
    if !components.is_empty() {
        rustup(&["component", "add"], &components);
    }
    let reasons: Vec<String> = lacking()
        .map(|tool| {
            let command = match tool.from {
                Source::Debian(package) => format!("apt-get install {package}"),
                Source::Rustup(component) => format!("rustup component add {component}"),
            };
            format!("{} is missing: {command}", tool.name)
        })
        .collect();
    if reasons.is_empty() {
        return Ok(());
    }
    Err(reasons.join("; "))
}

/// Installs Debian packages where that is welcome; true when apt-get says it did.
pub(crate) fn install_packages(packages: &[&str]) -> bool {
    if !welcome() || find(&["apt-get"]).is_none() {
        return false;
    }
    let apt = || {
        let mut apt = if root() {
            Command::new("apt-get")
        } else {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "apt-get"]);
            sudo
        };
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    succeeds(apt().arg("update"))
        && succeeds(
            apt()
                .args(["install", "-y", "--no-install-recommends"])
                .args(packages),
        )
}

/// Lets rustup add things where that is welcome; true when it did.
pub(crate) fn rustup(command: &[&str], things: &[&str]) -> bool {
    welcome()
        && find(&["rustup"]).is_some()
        && succeeds(Command::new("rustup").args(command).args(things))
}

/// Installs a program of a crate into `target/tools`, unless this version is there.
pub(crate) fn install_program(package: &str, program: &str, version: &str) -> Result<(), String> {
    let there = Path::new(TOOLS_FOLDER).join("bin").join(program);
    let version_of = |there: &Path| ask(there.to_str()?, &["--version"]);
    let is_there =
        || version_of(&there).is_some_and(|told| told.split_whitespace().last() == Some(version));
    if is_there() {
        return Ok(());
    }
    let install = |lock: &[&str]| {
        let mut install = cargo();
        install
            .args([
                "install",
                "--force",
                "--root",
                TOOLS_FOLDER,
                package,
                "--version",
                version,
            ])
            .args(lock)
            // Of its own, to be thrown away.
            .env("CARGO_TARGET_DIR", "target/tools/build");
        run(&mut install).is_ok_and(|done| done)
    };
    // A mirror of the registry may lack what the package was locked to, and have the version before.
    if (install(&["--locked"]) || install(&[])) && is_there() {
        // Some hundred megabytes that nobody needs again.
        let _ = std::fs::remove_dir_all("target/tools/build");
        return Ok(());
    }
    Err(format!(
        "{package} {version} is missing: cargo install --root {TOOLS_FOLDER} {package} --version {version}"
    ))
}

/// A machine that is thrown away, or whose owner already is root, may be changed.
fn welcome() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true") || root()
}

pub(crate) fn root() -> bool {
    ask("id", &["-u"]).as_deref() == Some("0")
}

fn succeeds(command: &mut Command) -> bool {
    run(command).unwrap_or_else(|error| {
        println!("{error:#}");
        false
    })
}

/// Only Linux comes without one; there, fontconfig knows, or the file of Debian's package is present.
fn korean_font() -> bool {
    cfg!(not(target_os = "linux"))
        || ask("fc-list", &[":lang=ko"]).is_some_and(|fonts| !fonts.is_empty())
        || Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists()
}

/// What makes a program's clock jump, where Debian's package puts it.
fn libfaketime() -> bool {
    let folders = std::fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten();
    let file = |folder: std::fs::DirEntry| folder.path().join("faketime/libfaketimeMT.so.1");
    folders.map(file).any(|file| file.is_file())
}
