//! `cargo xtask bench NAME`: measures with optimisations, as the README's figures were.

use std::fs;

use crate::{
    failure::{Failure, Outcome},
    flow,
    program::Program,
    setup::{self, Need},
    sizes, workspace,
};

/// A measurement: `benches/NAME.rs` of a crate.
struct Bench {
    package: String,
    name: String,
}

pub fn command(arguments: &[String]) -> Outcome {
    let benches = benches()?;
    let Some((wanted, rest)) = arguments.split_first() else {
        benches.iter().for_each(|bench| println!("cargo xtask bench {} ({})", bench.name, bench.package));
        for name in flow::NAMES.into_iter().chain([sizes::NAME]) {
            println!("cargo xtask bench {name} (both front ends)");
        }
        return Ok(());
    };
    if wanted == sizes::NAME {
        return sizes::command();
    }
    if flow::NAMES.contains(&wanted.as_str()) {
        return flow::command(wanted, rest);
    }
    let bench = benches.iter().find(|bench| bench.name == *wanted).ok_or_else(|| {
        let ours = flow::NAMES.into_iter().chain([sizes::NAME]);
        let names: Vec<_> = benches.iter().map(|bench| bench.name.as_str()).chain(ours).collect();
        Failure::new(format!("There is no measurement `{wanted}`."))
            .hint(format!("There are: {}", names.join(", ")))
    })?;
    setup::ready(&[Need::WebView, Need::OpenSsl])?;
    Program::cargo().args(["bench", "-p", &bench.package, "--bench", &bench.name, "--"]).args(rest).run()
}

fn benches() -> Outcome<Vec<Bench>> {
    let mut benches: Vec<_> = workspace::files()?
        .iter()
        .filter_map(|file| {
            let mut parts = file.iter().rev().filter_map(|part| part.to_str());
            let name = parts.next()?.strip_suffix(".rs")?.to_owned();
            let folder = parts.next()?;
            let is_bench = folder == "benches";
            is_bench.then(|| file.parent()?.parent().map(|package| (package.to_owned(), name)))?
        })
        .filter_map(|(folder, name)| Some(Bench { package: package(&folder)?, name }))
        .collect();
    benches.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(benches)
}

/// The name of the package in this folder.
fn package(folder: &std::path::Path) -> Option<String> {
    let manifest = fs::read_to_string(workspace::root().join(folder).join("Cargo.toml")).ok()?;
    let name = manifest.lines().find_map(|line| line.strip_prefix("name = \""))?;
    name.strip_suffix('"').map(str::to_owned)
}
