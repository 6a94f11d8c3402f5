//! The crates as they are published, and a workspace made of nothing but their packages.
//!
//! `cargo package` would build each of them by itself, from a registry of its own; but it takes a package of a
//! registry for unchangeable, and so never looks again at what it has unpacked once.

use std::{fs, path::PathBuf};

use crate::{
    failure::{Failure, Outcome},
    program::Program,
    workspace,
};

/// Each behind those that it depends on.
pub const CRATES: [&str; 4] =
    ["millstream-shared", "millstream-flow", "tauri-plugin-millstream", "millstream-client"];

/// Where the packages are.
pub fn folder() -> PathBuf {
    workspace::target().join("package")
}

/// Packs them. Cargo checks their manifests, and that each finds the others by version.
pub fn packing() -> Program {
    let chosen = CRATES.map(|name| ["-p", name]).concat();
    Program::cargo().args(["package", "--no-verify", "--allow-dirty"]).args(chosen)
}

/// Unpacks them into a workspace, with the versions that the repository has locked.
pub fn lay_out() -> Outcome {
    let place = place();
    if place.exists() {
        fs::remove_dir_all(&place).map_err(Failure::during(place.display()))?;
    }
    fs::create_dir_all(&place).map_err(Failure::during(place.display()))?;
    let (mut members, mut patches) = (Vec::new(), String::new());
    for name in CRATES {
        let unpacked = format!("{name}-{}", workspace::locked(name)?);
        let package = folder().join(format!("{unpacked}.crate"));
        Program::new("tar").arg("-xzf").arg(package).arg("-C").arg(&place).run()?;
        patches += &format!("{name} = {{ path = {unpacked:?} }}\n");
        members.push(unpacked);
    }
    // Debug information as in our own builds, so that what they depend on is built once.
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[patch.crates-io]\n{patches}\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n"
    );
    fs::write(place.join("Cargo.toml"), manifest).map_err(Failure::during(place.display()))?;
    let lock = workspace::root().join("Cargo.lock");
    fs::copy(&lock, place.join("Cargo.lock")).map_err(Failure::during(lock.display()))?;
    Ok(())
}

/// Compiles them from there, as far as it takes to know that nothing is missing.
pub fn checking(arguments: &[&str]) -> Program {
    let cargo = Program::cargo().args(["check", "--manifest-path"]).arg(place().join("Cargo.toml"));
    cargo.arg("--target-dir").arg(workspace::target()).args(arguments)
}

fn place() -> PathBuf {
    workspace::target().join("crates")
}
