//! What every published package brings with it.

use super::{Breach, tree::Tree};

/// The folders of the crates and npm packages that are published.
pub const PUBLISHED: &[&str] = &[
    "shared",
    "crates/flow",
    "crates/tauri-plugin-millstream",
    "crates/client",
    "crates/conformance",
    "packages/client",
    "shared/bindings",
];

/// Each has a README, and the licences word by word: a package holds only what is in its own folder.
pub fn readme_and_licences(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for folder in PUBLISHED {
        let readme = format!("{folder}/README.md");
        if tree.text(&readme).is_none() {
            breaches.push(Breach::of(readme, "is missing: this package is published"));
        }
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            let copy = format!("{folder}/{licence}");
            if tree.text(&copy).is_none() || tree.text(&copy) != tree.text(licence) {
                breaches.push(Breach::of(copy, format!("is not a copy of {licence}")));
            }
        }
    }
    breaches
}

/// Features that are ours alone, or on by default.
const UNSHOWN: &[&str] = &["default", "wry", "workbench", "ts", "shuttle"];

/// A feature that users may switch on is one that docs.rs shows, and by that one that is tried as it is published.
pub fn features_are_shown(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for path in PUBLISHED.iter().map(|folder| format!("{folder}/Cargo.toml")) {
        let text = tree.text(&path).unwrap_or_default();
        let table = |name| text.lines().enumerate().skip_while(move |(_, line)| *line != name).skip(1);
        let shown = table("[package.metadata.docs.rs]").map(|(_, line)| line);
        let shown = shown.take_while(|line| !line.starts_with('[')).collect::<String>();
        let features = table("[features]").take_while(|(_, line)| !line.starts_with('['));
        for (index, name) in features.filter_map(|(index, line)| Some((index, line.split_once(" = [")?.0))) {
            if !UNSHOWN.contains(&name) && !shown.contains(&format!("\"{name}\"")) {
                let what = format!("docs.rs does not show the feature `{name}`: package.metadata.docs.rs");
                breaches.push(Breach::at(&path, index, what));
            }
        }
    }
    breaches
}

/// What a published source in TypeScript declares and exports says what it is.
pub fn exports_are_documented(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let sources =
        ["packages/client/src", "shared/bindings"].into_iter().flat_map(|folder| tree.under(folder));
    for (path, text) in sources.filter(|(path, _)| path.ends_with(".ts") && !path.contains("/examples/")) {
        let mut before = "";
        for (index, line) in text.lines().enumerate() {
            if declares(line) && !before.trim_end().ends_with("*/") {
                breaches.push(Breach::at(path, index, "is exported, and does not say what it is"));
            }
            before = line;
        }
    }
    breaches
}

/// Names that are passed on are documented where they are declared.
fn declares(line: &str) -> bool {
    let words = ["function", "async function", "class", "abstract class", "interface", "type", "const"];
    line.strip_prefix("export ").is_some_and(|rest| {
        words.iter().filter_map(|word| rest.strip_prefix(word)).any(|name| !name.starts_with(" {"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_readme_and_a_changed_licence_are_found() {
        let texts: Vec<_> = PUBLISHED
            .iter()
            .chain(&["."])
            .flat_map(|folder| {
                ["README.md", "LICENSE-MIT", "LICENSE-APACHE"].map(|file| match *folder {
                    "." => file.to_owned(),
                    folder => format!("{folder}/{file}"),
                })
            })
            .collect();
        let complete: Vec<_> = texts.iter().map(|path| (path.as_str(), "text")).collect();
        assert_eq!(readme_and_licences(&Tree::of(&complete)), []);
        let (mut without, mut changed) = (complete.clone(), complete);
        without.retain(|(path, _)| *path != "shared/README.md");
        assert_eq!(readme_and_licences(&Tree::of(&without)).len(), 1);
        changed
            .iter_mut()
            .filter(|(path, _)| *path == "shared/LICENSE-MIT")
            .for_each(|file| file.1 = "other");
        assert_eq!(readme_and_licences(&Tree::of(&changed)).len(), 1);
    }

    #[test]
    fn a_feature_that_is_not_shown_is_found() {
        let found = |shown| {
            let features = "\n[features]\n# One.\nlane = []\nworkbench = []\n";
            let text = format!("[package.metadata.docs.rs]\nfeatures = [{shown}]\n{features}");
            features_are_shown(&Tree::of(&[("crates/flow/Cargo.toml", &text)])).len()
        };
        assert_eq!(found("\"lane\""), 0);
        assert_eq!(found(""), 1);
    }

    #[test]
    fn an_export_without_a_word_about_it_is_found() {
        let found = |text| exports_are_documented(&Tree::of(&[("packages/client/src/a.ts", text)])).len();
        assert_eq!(found("/** One. */\nexport const one = 1;\nexport { two } from \"./b.ts\";\n"), 0);
        assert_eq!(found("export type { Three } from \"./b.ts\";\n"), 0);
        assert_eq!(found("export const one = 1;\n\nexport async function two() {}\n"), 2);
    }
}
