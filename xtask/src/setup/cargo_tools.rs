//! Programs that cargo builds from source, each at one version, once for all clones of the repository.

use std::path::PathBuf;

use crate::{failure::Outcome, program::Program, say, workspace};

struct Tool {
    package: &'static str,
    /// One of the programs that it brings.
    program: &'static str,
    version: String,
    /// Whether it builds with the dependencies that it was released with.
    locked: bool,
    minutes: &'static str,
}

/// Where their programs are.
pub fn folders() -> Outcome<Vec<PathBuf>> {
    [tauri_driver_tool(), wasm_bindgen_tool()?, trunk_tool(), cargo_deny_tool()]
        .iter()
        .map(Tool::programs)
        .collect()
}

pub fn tauri_driver() -> Outcome {
    tauri_driver_tool().ready()
}

pub fn wasm_bindgen() -> Outcome {
    wasm_bindgen_tool()?.ready()
}

pub fn trunk() -> Outcome {
    trunk_tool().ready()
}

pub fn cargo_deny() -> Outcome {
    cargo_deny_tool().ready()
}

fn tauri_driver_tool() -> Tool {
    Tool {
        package: "tauri-driver",
        program: "tauri-driver",
        version: "2.1.0".into(),
        locked: true,
        minutes: "a minute",
    }
}

/// The glue and the crate it was made for must agree to the last digit. Its lock file names crates that
/// were withdrawn, so it is resolved anew.
fn wasm_bindgen_tool() -> Outcome<Tool> {
    let version = workspace::locked("wasm-bindgen")?;
    let (package, program) = ("wasm-bindgen-cli", "wasm-bindgen");
    Ok(Tool { package, program, version, locked: false, minutes: "four minutes" })
}

/// The newest that the toolchain of rust-toolchain.toml builds.
fn trunk_tool() -> Tool {
    Tool {
        package: "trunk",
        program: "trunk",
        version: "0.21.14".into(),
        locked: true,
        minutes: "eight minutes",
    }
}

fn cargo_deny_tool() -> Tool {
    Tool {
        package: "cargo-deny",
        program: "cargo-deny",
        version: "0.20.2".into(),
        locked: true,
        minutes: "three minutes",
    }
}

impl Tool {
    fn folder(&self) -> Outcome<PathBuf> {
        workspace::tool(self.package, &self.version)
    }

    fn programs(&self) -> Outcome<PathBuf> {
        Ok(self.folder()?.join("bin"))
    }

    fn ready(&self) -> Outcome {
        let program = self.programs()?.join(self.program).with_extension(std::env::consts::EXE_EXTENSION);
        if program.is_file() {
            return Ok(());
        }
        let what = format!("{} {} (once; about {} on two cores)", self.package, self.version, self.minutes);
        say::install(&what, || {
            // Its own target folder, which cargo deletes afterwards: it shares nothing with our build.
            let cargo = Program::cargo().without_env("CARGO_TARGET_DIR").arg("install");
            let cargo = if self.locked { cargo.arg("--locked") } else { cargo };
            cargo.args([self.package, "--version", &self.version, "--root"]).arg(self.folder()?).run()
        })
    }
}
