//! Debian, Ubuntu and their kin: apt installs what is missing.

use std::{fs, io::IsTerminal};

use super::Need;
use crate::{
    failure::{Failure, Outcome},
    program::{self, Program},
    say,
};

/// Whether apt is how this machine installs.
pub fn is_here() -> bool {
    cfg!(target_os = "linux")
        && program::find("apt-get").is_some()
        && fs::read_to_string("/etc/os-release").is_ok_and(|release| is_kin(&release))
}

/// Installs the packages of these needs that are not installed.
pub fn ready(needs: &[Need]) -> Outcome {
    let wanted: Vec<_> = needs.iter().flat_map(|need| packages(*need)).copied().collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let missing = missing(&wanted);
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    say::install(&format!("Debian packages: {list}"), || {
        // Only now, and only so that the names resolve: it needs the network.
        apt(&["update", "-qq"], &list)?;
        let arguments = ["install", "--yes", "--no-install-recommends", "-qq"];
        apt(&[&arguments[..], &missing[..]].concat(), &list)
    })
}

fn packages(need: Need) -> &'static [&'static str] {
    match need {
        Need::WebView => &[
            "build-essential",
            "pkg-config",
            "libwebkit2gtk-4.1-dev",
            "libxdo-dev",
            "libssl-dev",
            "libayatana-appindicator3-dev",
            "librsvg2-dev",
        ],
        // The fonts and the sound plugins that a web view takes for granted are `Recommends`.
        Need::Display => &["xvfb", "xauth", "dbus", "dbus-x11", "fonts-dejavu-core"],
        Need::Driver => &["webkit2gtk-driver", "xdotool"],
        // Ubuntu has both only as snaps, which these packages of the same names install.
        Need::Browser if is_ubuntu() => &["chromium-browser", "chromium-chromedriver"],
        Need::Browser => &["chromium", "chromium-driver"],
        Need::OpenSsl => &["openssl"],
        Need::Packages | Need::Wasm => &[],
        Need::WasmBindgen | Need::Trunk | Need::CargoDeny => &["build-essential", "pkg-config", "libssl-dev"],
    }
}

fn is_kin(release: &str) -> bool {
    release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
        .flat_map(|ids| ids.trim_matches('"').split(' '))
        .any(|id| matches!(id, "debian" | "ubuntu"))
}

fn is_ubuntu() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|release| release.lines().any(|line| line == "ID=ubuntu"))
}

fn missing<'name>(wanted: &[&'name str]) -> Vec<&'name str> {
    let query =
        Program::new("dpkg-query").args(["--show", "--showformat", "${Package} ${db:Status-Status}\\n"]);
    // It fails when it knows one of them not at all; what it says of the others stands.
    let known = query.args(wanted).said();
    let mut missing: Vec<_> = Vec::new();
    for name in wanted {
        if !known.lines().any(|line| line == format!("{name} installed")) && !missing.contains(name) {
            missing.push(*name);
        }
    }
    missing
}

fn apt(arguments: &[&str], list: &str) -> Outcome {
    let apt = |program: Program| {
        let program = program.args(["-o", "DPkg::Lock::Timeout=600"]).args(arguments);
        program.env("DEBIAN_FRONTEND", "noninteractive").run()
    };
    if Program::new("id").arg("-u").output()?.trim() == "0" {
        return apt(Program::new("apt-get"));
    }
    let by_sudo = |sudo: Program| apt(sudo.args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]));
    if Program::new("sudo").args(["-n", "true"]).agrees() {
        return by_sudo(Program::new("sudo").arg("-n"));
    }
    if program::find("sudo").is_some() && std::io::stdin().is_terminal() {
        return by_sudo(Program::new("sudo").interactive());
    }
    Err(Failure::new("These Debian packages are missing, and installing them needs root.")
        .hint(format!("Run this as root: apt-get update && apt-get install {list}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kin_say_so_in_id_or_id_like() {
        assert!(is_kin("NAME=x\nID=debian\n"));
        assert!(is_kin("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_kin("ID=fedora\nID_LIKE=\"rhel\"\nVARIANT_ID=debian\n"));
    }

    #[test]
    fn a_package_that_nobody_knows_is_missing_and_is_named_once() {
        if is_here() {
            assert_eq!(
                missing(&["dpkg", "no-such-package-here", "no-such-package-here"]),
                ["no-such-package-here"]
            );
        }
    }
}
