//! What the figures were measured on.

use std::{collections::BTreeMap, fs, thread};

use crate::{
    failure::{Failure, Outcome},
    program::Program,
    workspace,
};

/// The machine and the versions, by what they are called in the table.
pub fn describe() -> Outcome<BTreeMap<&'static str, String>> {
    let line = |text: String| text.lines().next().unwrap_or_default().trim().to_owned();
    Ok(BTreeMap::from([
        ("cpu", field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned())),
        ("cores", thread::available_parallelism().map_err(Failure::during("The cores"))?.to_string()),
        ("memory", field("/proc/meminfo", "MemTotal").unwrap_or_else(|| "unknown".to_owned())),
        ("system", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)),
        ("rustc", line(Program::new("rustc").arg("--version").output()?)),
        ("tauri", workspace::locked("tauri")?),
        ("wry", workspace::locked("wry")?),
        ("WebKitGTK", line(Program::new("pkg-config").args(["--modversion", "webkit2gtk-4.1"]).said())),
    ]))
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}
