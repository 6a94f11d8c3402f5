//! The parts of the tests, in the order in which they are run: the quick ones first.

use std::{fs, path::PathBuf};

use super::{publish, step::Step, tally::Tally};
use crate::{
    application, bindings, display,
    failure::{Failure, Outcome},
    frontends::{self, FrontEnd},
    program::Program,
    setup::{self, Need},
    tidy, workspace,
};

/// Some steps under one name.
pub struct Part {
    pub name: &'static str,
    pub about: &'static str,
    pub needs: &'static [Need],
    /// Whether it belongs to the everyday run; the others are run when they are named.
    pub is_everyday: bool,
    /// Whether each step needs the one before it.
    pub is_chain: bool,
    pub steps: fn() -> Outcome<Vec<Step>>,
}

pub const PARTS: &[Part] = &[
    everyday("tidy", "the repository's own rules, and that what is generated is current", &[], tidy),
    everyday(
        "lint",
        "formatting, clippy, Biome, TypeScript's types",
        &[Need::WebView, Need::Packages, Need::Wasm],
        lint,
    ),
    // Together, as cargo then builds what they depend on once.
    everyday("rust", "all crates, natively", &[Need::WebView, Need::OpenSsl], || {
        Ok(vec![Step::program(
            "all crates",
            Program::cargo().args(["test", "--workspace", "--features", "millstream/lab"]),
        )])
    }),
    everyday("pages", "what runs in a page: in a browser's WebAssembly, and in Vitest", PAGE, pages),
    everyday("races", "the engine in one interleaving of its threads after the other", &[], || {
        Ok(vec![interleavings()])
    }),
    Part {
        is_chain: true,
        ..everyday("frames", "the decoders of frames against each other, on fresh inputs", PACKAGES, frames)
    },
    Part {
        is_chain: true,
        ..everyday("e2e", "the application's real window, with each front end", WINDOW, e2e)
    },
    Part {
        is_chain: true,
        ..everyday(
            "publish",
            "what is published, as its users get it, down to an example's window",
            WINDOW,
            || publish::steps(in_the_window("examples", application::folder())?),
        )
    },
    named("shared", "the contract", &[], || Ok(vec![crate_tests("millstream-shared")])),
    named("flow", "the engine", &[], || Ok(vec![crate_tests("millstream-flow"), interleavings()])),
    named("conformance", "the engine and both clients against the rules of the protocol", PACKAGES, || {
        let vitest = vitest("packages/client").arg("tests/conformance.test.ts");
        Ok(vec![crate_tests("millstream-conformance"), Step::program("packages/client", vitest)])
    }),
    named("plugin", "the plugin", &[Need::WebView], || Ok(vec![crate_tests("tauri-plugin-millstream")])),
    named("backend", "the application without its windows", &[Need::WebView, Need::OpenSsl], || {
        Ok(vec![crate_tests("millstream")])
    }),
    named("client", "both clients", PAGE, || {
        let native = crate_tests("millstream-client");
        Ok(vec![native, browser_tests("millstream-client")?, package_tests("packages/client")])
    }),
    named("leptos", "the front end in Leptos", PAGE, || {
        Ok(vec![crate_tests("millstream-ui-leptos"), browser_tests("millstream-ui-leptos")?])
    }),
    named("react", "the front end in React", &[Need::Packages], || Ok(vec![package_tests("ui-react")])),
    named("templates", "what is there to be copied", &[Need::WebView, Need::Packages], || {
        Ok(vec![crate_tests("millstream-templates"), package_tests("templates")])
    }),
    named("xtask", "these commands", &[], || Ok(vec![crate_tests("xtask")])),
    named(
        "deny",
        "the dependencies' licences, versions and sources, by deny.toml",
        &[Need::CargoDeny],
        || Ok(vec![Step::program("licences, versions, sources", deny(&["licenses", "bans", "sources"])?)]),
    ),
    named(
        "advisories",
        "known faults of the dependencies; fetches the list of them",
        &[Need::CargoDeny],
        || Ok(vec![Step::program("advisories", deny(&["advisories"])?)]),
    ),
    Part {
        is_chain: true,
        ..named(
            "fuzz",
            "the decoders of frames against each other, on inputs that coverage leads to",
            PACKAGES,
            fuzz,
        )
    },
    Part {
        is_chain: true,
        ..named(
            "faults",
            "streams in the real window while pages, readers and answers fail (slow)",
            WINDOW,
            faults,
        )
    },
    named("dev", "which windows `cargo tauri dev` and `build` open, by features (slow)", WINDOW, || {
        Ok(vec![Step::program("cargo tauri dev and build", in_the_window("slow", application::folder())?)])
    }),
];

