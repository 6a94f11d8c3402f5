//! What is published, looked at as its users will: documents, packages, a page and a window made from them.

use super::{parts::WASM, step::Step, tally::Tally};
use crate::{
    application,
    failure::Outcome,
    packages::{self, PACKAGES, consumer, crates},
    program::Program,
};

/// The steps; `window` runs the example's suite.
pub fn steps(window: Program) -> Outcome<Vec<Step>> {
    let whole = crates::whole()?;
    let mut steps = vec![
        Step::program("pack the crates", crates::packing()),
        Step::ours("a workspace of their packages", || done(crates::lay_out())),
        // As users have it: an example without a feature, and here with all that can be switched on.
        Step::program("the crates from there", crates::there(&["check"]).args(&whole)),
        Step::program(
            "the client from there, for WebAssembly",
            crates::there(&["check"]).args(["-p", "millstream-client", "--target", WASM]),
        ),
        Step::program(
            "the conformance suite from there",
            crates::there(&["test"]).args(["-p", "millstream-conformance"]),
        ),
        Step::program("documents, as docs.rs shows them", documents().args(&whole)),
        Step::program(
            "documents for WebAssembly",
            documents().args(["-p", "millstream-client", "--target", WASM]),
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
        Step::program("replay a stream and run the scripts in Node", consumer::replaying()),
        Step::program("build the example's page from the tarballs", consumer::building()),
        Step::program_then("build the example", crates::building_example(), || {
            application::keep_as("primes", "primes").map(drop)
        }),
        Step::program("the example's window", window),
    ]);
    Ok(steps)
}

/// Warnings are errors, links to what is private among them.
fn documents() -> Program {
    crates::there(&["doc", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings")
}

fn done(outcome: Outcome) -> Outcome<Tally> {
    outcome.map(|()| Tally::whole(true))
}
