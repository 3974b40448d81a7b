//! What it ran on.

use std::{collections::BTreeMap, fs::File, io::Write as _, path::PathBuf, time::Duration};

use anyhow::Context as _;

use crate::{
    clock::Stopwatch,
    figures::{median, millis},
};

/// A few lines for the head of the report.
pub(crate) fn describe(date: &str) -> anyhow::Result<String> {
    let cores = std::thread::available_parallelism()?;
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("unknown", |(_, model)| model);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown");
    // The date was added for us, at the end.
    let arguments = std::env::args().skip(1);
    let arguments: Vec<String> = arguments.take_while(|one| one != "--date").collect();
    Ok(format!(
        "{date} · {cores} cores, {model} · SQLite {} · load before: {load} · a durable 4 KiB write: {:.2} ms\n\
         cargo xtask bench {}",
        rusqlite::version(),
        millis(durable_write()?),
        arguments.join(" "),
    ))
}

/// The folder for the data: beside the program, because a temporary folder may be no disk.
pub(crate) fn folder() -> anyhow::Result<tempfile::TempDir> {
    Ok(tempfile::Builder::new()
        .prefix("bench-")
        .tempdir_in(beside_us()?)?)
}

/// The folder that this program lies in.
pub(crate) fn beside_us() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let folder = program.parent().context("the program lies in no folder")?;
    Ok(folder.to_owned())
}

/// The processor time of this process so far, by the names of its threads. Empty where the system
/// does not tell.
pub(crate) fn processor_time() -> BTreeMap<String, Duration> {
    let mut times = BTreeMap::new();
    for task in std::fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten()
    {
        let read = |file: &str| std::fs::read_to_string(task.path().join(file)).ok();
        if let (Some(name), Some(time)) = (read("comm"), read("schedstat")) {
            let nanos = time.split(' ').next().and_then(|nanos| nanos.parse().ok());
            *times.entry(name.trim().to_owned()).or_default() +=
                Duration::from_nanos(nanos.unwrap_or_default());
        }
    }
    times
}

/// How long a small write takes until it is on disk.
fn durable_write() -> anyhow::Result<Duration> {
    let folder = folder()?;
    let mut file = File::create(folder.path().join("write"))?;
    let mut took = Vec::new();
    for _ in 0..101 {
        let clock = Stopwatch::start();
        file.write_all(&[1; 4096])?;
        file.sync_data()?;
        took.push(clock.elapsed().as_secs_f64());
    }
    Ok(Duration::from_secs_f64(median(took)))
}

/// A line of a file that Linux keeps of each process (`self` for this one), in MB.
pub(crate) fn memory(process: &str, file: &str, line: &str) -> anyhow::Result<f64> {
    let path = format!("/proc/{process}/{file}");
    let text = std::fs::read_to_string(&path).with_context(|| format!("{path}: needs Linux"))?;
    let kib = text
        .lines()
        .find_map(|found| found.strip_prefix(line)?.trim().strip_suffix(" kB"))
        .with_context(|| format!("{path} has no {line}"))?;
    Ok(kib.parse::<f64>()? * 1024.0 / 1e6)
}

/// How many files a process may open here, with the limit raised as far as it goes.
pub(crate) fn open_files() -> anyhow::Result<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, raised)?;
    Ok(limit.maximum.unwrap_or(1_000_000))
}
