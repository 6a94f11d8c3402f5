//! The application: how it is built with its front ends inside, and where it then is.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    failure::{Failure, Outcome},
    frontends::FrontEnd,
    program::Program,
    workspace,
};

/// The program that builds it: with quick compilation for the host, whose heavy crates are optimised
/// in any case, and with the pages of `dist` inside.
pub fn building(front_ends: &[FrontEnd]) -> Program {
    let features = front_ends.iter().map(|front_end| front_end.feature());
    let features: Vec<_> = features.chain(["tauri/custom-protocol"]).collect();
    Program::cargo().args(["build", "-p", "millstream", "--features", &features.join(",")])
}

/// Where the applications are kept that [`keep`] put by, one for each choice of front ends.
pub fn folder() -> PathBuf {
    workspace::target().join("xtask").join("applications")
}

/// Puts the application that was built last out of reach of the next build.
pub fn keep(front_ends: &[FrontEnd]) -> Outcome<PathBuf> {
    put("debug", &folder(), "millstream", &format!("millstream-{}", name(front_ends)))
}

/// The same for any program, under a name of its own.
pub fn keep_as(program: &str, name: &str) -> Outcome<PathBuf> {
    put("debug", &folder(), program, name)
}

fn put(profile: &str, folder: &Path, program: &str, name: &str) -> Outcome<PathBuf> {
    let suffix = std::env::consts::EXE_SUFFIX;
    let built = workspace::target().join(profile).join(format!("{program}{suffix}"));
    let kept = folder.join(format!("{name}{suffix}"));
    fs::create_dir_all(folder).map_err(Failure::during(folder.display()))?;
    // Not onto the old one: it may be running.
    if kept.exists() {
        fs::remove_file(&kept).map_err(Failure::during(kept.display()))?;
    }
    fs::copy(&built, &kept).map_err(Failure::during(built.display()))?;
    Ok(kept)
}

/// The program that builds it as it is shipped, but with the instrument of `bench flow` inside.
pub fn building_lab(front_end: FrontEnd) -> Program {
    with_lab(&[front_end]).arg("--release")
}

/// Where [`keep_lab`] puts them.
pub fn lab_folder() -> PathBuf {
    folder().join("lab")
}

/// [`keep`], for what [`building_lab`] built.
pub fn keep_lab(front_end: FrontEnd) -> Outcome {
    put("release", &lab_folder(), "millstream", &format!("millstream-{}", front_end.name())).map(drop)
}

/// [`building`] for both front ends, with the instrument inside.
pub fn building_faults() -> Program {
    with_lab(&FrontEnd::ALL)
}

/// Where [`keep_faults`] puts it.
pub fn faults_folder() -> PathBuf {
    folder().join("faults")
}

/// [`keep`], for what [`building_faults`] built.
pub fn keep_faults() -> Outcome {
    put("debug", &faults_folder(), "millstream", &format!("millstream-{}", name(&FrontEnd::ALL))).map(drop)
}

/// What is configured otherwise with the instrument: where the pages are, and that they may use a second lane.
const LAB: &str = r#"{
    "build": { "frontendDist": "../../dist/lab" },
    "app": { "security": { "csp": {
        "connect-src": "'self' ipc: http://ipc.localhost ws://127.0.0.1:*"
    } } }
}"#;

/// With the pages of `dist/lab` inside.
fn with_lab(front_ends: &[FrontEnd]) -> Program {
    let features = front_ends.iter().map(|front_end| front_end.feature());
    let features: Vec<_> = features.chain(["lab", "tauri/custom-protocol"]).collect();
    Program::cargo()
        .args(["build", "-p", "millstream", "--features", &features.join(",")])
        .env("TAURI_CONFIG", LAB)
}

/// What a choice of front ends is called.
pub fn name(front_ends: &[FrontEnd]) -> &'static str {
    match front_ends {
        [front_end] => front_end.name(),
        _ => "both",
    }
}
