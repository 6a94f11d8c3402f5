//! The code that the README shows is code that is compiled.

use super::{Breach, tree::Tree};

/// Each fence in Rust or TypeScript is what stands in a file of `templates/` between the comments
/// `region: NAME` and `endregion`.
pub fn are_compiled(tree: &Tree) -> Vec<Breach> {
    let regions: Vec<_> = tree.under("templates").flat_map(|(_, text)| regions(text)).collect();
    let mut breaches = Vec::new();
    for (index, sample) in samples(tree.text("README.md").unwrap_or_default()) {
        if !regions.contains(&sample) {
            breaches.push(Breach::at("README.md", index, "this code is no region of a file in templates/"));
        }
    }
    breaches
}

/// The fences in a language that we compile, with the index of their first line.
fn samples(text: &str) -> Vec<(usize, String)> {
    let mut samples = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let code = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
            let code = code.map(|line| format!("{line}\n")).collect();
            if matches!(language, "rust" | "ts" | "tsx") {
                samples.push((index, code));
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

    fn breaches(readme: &str) -> Vec<Breach> {
        are_compiled(&Tree::of(&[("README.md", readme), ("templates/x.rs", SOURCE)]))
    }

    #[test]
    fn a_sample_is_a_region_without_its_indent() {
        assert_eq!(breaches("Text\n```rust\na();\n\n  b();\n```\n```sh\nls\n```\n"), []);
    }

    #[test]
    fn a_sample_that_is_no_region_is_found() {
        let what = "this code is no region of a file in templates/";
        assert_eq!(breaches("Text\n```rust\na();\n```\n"), [Breach::at("README.md", 1, what)]);
    }
}
