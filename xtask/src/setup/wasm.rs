//! The standard library for WebAssembly.

use std::path::Path;

use crate::{
    failure::{Failure, Outcome},
    program::{self, Program},
    say,
};

const TARGET: &str = "wasm32-unknown-unknown";

pub fn ready() -> Outcome {
    let library = Program::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output()?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    if program::find("rustup").is_none() {
        return Err(Failure::new(format!(
            "The standard library for {TARGET} is missing, and there is no rustup."
        ))
        .hint("Install it as your system names it (Debian: libstd-rust-dev-wasm32), or install rustup."));
    }
    say::install(TARGET, || Program::new("rustup").args(["target", "add", TARGET]).run())
}
