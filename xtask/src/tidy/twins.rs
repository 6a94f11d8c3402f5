//! The two clients, and the two front ends: the same files, names and tests.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Breach,
    differences::{FILES, NAMES, TITLES, are_known},
    tree::{Tree, code, is_beneath},
};

/// A package in Rust and its twin in TypeScript.
const TWINS: &[(&str, &str)] = &[("crates/client", "packages/client"), ("crates/ui-leptos", "ui-react")];

/// The same files beneath `src`. A module of modules need not have a twin.
pub fn files(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (rust, script) in TWINS {
        let (ours, theirs) = (sources(tree, rust), sources(tree, script));
        for (here, there, twin) in [(&ours, &theirs, script), (&theirs, &ours, rust)] {
            for (stem, path) in here {
                let is_optional = path
                    .strip_suffix(".rs")
                    .is_some_and(|name| name.ends_with("/mod") || tree.under(name).next().is_some());
                if !there.contains_key(stem) && !is_optional && !are_known(FILES, path) {
                    breaches.push(Breach::of(path, format!("has no twin in {twin}")));
                }
            }
        }
    }
    breaches
}

/// What is public in a file has its name in the file's twin: there it may be a method, or private.
pub fn names(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (rust, script) in TWINS {
        let (ours, theirs) = (sources(tree, rust), sources(tree, script));
        for (stem, path) in &ours {
            let Some(twin) = theirs.get(stem) else { continue };
            let text = |path: &str| tree.text(path).unwrap_or_default().to_owned();
            breaches.extend(unknown(path, public_in_rust(&text(path)), twin, &text(twin)));
            breaches.extend(unknown(twin, exported(&text(twin)), path, &text(path)));
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
                if !there.contains_key(key) && !are_known(TITLES, title) {
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
    let mut files = BTreeMap::new();
    for (path, _) in tree.sources().filter(|(path, _)| is_beneath(path, &source)) {
        let name = path[source.len() + 1..].rsplit_once('.').map_or(path, |(name, _)| name);
        if !name.ends_with(".d") {
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

fn public_in_rust(text: &str) -> Vec<String> {
    let words = ["fn", "async fn", "struct", "enum", "trait", "type", "const", "static", "const fn"];
    text.lines().filter_map(|line| named(line.strip_prefix("pub ")?, &words)).collect()
}

fn exported(text: &str) -> Vec<String> {
    let words =
        ["function", "async function", "function*", "class", "abstract class", "interface", "type", "const"];
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

fn unknown(path: &str, names: Vec<String>, twin: &str, text: &str) -> Vec<Breach> {
    let words = code(text).flat_map(|(_, line)| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let known: BTreeSet<_> = words.map(folded).collect();
    let is_unknown =
        |name: &String| !known.contains(&folded(name)) && !are_known(NAMES, &format!("{path}#{name}"));
    let breach = |name| Breach::of(path, format!("`{name}` has no twin in {twin}"));
    names.into_iter().filter(is_unknown).map(breach).collect()
}

/// The tests of a package: their titles without case and marks, with where they are and how they read.
fn tests<'tree>(tree: &'tree Tree, package: &str) -> BTreeMap<String, (&'tree str, String)> {
    let mut tests = BTreeMap::new();
    for (path, text) in tree.sources().filter(|(path, _)| is_beneath(path, package)) {
        let titles = if path.ends_with(".rs") { titles_in_rust(text) } else { titles_in_script(text) };
        tests.extend(titles.into_iter().map(|title| (folded(&title).replace('/', ""), (path, title))));
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
