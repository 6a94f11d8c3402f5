//! Writes the golden streams of the workbench into `shared/fixtures`, a folder for each stream, from typed
//! events and with the real digests of real contents: `cargo run -p millstream-client --example recordings`.
//! The folder `recordings` has what no stream of the workbench shows yet.
//!
//! With the argument `--check` it writes nothing and fails when a file differs from what it would write.
//! Both clients replay these files, and both front ends fold them.

#![allow(clippy::expect_used, reason = "a tool for this repository; it may stop where it stands")]

#[cfg(target_family = "wasm")]
fn main() {}

#[cfg(not(target_family = "wasm"))]
mod attachments;
#[cfg(not(target_family = "wasm"))]
mod events;
#[cfg(not(target_family = "wasm"))]
mod inspector;
#[cfg(not(target_family = "wasm"))]
mod scenes;
#[cfg(not(target_family = "wasm"))]
mod tape;

#[cfg(not(target_family = "wasm"))]
fn main() -> std::process::ExitCode {
    use std::{fs, path::Path, process::ExitCode};

    let check = std::env::args().any(|argument| argument == "--check");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures");
    let hash = scenes::all().into_iter().map(|recording| ("hash", recording));
    let inspector = inspector::all().into_iter().map(|recording| ("inspector", recording));
    let others = attachments::all().into_iter().map(|recording| ("recordings", recording));
    let mut stale = false;
    for (stream, recording) in hash.chain(inspector).chain(others) {
        let folder = fixtures.join(stream);
        let name = format!("{}.json", recording.title);
        let path = folder.join(&name);
        let text = tape::written(&recording);
        if !check {
            fs::create_dir_all(&folder)
                .and_then(|()| fs::write(&path, text))
                .expect("the folder takes files");
        } else if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            eprintln!(
                "shared/fixtures/{stream}/{name} is stale: run `cargo run -p millstream-client --example recordings`."
            );
            stale = true;
        }
    }
    if stale { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
