//! The two clients, and the two front ends: the same files, names and tests.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Breach,
    tree::{Tree, is_beneath},
};

/// A package in Rust and its twin in TypeScript.
const TWINS: &[(&str, &str)] = &[("crates/client", "packages/client"), ("crates/ui-leptos", "ui-react")];

/// Files of one twin that the other does not have, and why.
const FILES: &[(&str, &str)] = &[];

/// Public names of one twin that the other does not have, as `file#name`, and why.
const NAMES: &[(&str, &str)] = &[];

/// Tests of one twin that the other does not have, and why.
const TITLES: &[(&str, &str)] = &[];

/// The same files beneath `src`.
pub fn files(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (rust, script) in TWINS {
        let (ours, theirs) = (sources(tree, rust), sources(tree, script));
        for (stem, path) in &ours {
            if !theirs.contains_key(stem) && !is_excepted(FILES, path) {
                breaches.push(Breach::of(path, format!("has no twin in {script}")));
            }
        }
        for (stem, path) in &theirs {
            if !ours.contains_key(stem) && !is_excepted(FILES, path) {
                breaches.push(Breach::of(path, format!("has no twin in {rust}")));
            }
        }
    }
    breaches
}

/// The same public items in files that are twins.
pub fn names(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (rust, script) in TWINS {
        let (ours, theirs) = (sources(tree, rust), sources(tree, script));
        for (stem, path) in &ours {
            let Some(twin) = theirs.get(stem) else { continue };
            let text = |path: &str| tree.text(path).unwrap_or_default().to_owned();
            let (here, there) = (public_in_rust(&text(path)), exported(&text(twin)));
            breaches.extend(unequal(path, &here, twin, &there));
            breaches.extend(unequal(twin, &there, path, &here));
        }
    }
    breaches
}

/// The same titles of tests.
pub fn titles(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (rust, script) in TWINS {
        let (ours, theirs) = (tests(tree, rust), tests(tree, script));
        for (here, there, twin) in [(&ours, &theirs, script), (&theirs, &ours, rust)] {
            for (key, (path, title)) in here {
                if !there.contains_key(key) && !is_excepted(TITLES, title) {
                    breaches.push(Breach::of(path, format!("the test “{title}” has no twin in {twin}")));
                }
            }
        }
    }
    breaches
}

/// The sources of a package, by what their twins have in common with them.
fn sources(tree: &Tree, package: &str) -> BTreeMap<String, String> {
    let source = format!("{package}/src");
    let sources = tree.sources().filter(|(path, _)| is_beneath(path, &source));
    let mut files = BTreeMap::new();
    for (path, _) in sources {
        let name = path[source.len() + 1..].rsplit_once('.').map_or(path, |(name, _)| name);
        let is_module_of_modules =
            name.ends_with("mod") || tree.under(&format!("{source}/{name}")).next().is_some();
        let is_test = name.ends_with(".test") || name.ends_with(".d");
        if !is_module_of_modules && !is_test {
            // The root of a library is `lib` here and `index` there.
            files.insert(if name == "index" { "lib".into() } else { folded(name) }, path.to_owned());
        }
    }
    files
}

/// A name in any language's case: `snake_case`, `camelCase` and `CONSTANTS` are one.
fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || *c == '/').flat_map(char::to_lowercase).collect()
}

fn public_in_rust(text: &str) -> BTreeSet<String> {
    let words = ["fn", "async fn", "struct", "enum", "trait", "type", "const", "const fn"];
    text.lines().filter_map(|line| named(line.strip_prefix("pub ")?, &words)).collect()
}

fn exported(text: &str) -> BTreeSet<String> {
    let words = [
        "function",
        "async function",
        "function*",
        "async function*",
        "class",
        "interface",
        "type",
        "const",
        "abstract class",
    ];
    text.lines().filter_map(|line| named(line.strip_prefix("export ")?, &words)).collect()
}

