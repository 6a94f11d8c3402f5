//! Declares the command, so that a page needs a permission for it.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let commands = tauri_build::AppManifest::new().commands(&["primes"]);
    Ok(tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))?)
}
