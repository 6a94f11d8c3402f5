//! What the figures were measured on.

use std::{collections::BTreeMap, fs, process::Command, thread};

use crate::Outcome;

/// The machine and the versions, by what they are called in the table.
pub fn describe() -> Outcome<BTreeMap<&'static str, String>> {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = cpu.lines().find(|line| line.starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let flags = field("flags").or_else(|| field("Features")).unwrap_or_default();
    let has_sha = flags.split(' ').any(|flag| matches!(flag, "sha_ni" | "sha2"));
    Ok(BTreeMap::from([
        ("cpu", field("model name").unwrap_or_else(|| "unknown".to_owned())),
        ("cores", thread::available_parallelism()?.to_string()),
        ("sha extensions", if has_sha { "yes" } else { "no" }.to_owned()),
        ("system", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)),
        ("rustc", first_line("rustc", &["--version"])?),
        ("openssl", first_line("openssl", &["version"])?),
        ("sha256sum", first_line("sha256sum", &["--version"])?),
        ("sha2", dependency("sha2")?),
    ]))
}

/// The version of a crate that the backend is built with.
fn dependency(name: &str) -> Outcome<String> {
    let arguments =
        ["tree", "--locked", "--package", env!("CARGO_PKG_NAME"), "--depth", "1", "--prefix", "none"];
    let output = Command::new("cargo").args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output()?;
    let tree = String::from_utf8(output.stdout)?;
    let version = tree.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" v"));
    Ok(version.ok_or_else(|| format!("`cargo tree` does not tell of {name}."))?.to_owned())
}

fn first_line(program: &str, arguments: &[&str]) -> Outcome<String> {
    let output = Command::new(program).args(arguments).output()?;
    Ok(String::from_utf8(output.stdout)?.lines().next().unwrap_or_default().to_owned())
}