const PACKAGES: &[Need] = &[Need::Packages];
const PAGE: &[Need] = &[Need::Packages, Need::Wasm, Need::WasmBindgen, Need::Browser];
const WINDOW: &[Need] = &[
    Need::WebView,
    Need::Display,
    Need::Driver,
    Need::OpenSsl,
    Need::Packages,
    Need::Wasm,
    Need::WasmBindgen,
    Need::Trunk,
];

/// The crates that run in a page.
const PAGES: [&str; 2] = ["millstream-client", "millstream-ui-leptos"];
pub const WASM: &str = "wasm32-unknown-unknown";

const fn everyday(
    name: &'static str,
    about: &'static str,
    needs: &'static [Need],
    steps: fn() -> Outcome<Vec<Step>>,
) -> Part {
    Part { name, about, needs, is_everyday: true, is_chain: false, steps }
}

const fn named(
    name: &'static str,
    about: &'static str,
    needs: &'static [Need],
    steps: fn() -> Outcome<Vec<Step>>,
) -> Part {
    Part { is_everyday: false, ..everyday(name, about, needs, steps) }
}

fn tidy() -> Outcome<Vec<Step>> {
    let mut steps = vec![Step::ours("rules", || {
        let breaches = tidy::breaches()?;
        breaches.iter().for_each(|breach| println!("    {breach}"));
        let failed = breaches.len() as u64;
        Ok(Tally { passed: tidy::rules().saturating_sub(failed), failed })
    })];
    for generator in bindings::GENERATORS {
        steps.push(Step::program(generator.title, generator.checking()));
    }
    Ok(steps)
}

fn lint() -> Outcome<Vec<Step>> {
    let clippy = |arguments: &[&str]| {
        Program::cargo().args([&["clippy"], arguments, &["--", "-D", "warnings"]].concat())
    };
    let pages = PAGES.map(|package| ["-p", package]).concat();
    let mut steps = vec![
        Step::program("rustfmt", Program::cargo().args(["fmt", "--all", "--check"])),
        Step::program("clippy", clippy(&["--workspace", "--all-targets", "--features", "millstream/lab"])),
        Step::program(
            "clippy for shuttle",
            clippy(&["-p", "millstream-flow", "--features", "shuttle", "--test", "shuttle"]),
        ),
        Step::program(
            "clippy for WebAssembly",
            clippy(&[&["--target", WASM, "--features", "millstream-ui-leptos/lab"][..], &pages].concat()),
        ),
        Step::program(
            "Biome",
            Program::package("@biomejs/biome/bin/biome").args([
                "ci",
                "--colors=off",
                "--error-on-warnings",
                ".",
            ]),
        ),
    ];
    for folder in ["shared/bindings", "packages/client", "ui-react", "e2e", "templates", "examples/primes"] {
        let tsc = Program::package("typescript/bin/tsc").args(["--noEmit", "-p", folder]);
        steps.push(Step::program(format!("types of {folder}"), tsc));
    }
    Ok(steps)
}

fn pages() -> Outcome<Vec<Step>> {
    let folders = ["packages/client", "ui-react", "templates"];
    let mut steps = PAGES.into_iter().map(browser_tests).collect::<Outcome<Vec<_>>>()?;
    steps.extend(folders.map(package_tests));
    Ok(steps)
}

fn frames() -> Outcome<Vec<Step>> {
    Ok(Vec::from(decoders(|rust| rust)))
}

/// The decoders on one set of inputs: Rust writes what it decides, and TypeScript decides on the same.
fn decoders(on: impl FnOnce(Program) -> Program) -> [Step; 2] {
    let fresh = workspace::target().join("xtask").join("frames.json");
    let rust = Program::cargo().args(["test", "-p", "millstream-client", "--test", "native", "differential"]);
    let script = vitest("packages/client").arg("tests/differential.test.ts");
    let step = |title, program: Program| Step::program(title, program.env("MILLSTREAM_FRAMES", &fresh));
    [step("frames, decided in Rust", on(rust)), step("frames, decided in TypeScript", script)]
}