/// The name that one of these words declares at the start of a line.
fn named(line: &str, words: &[&str]) -> Option<String> {
    let rest = words.iter().filter_map(|word| line.strip_prefix(word)?.strip_prefix(' ')).next_back()?;
    // A name that is a keyword in Rust is written `r#name`.
    let rest = rest.strip_prefix("r#").unwrap_or(rest);
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn unequal(path: &str, here: &BTreeSet<String>, twin: &str, there: &BTreeSet<String>) -> Vec<Breach> {
    let known: BTreeSet<_> = there.iter().map(|name| folded(name)).collect();
    here.iter()
        .filter(|name| !known.contains(&folded(name)) && !is_excepted(NAMES, &format!("{path}#{name}")))
        .map(|name| Breach::of(path, format!("`{name}` has no twin in {twin}")))
        .collect()
}

/// The tests of a package: their titles without case and marks, with where they are and how they read.
fn tests<'tree>(tree: &'tree Tree, package: &str) -> BTreeMap<String, (&'tree str, String)> {
    let mut tests = BTreeMap::new();
    for (path, text) in tree.sources().filter(|(path, _)| is_beneath(path, package)) {
        let titles = if path.ends_with(".rs") { titles_in_rust(text) } else { titles_in_script(text) };
        tests.extend(titles.into_iter().map(|title| (folded(&title), (path, title))));
    }
    tests
}

fn titles_in_rust(text: &str) -> Vec<String> {
    let mut titles = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if !matches!(line, "#[test]" | "#[wasm_bindgen_test]" | "#[wasm_bindgen_test::wasm_bindgen_test]") {
            continue;
        }
        let function =
            lines.find_map(|line| line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn ")));
        let name = function.and_then(|function| function.split('(').next());
        titles.extend(name.map(|name| name.replace('_', " ")));
    }
    titles
}

fn titles_in_script(text: &str) -> Vec<String> {
    let title = |line: &str| {
        let call = ["it(", "test("].iter().find_map(|call| line.trim_start().strip_prefix(call))?;
        let quote = call.chars().next().filter(|quote| "\"'`".contains(*quote))?;
        call[1..].split(quote).next().map(str::to_owned)
    };
    text.lines().filter_map(title).collect()
}

fn is_excepted(exceptions: &[(&str, &str)], what: &str) -> bool {
    exceptions.iter().any(|(excepted, _)| *excepted == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(rust: &str, script: &str) -> Tree {
        Tree::of(&[("crates/client/src/inlet.rs", rust), ("packages/client/src/inlet.ts", script)])
    }

    #[test]
    fn a_file_without_a_twin_is_named() {
        assert_eq!(files(&tree("", "")), []);
        let lonely = Tree::of(&[("crates/client/src/drain_loop.rs", ""), ("packages/client/src/gap.ts", "")]);
        assert_eq!(files(&lonely).len(), 2);
    }

    #[test]
    fn files_are_twins_in_any_case_and_modules_of_modules_have_none() {
        let twins = [
            ("crates/ui-leptos/src/views/drop_zone.rs", ""),
            ("crates/ui-leptos/src/views.rs", ""),
            ("crates/ui-leptos/src/state/mod.rs", ""),
            ("crates/client/src/lib.rs", ""),
            ("ui-react/src/views/drop-zone.tsx", ""),
            ("packages/client/src/index.ts", ""),
        ];
        assert_eq!(files(&Tree::of(&twins)), []);
    }

    #[test]
    fn a_public_name_without_a_twin_is_named() {
        assert_eq!(names(&tree("pub async fn open_logged() {}\n", "export function openLogged() {}\n")), []);
        let breaches = names(&tree("pub struct Inlet;\nfn hidden() {}\n", "export class Outlet {}\n"));
        let twins = ["packages/client/src/inlet.ts", "crates/client/src/inlet.rs"];
        assert_eq!(
            breaches,
            [
                Breach::of(twins[1], format!("`Inlet` has no twin in {}", twins[0])),
                Breach::of(twins[0], format!("`Outlet` has no twin in {}", twins[1])),
            ]
        );
    }

    #[test]
    fn a_test_without_a_twin_is_named() {
        let rust = "#[test]\nfn a_gap_drains() {}\n#[wasm_bindgen_test]\n#[allow(x)]\nasync fn cancel_is_idempotent() {}\n";
        let script = "test(\"a gap drains\", () => {});\nit('cancel is idempotent', async () => {});\n";
        assert_eq!(titles(&tree(rust, script)), []);
        assert_eq!(titles(&tree(rust, "")).len(), 2);
        assert_eq!(titles(&tree("", script)).len(), 2);
    }
}
