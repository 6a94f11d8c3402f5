//! The code that READMEs show is code that is compiled.

use super::{Breach, tree::Tree};

/// A README, and the folders of the sources that its code is taken from. The others are in Rust only, and
/// cargo compiles them with the tests of their crates.
const SHOWN: &[(&str, &[&str])] = &[
    ("README.md", &["templates"]),
    ("crates/tauri-plugin-millstream/README.md", &["templates"]),
    ("packages/client/README.md", &["packages/client/examples"]),
    ("shared/bindings/README.md", &["shared/bindings/examples"]),
];

/// Each fence in Rust or TypeScript is the whole of a file of those folders, or what stands in one between
/// the comments `region: NAME` and `endregion`. Rust is for cargo where cargo compiles the README.
pub fn are_compiled(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (readme, folders) in SHOWN {
        let sources: Vec<_> = folders.iter().flat_map(|folder| tree.under(folder)).collect();
        let regions: Vec<_> = sources.iter().flat_map(|(_, text)| regions(text)).collect();
        for (index, language, sample) in samples(tree.text(readme).unwrap_or_default()) {
            let is_doctest = language != "ts" && readme.starts_with("crates/");
            let is_whole = sources.iter().any(|(_, text)| *text == sample);
            if !is_doctest && !is_whole && !regions.contains(&sample) {
                let what = format!("this code is no region of a file in {}/", folders.join("/, "));
                breaches.push(Breach::at(*readme, index, what));
            }
        }
    }
    breaches
}

/// The fences in a language that we compile, with the index of their first line.
fn samples(text: &str) -> Vec<(usize, &str, String)> {
    let mut samples = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if let Some(fence) = line.strip_prefix("```") {
            let code = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
            let code = code.map(|line| format!("{line}\n")).collect();
            let language = fence.split(',').next().unwrap_or_default();
            if matches!(language, "rust" | "ts" | "tsx") {
                samples.push((index, language, code));
            }
        }
    }
    samples
}

/// The regions of a source, each moved to the left margin.
fn regions(text: &str) -> Vec<String> {
    let mut regions = Vec::new();
    let mut lines = text.lines();
    while lines.by_ref().any(|line| line.trim().starts_with("// region: ")) {
        let lines: Vec<_> = lines.by_ref().take_while(|line| line.trim() != "// endregion").collect();
        let indents = lines.iter().filter(|line| !line.trim().is_empty());
        let margin = indents.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
        regions
            .push(lines.iter().map(|line| format!("{}\n", line.get(margin..).unwrap_or_default())).collect());
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "fn f() {\n    // region: one\n    a();\n\n      b();\n    // endregion\n}\n";

    fn breaches(path: &str, readme: &str) -> Vec<Breach> {
        let whole = ("packages/client/examples/x.ts", "whole();\n");
        are_compiled(&Tree::of(&[(path, readme), ("templates/x.rs", SOURCE), whole]))
    }

    #[test]
    fn a_sample_is_a_region_without_its_indent() {
        assert_eq!(breaches("README.md", "Text\n```rust\na();\n\n  b();\n```\n```sh\nls\n```\n"), []);
    }

    #[test]
    fn a_sample_that_is_no_region_is_found() {
        let what = "this code is no region of a file in templates/";
        assert_eq!(breaches("README.md", "Text\n```rust\na();\n```\n"), [Breach::at("README.md", 1, what)]);
    }

    #[test]
    fn a_package_shows_a_file_of_its_examples() {
        let path = "packages/client/README.md";
        assert_eq!(breaches(path, "```ts\nwhole();\n```\n"), []);
        assert_eq!(breaches(path, "```ts\nelse();\n```\n").len(), 1);
    }

    #[test]
    fn cargo_compiles_the_rust_of_a_crate() {
        let path = "crates/tauri-plugin-millstream/README.md";
        assert_eq!(breaches(path, "```rust,no_run\nanything();\n```\n"), []);
        assert_eq!(breaches(path, "```ts\nanything();\n```\n").len(), 1);
    }
}
