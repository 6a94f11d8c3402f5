//! Who may know what.

use super::{
    Breach,
    tree::{Tree, code, is_beneath},
};

/// A dependency, by the start of its name, and the only folders whose manifests may have it.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    (
        "tauri",
        &["crates/tauri-plugin-millstream", "crates/backend", "templates", "examples/primes/src-tauri"],
    ),
    ("leptos", &["crates/ui-leptos", "templates"]),
    ("react", &["ui-react"]),
    ("@tauri-apps/cli", &["", "examples/primes"]),
    ("@tauri-apps/", &["packages/client"]),
];

/// What stands in a source that knows something, and the only folders in which it may. In Rust the
/// manifests see to it; npm lets any package import what another one depends on.
const IMPORTS: &[(&[&str], &[&str])] = &[
    (&["from \"react", "import \"react"], &["ui-react"]),
    (&["\"@tauri-apps/"], &["packages/client"]),
    // The tests of the real window look at the page from outside.
    (&["__TAURI_INTERNALS__"], &["packages/client", "crates/client", "e2e"]),
];

const PRODUCERS: &str = "crates/backend/src/producers";

/// The contract has serde, and what writes it as TypeScript.
const CONTRACT: &[&str] = &["serde", "ts-rs"];

/// Manifests name only what their layer may know.
pub fn dependencies(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (path, text) in tree.under("") {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let named = match file {
            "Cargo.toml" => crates(text),
            "package.json" => packages(text),
            _ => continue,
        };
        for (index, name) in named {
            // A rule for a longer name stands before that for a shorter one.
            let rule = DEPENDENCIES.iter().find(|(start, _)| name.starts_with(start));
            let is_known = rule.is_none_or(|(_, folders)| folders.contains(&folder));
            if !is_known {
                breaches.push(Breach::at(path, index, format!("this layer must not depend on `{name}`")));
            }
        }
    }
    breaches
}

/// The contract depends on next to nothing; its tests may on more.
pub fn contract(tree: &Tree) -> Vec<Breach> {
    let path = "shared/Cargo.toml";
    let text = tree.text(path).unwrap_or_default();
    let shipped = text.split("[dev-dependencies]").next().unwrap_or_default();
    let named = crates(shipped).into_iter().filter(|(_, name)| !CONTRACT.contains(name));
    named
        .map(|(index, name)| Breach::at(path, index, format!("the contract must not depend on `{name}`")))
        .collect()
}

/// Sources mention only what their layer may know.
pub fn imports(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (path, text) in tree.sources().filter(|(path, _)| !is_beneath(path, "xtask")) {
        for (index, line) in code(text) {
            for (words, folders) in IMPORTS {
                let is_known = folders.iter().any(|folder| is_beneath(path, folder));
                if !is_known && words.iter().any(|word| line.contains(word)) {
                    breaches.push(Breach::at(
                        path,
                        index,
                        format!("only {} may know this", folders.join(", ")),
                    ));
                }
            }
        }
    }
    breaches
}

/// Producers know no Tauri: they run in tests and in benchmarks as they run in the window.
pub fn producers(tree: &Tree) -> Vec<Breach> {
    let is_producer = |path: &str| is_beneath(path, PRODUCERS) || path.strip_suffix(".rs") == Some(PRODUCERS);
    let mut breaches = Vec::new();
    for (path, text) in tree.sources().filter(|(path, _)| is_producer(path)) {
        for (index, line) in code(text).filter(|(_, line)| line.contains("tauri")) {
            breaches.push(Breach::at(path, index, format!("producers know no Tauri: {}", line.trim())));
        }
    }
    breaches
}

/// The keys of a manifest's dependency tables, with the index of their lines.
fn crates(text: &str) -> Vec<(usize, &str)> {
    let mut is_dependencies = false;
    let mut keys = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            is_dependencies =
                line.trim_end_matches(']').ends_with("dependencies") && !line.contains("workspace");
        } else if is_dependencies && let Some((key, _)) = line.split_once(['=', '.']) {
            keys.push((index, key.trim()));
        }
    }
    keys
}

fn packages(text: &str) -> Vec<(usize, &str)> {
    let mut is_dependencies = false;
    let mut keys = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some((key, value)) = line.trim().split_once("\": ") else {
            is_dependencies &= !line.trim_start().starts_with('}');
            continue;
        };
        let key = key.trim_start_matches('"');
        if value == "{" {
            is_dependencies = key.to_lowercase().ends_with("dependencies");
        } else if is_dependencies {
            keys.push((index, key));
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(rule: fn(&Tree) -> Vec<Breach>, path: &str, text: &str) -> bool {
        !rule(&Tree::of(&[(path, text)])).is_empty()
    }

    #[test]
    fn the_engine_must_not_depend_on_tauri() {
        let manifest = "[dependencies]\ntauri = \"2\"\n";
        assert!(broken(dependencies, "crates/flow/Cargo.toml", manifest));
        assert!(broken(
            dependencies,
            "crates/flow/Cargo.toml",
            "[dev-dependencies]\ntauri.workspace = true\n"
        ));
        assert!(!broken(dependencies, "crates/backend/Cargo.toml", manifest));
        assert!(!broken(dependencies, "Cargo.toml", "[workspace.dependencies]\ntauri = \"2\"\n"));
    }

    #[test]
    fn the_contract_depends_on_serde_and_nothing_else() {
        assert!(broken(contract, "shared/Cargo.toml", "[dependencies]\ntokio = \"1\"\n"));
        assert!(!broken(contract, "shared/Cargo.toml", "[dependencies]\nserde.workspace = true\n"));
        assert!(!broken(contract, "shared/Cargo.toml", "[dev-dependencies]\nproptest = \"1\"\n"));
    }

    #[test]
    fn npm_packages_are_held_to_their_layer() {
        let manifest =
            "{\n  \"name\": \"react\",\n  \"dependencies\": {\n    \"@tauri-apps/api\": \"2\"\n  }\n}\n";
        assert!(broken(dependencies, "ui-react/package.json", manifest));
        assert!(!broken(dependencies, "packages/client/package.json", manifest));
    }

    #[test]
    fn producers_know_no_tauri() {
        assert!(broken(producers, "crates/backend/src/producers/hash.rs", "use tauri::State;"));
        assert!(!broken(producers, "crates/backend/src/commands/hash.rs", "use tauri::State;"));
        assert!(!broken(producers, "crates/backend/src/producers/hash.rs", "// no tauri::State here"));
    }

    #[test]
    fn only_the_clients_import_tauris_api() {
        let source = "import { invoke } from \"@tauri-apps/api/core\";";
        assert!(broken(imports, "ui-react/src/app.tsx", source));
        assert!(!broken(imports, "packages/client/src/invoke.ts", source));
    }

    #[test]
    fn frameworks_stay_in_their_front_ends() {
        assert!(broken(dependencies, "crates/client/Cargo.toml", "[dependencies]\nleptos = \"0.8\"\n"));
        assert!(broken(imports, "packages/client/src/index.ts", "import { useState } from \"react\";"));
        assert!(!broken(imports, "ui-react/src/app.tsx", "import { useState } from \"react\";"));
    }
}