/// The decoders in Rust by libFuzzer, for so many inputs; then all three on what it found. What is found stays, so that
/// the next run goes on from there.
fn fuzz() -> Outcome<Vec<Step>> {
    let folder = workspace::target().join("xtask").join("fuzz");
    let corpus = folder.join("corpus");
    fs::create_dir_all(&corpus).map_err(Failure::during(corpus.display()))?;
    let host = Program::new("rustc").args(["--print", "host-tuple"]).output()?;
    // With a target of its own, cargo builds only what runs there for coverage.
    let cargo = Program::cargo().within("fuzz").env("CARGO_TARGET_DIR", &folder);
    let cargo = cargo.args(["run", "--release", "--locked", "--target", host.trim(), "--"]).arg(&corpus);
    let fuzzer = cargo.arg(workspace::root().join("shared/fixtures/frames")).args([
        "-runs=400000",
        "-max_len=1024",
        "-print_final_stats=1",
    ]);
    let found = decoders(|rust| rust.env("MILLSTREAM_CORPUS", &corpus));
    Ok([Step::program("frames, by coverage", fuzzer)].into_iter().chain(found).collect())
}

fn e2e() -> Outcome<Vec<Step>> {
    let mut steps = Vec::new();
    for front_end in FrontEnd::ALL {
        let title = format!("build the front end in {}", front_end.name());
        steps.push(Step::program(title, frontends::building(front_end)?));
    }
    for front_ends in [&[FrontEnd::Leptos][..], &[FrontEnd::React], &FrontEnd::ALL] {
        let title = format!("build the application with {}", application::name(front_ends));
        let program = application::building(front_ends);
        steps.push(Step::program_then(title, program, || application::keep(front_ends).map(drop)));
    }
    steps.push(Step::program("the real window", in_the_window("tests", application::folder())?));
    Ok(steps)
}

fn faults() -> Outcome<Vec<Step>> {
    let mut steps = Vec::new();
    for front_end in FrontEnd::ALL {
        let title = format!("build the front end in {} with its instrument", front_end.name());
        steps.push(Step::program(title, frontends::building_lab(front_end)?));
    }
    let title = "build the application with both and the instrument";
    steps.push(Step::program_then(title, application::building_faults(), application::keep_faults));
    steps.push(Step::program("faults", in_the_window("faults", application::faults_folder())?));
    Ok(steps)
}

/// Checks the versions that are locked.
fn deny(what: &[&str]) -> Outcome<Program> {
    Program::new("cargo-deny").args(["--locked", "check"]).args(what).path(setup::tool_folders()?)
}

fn crate_tests(package: &str) -> Step {
    Step::program(package, Program::cargo().args(["test", "-p", package]))
}

/// Apart from the others, as the engine's locks are the scheduler's there.
fn interleavings() -> Step {
    let cargo = Program::cargo().args(["test", "-p", "millstream-flow"]);
    Step::program("millstream-flow under shuttle", cargo.args(["--features", "shuttle", "--test", "shuttle"]))
}

fn package_tests(folder: &str) -> Step {
    Step::program(folder, vitest(folder))
}

fn browser_tests(package: &str) -> Outcome<Step> {
    let cargo = Program::cargo().args(["test", "-p", package, "--target", WASM]);
    let cargo = cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    Ok(Step::program(format!("{package} in a browser"), cargo.path(setup::tool_folders()?)?))
}

fn in_the_window(tests: &str, applications: PathBuf) -> Outcome<Program> {
    let vitest = vitest("e2e").args(["--dir", tests]).env("MILLSTREAM_APPS", applications);
    Ok(display::virtually(vitest.path(setup::tool_folders()?)?))
}

/// In plain text: what fails is shown in between our own lines.
fn vitest(folder: &str) -> Program {
    Program::package("vitest/vitest.mjs").arg("run").env("NO_COLOR", "1").within(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contributing_names_the_parts_for_every_day() {
        let document = include_str!("../../../CONTRIBUTING.md");
        let (_, rest) = document.split_once("alone runs the parts that every change must pass:").unwrap();
        let named: Vec<_> = rest.split('.').next().unwrap().split('`').skip(1).step_by(2).collect();
        let everyday: Vec<_> = PARTS.iter().filter(|part| part.is_everyday).map(|part| part.name).collect();
        assert_eq!(named, everyday);
    }
}
