//! The crates as they are published, and a workspace made of nothing but their packages and the example.
//!
//! `cargo package` would build each of them by itself, from a registry of its own; but it takes a package of a
//! registry for unchangeable, and so never looks again at what it has unpacked once.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::{
    failure::{Failure, Outcome},
    program::Program,
    workspace,
};

/// Each behind those that it depends on.
pub const CRATES: [&str; 5] = [
    "millstream-shared",
    "millstream-flow",
    "tauri-plugin-millstream",
    "millstream-client",
    "millstream-conformance",
];

/// The example's folder, and its crate.
pub const EXAMPLE: (&str, &str) = ("examples/primes", "millstream-example-primes");

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
        // As of now: packages have dates of long ago, by which cargo would take nothing for changed.
        Program::new("tar").arg("-xzmf").arg(package).arg("-C").arg(&place).run()?;
        patches += &format!("{name} = {{ path = {unpacked:?} }}\n");
        members.push(unpacked);
    }
    members.push(copy_example()?);
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

/// Has cargo do this with them there.
pub fn there(command: &[&str]) -> Program {
    let cargo = Program::cargo().args(command).arg("--manifest-path").arg(place().join("Cargo.toml"));
    cargo.arg("--target-dir").arg(workspace::target())
}

/// The choice of all of them, with every feature that a user may switch on: those that docs.rs shows.
pub fn whole() -> Outcome<Vec<String>> {
    let metadata = Program::cargo().args(["metadata", "--no-deps", "--format-version", "1"]).output()?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(Failure::during("cargo metadata"))?;
    let mut chosen = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let Some(name) = package["name"].as_str().filter(|name| CRATES.contains(name)) else { continue };
        chosen.extend(["-p".to_owned(), name.to_owned()]);
        let shown = &package["metadata"]["docs"]["rs"]["features"];
        for feature in shown.as_array().into_iter().flatten().filter_map(Value::as_str) {
            chosen.extend(["--features".to_owned(), format!("{name}/{feature}")]);
        }
    }
    Ok(chosen)
}

/// Where the example looks for its page.
pub fn page() -> PathBuf {
    place().join(EXAMPLE.0).join("dist")
}

/// Builds the example with that page inside.
pub fn building_example() -> Program {
    there(&["build"]).args(["-p", EXAMPLE.1, "--features", "tauri/custom-protocol"])
}

/// Copies the example's application, without the path to our own plugin, and answers where it is.
fn copy_example() -> Outcome<String> {
    let folder = format!("{}/src-tauri", EXAMPLE.0);
    for file in workspace::files()?.into_iter().filter(|file| file.starts_with(&folder)) {
        let (from, to) = (workspace::root().join(&file), place().join(&file));
        let copy = || {
            fs::create_dir_all(to.parent().unwrap_or(&to))?;
            fs::copy(&from, &to)
        };
        copy().map_err(Failure::during(from.display()))?;
    }
    let manifest = place().join(&folder).join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(Failure::during(manifest.display()))?;
    let text = text.replace(", path = \"../../../crates/tauri-plugin-millstream\"", "");
    fs::write(&manifest, text).map_err(Failure::during(manifest.display()))?;
    Ok(folder)
}

fn place() -> PathBuf {
    workspace::target().join("crates")
}
