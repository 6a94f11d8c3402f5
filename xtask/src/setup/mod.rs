//! What a machine needs before it can build, run and test this; installed where that is possible, and
//! named where it is not. All of it is quick when it is there.

mod cargo_tools;
mod debian;
mod elsewhere;
mod node;
mod wasm;

use std::path::PathBuf;

use crate::{failure::Outcome, frontends::FrontEnd, workspace};

/// Something that a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// What the application links: the web view and a C compiler.
    WebView,
    /// A virtual display, with a session bus.
    Display,
    /// What drives the window of the application: the web view's driver, and Tauri's in front of it.
    Driver,
    /// A browser without a window, with its driver.
    Browser,
    /// Digests by someone else.
    OpenSsl,
    /// Node, and the npm packages of package-lock.json.
    Packages,
    /// The standard library for WebAssembly.
    Wasm,
    /// The tool that makes JavaScript glue for WebAssembly, and runs its tests.
    WasmBindgen,
    /// The bundler of the Leptos front end.
    Trunk,
    /// What checks the dependencies against `deny.toml`.
    CargoDeny,
}

/// What it takes to build these front ends and the application.
pub fn application(front_ends: &[FrontEnd]) -> Vec<Need> {
    let mut needs = vec![Need::WebView];
    needs.extend(front_ends.iter().flat_map(|front_end| front_end.needs()));
    needs
}

/// Makes sure that all of this is here.
pub fn ready(needs: &[Need]) -> Outcome {
    let mut needs = needs.to_vec();
    needs.sort_unstable();
    needs.dedup();
    if debian::is_here() {
        debian::ready(&needs)?
    } else {
        elsewhere::ready(&needs)?
    }
    for need in needs {
        match need {
            Need::Packages => node::ready()?,
            Need::Wasm => wasm::ready()?,
            Need::WasmBindgen => cargo_tools::wasm_bindgen()?,
            Need::Trunk => cargo_tools::trunk()?,
            Need::CargoDeny => cargo_tools::cargo_deny()?,
            Need::Driver => cargo_tools::tauri_driver()?,
            Need::WebView | Need::Display | Need::Browser | Need::OpenSsl => {}
        }
    }
    Ok(())
}

/// Where the tools are that were installed: to be looked in before the `PATH`.
pub fn tool_folders() -> Outcome<Vec<PathBuf>> {
    let mut folders = cargo_tools::folders()?;
    folders.push(workspace::root().join("node_modules").join(".bin"));
    Ok(folders)
}
