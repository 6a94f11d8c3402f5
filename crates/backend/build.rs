//! Declares the commands, so that a page needs a permission for each, and lays out what Tauri looks for.

use std::{fs, io, path::Path};

/// The application's commands; `capabilities/` says which window may call which.
const COMMANDS: &[&str] = &[
    "grants_pick",
    "grants_take",
    "hash",
    "hash_export",
    "inspector",
    "inspector_frames",
    "inspector_cancel",
    "inspector_window",
    "inspector_record",
    "inspector_recorded_here",
    "inspector_stop",
];

/// Those of the instrument, which has a capability of its own.
const LAB: &[&str] = &["lab", "lab_stock", "lab_stock_raw", "lab_echo", "lab_left", "lab_watch"];

/// What a window shows that was built without its front end.
const PLACEHOLDER: &str = "<!doctype html><meta charset=\"utf-8\"><title>Millstream</title>\
    <p>This front end was not built. Run <code>cargo xtask run</code>.</p>\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Tauri embeds the front ends and does not compile without their folder, also where nobody will look
    // at them: in a fresh clone's tests.
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist");
    for front_end in ["leptos", "react"] {
        place(&dist.join(front_end))?;
    }
    let (commands, capabilities) = if cfg!(feature = "lab") {
        ([COMMANDS, LAB].concat(), "./capabilities/**/*.json")
    } else {
        (COMMANDS.to_vec(), "./capabilities/*.json")
    };
    let manifest = tauri_build::AppManifest::new().commands(commands.leak());
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes.capabilities_path_pattern(capabilities))?;
    Ok(())
}

fn place(folder: &Path) -> io::Result<()> {
    let page = folder.join("index.html");
    if page.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    fs::write(page, PLACEHOLDER)
}
