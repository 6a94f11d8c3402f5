//! The parts of the tests, in the order in which they are run: the quick ones first.

use super::{step::Step, tally::Tally};
use crate::{
    application, bindings, display,
    failure::Outcome,
    frontends::{self, FrontEnd},
    program::Program,
    setup::{self, Need},
    tidy,
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
    Part {
        name: "tidy",
        about: "the repository's own rules, and that what is generated is current",
        needs: &[],
        is_everyday: true,
        is_chain: false,
        steps: tidy,
    },
    Part {
        name: "lint",
        about: "formatting, clippy, Biome, TypeScript's types",
        needs: &[Need::WebView, Need::Packages, Need::Wasm],
        is_everyday: true,
        is_chain: false,
        steps: lint,
    },
    Part {
        name: "shared",
        about: "the contract",
        needs: &[],
        is_everyday: true,
        is_chain: false,
        steps: || Ok(vec![crate_tests("millstream-shared")]),
    },
    Part {
        name: "flow",
        about: "the engine",
        needs: &[],
        is_everyday: true,
        is_chain: false,
        steps: || Ok(vec![crate_tests("millstream-flow")]),
    },
    Part {
        name: "plugin",
        about: "the plugin",
        needs: &[Need::WebView],
        is_everyday: true,
        is_chain: false,
        steps: || Ok(vec![crate_tests("tauri-plugin-millstream")]),
    },
    Part {
        name: "backend",
        about: "the application without its windows",
        needs: &[Need::WebView, Need::OpenSsl],
        is_everyday: true,
        is_chain: false,
        steps: || Ok(vec![crate_tests("millstream")]),
    },
    Part {
        name: "xtask",
        about: "these commands, and the templates",
        needs: &[Need::WebView],
        is_everyday: true,
        is_chain: false,
        steps: || Ok(vec![crate_tests("xtask"), crate_tests("millstream-templates")]),
    },
    Part {
        name: "client",
        about: "both clients: natively, in a browser's WebAssembly, in Vitest",
        needs: &[Need::Packages, Need::Wasm, Need::WasmBindgen, Need::Browser],
        is_everyday: true,
        is_chain: false,
        steps: client,
    },
    Part {
        name: "leptos",
        about: "the front end in Leptos",
        needs: &[Need::Packages, Need::Wasm, Need::WasmBindgen, Need::Browser],
        is_everyday: true,
        is_chain: false,
        steps: || Ok(vec![crate_tests("millstream-ui-leptos")]),
    },
    Part {
        name: "react",
        about: "the front end in React",
        needs: &[Need::Packages],
        is_everyday: true,
        is_chain: false,
        steps: || Ok(vec![package_tests("ui-react")]),
    },
    Part {
        name: "e2e",
        about: "the application's real window, with each front end",
        needs: E2E,
        is_everyday: true,
        is_chain: true,
        steps: e2e,
    },
    Part {
        name: "dev",
        about: "which windows `cargo tauri dev` and `build` open, for each choice of features (slow)",
        needs: E2E,
        is_everyday: false,
        is_chain: false,
        steps: dev,
    },
];

const E2E: &[Need] = &[
    Need::WebView,
    Need::Display,
    Need::Driver,
    Need::OpenSsl,
    Need::Packages,
    Need::Wasm,
    Need::WasmBindgen,
    Need::Trunk,
];

/// Runs in the web view's language, so natively they are only looked at.
const PAGES: [&str; 2] = ["millstream-client", "millstream-ui-leptos"];
const WASM: &str = "wasm32-unknown-unknown";

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
        Step::program("clippy", clippy(&["--workspace", "--all-targets"])),
        Step::program("clippy for WebAssembly", clippy(&[&["--target", WASM][..], &pages].concat())),
        Step::program(
            "Biome",
            Program::package("@biomejs/biome/bin/biome").args(["ci", "--error-on-warnings", "."]),
        ),
    ];
    for folder in ["shared/bindings", "packages/client", "ui-react", "e2e", "templates"] {
        let tsc = Program::package("typescript/bin/tsc").args(["--noEmit", "-p", folder]);
        steps.push(Step::program(format!("types of {folder}"), tsc));
    }
    Ok(steps)
}

fn client() -> Outcome<Vec<Step>> {
    Ok(vec![
        crate_tests("millstream-client"),
        browser_tests("millstream-client")?,
        package_tests("packages/client"),
    ])
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
    steps.push(Step::program("the real window", in_the_window("tests")?));
    Ok(steps)
}

fn dev() -> Outcome<Vec<Step>> {
    Ok(vec![Step::program("cargo tauri dev and build", in_the_window("slow")?)])
}

fn crate_tests(package: &str) -> Step {
    Step::program(package, Program::cargo().args(["test", "-p", package]))
}

fn package_tests(folder: &str) -> Step {
    Step::program(folder, Program::package("vitest/vitest.mjs").arg("run").within(folder))
}

fn browser_tests(package: &str) -> Outcome<Step> {
    let cargo = Program::cargo().args(["test", "-p", package, "--target", WASM]);
    let cargo = cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    Ok(Step::program(format!("{package} in a browser"), cargo.path(setup::tool_folders()?)?))
}

fn in_the_window(tests: &str) -> Outcome<Program> {
    let vitest = Program::package("vitest/vitest.mjs").args(["run", "--dir", tests]).within("e2e");
    let vitest = vitest.env("MILLSTREAM_APPS", application::folder());
    Ok(display::virtually(vitest.path(setup::tool_folders()?)?))
}
