//! What is published, looked at as its users will: documents, packages, a page and a window made from them.

use super::{parts::WASM, step::Step, tally::Tally};
use crate::{
    application,
    failure::Outcome,
    packages::{
        self, PACKAGES, consumer,
        crates::{self, CRATES},
    },
    program::Program,
};

/// The steps; `window` runs the example's suite.
pub fn steps(window: Program) -> Outcome<Vec<Step>> {
    let mut steps = vec![
        Step::program("documents of the crates", documents(&CRATES, &[])),
        Step::program("documents for WebAssembly", documents(&["millstream-client"], &["--target", WASM])),
        Step::program("pack the crates", crates::packing()),
        Step::ours("a workspace of their packages", || done(crates::lay_out())),
        Step::program("the crates from there", crates::checking(&CRATES.map(|name| ["-p", name]).concat())),
        Step::program(
            "the client from there, for WebAssembly",
            crates::checking(&["-p", "millstream-client", "--target", WASM]),
        ),
        Step::ours("npm packages, laid out", || done(packages::lay_out())),
    ];
    for package in PACKAGES {
        steps.push(Step::program(format!("compile {package}"), packages::compiling(package)));
        steps.push(Step::program(format!("pack {package}"), packages::packing(package)));
    }
    steps.extend([
        Step::ours("a folder that knows the tarballs only", || done(consumer::lay_out())),
        Step::program("install the tarballs", consumer::installing()),
        Step::program("types, for a bundler", consumer::checking("tsconfig.json")),
        Step::program("types, for Node", consumer::checking("tsconfig.node.json")),
        Step::program("replay a stream in Node", consumer::replaying()),
        Step::program("build the example's page from the tarballs", consumer::building()),
        Step::program_then("build the example", crates::building_example(), || {
            application::keep_as("primes", "primes").map(drop)
        }),
        Step::program("the example's window", window),
    ]);
    Ok(steps)
}

/// Warnings are errors, links to what is private among them.
fn documents(crates: &[&str], arguments: &[&str]) -> Program {
    let crates = crates.iter().flat_map(|name| ["-p", name]);
    let cargo = Program::cargo().args(["doc", "--no-deps"]).args(crates).args(arguments);
    cargo.env("RUSTDOCFLAGS", "-D warnings")
}

fn done(outcome: Outcome) -> Outcome<Tally> {
    outcome.map(|()| Tally::whole(true))
}
