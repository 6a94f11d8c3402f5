//! The code in documents is code that is compiled.

use super::{Breach, tree::Tree};

/// A fence behind `<!-- FILE#REGION -->` has what stands in FILE between the comments `region: REGION`
/// and `endregion`.
pub fn equal_their_source(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (path, text) in tree.under("").filter(|(path, _)| path.ends_with(".md")) {
        let lines: Vec<_> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let Some((file, name)) = source(line) else { continue };
            let shown = fence(&lines[index + 1..]);
            match tree.text(file).and_then(|text| region(text, name)) {
                None => breaches.push(Breach::at(path, index, format!("{file} has no region {name}"))),
                Some(region) if shown.as_ref() != Some(&region) => {
                    let what = format!("the code below is not what {file} has in the region {name}");
                    breaches.push(Breach::at(path, index, what));
                }
                Some(_) => {}
            }
        }
    }
    breaches
}

fn source(line: &str) -> Option<(&str, &str)> {
    line.trim().strip_prefix("<!-- ")?.strip_suffix(" -->")?.split_once('#')
}

fn fence(lines: &[&str]) -> Option<String> {
    let mut lines = lines.iter().skip_while(|line| line.trim().is_empty());
    lines.next().filter(|line| line.starts_with("```"))?;
    Some(lines.take_while(|line| !line.starts_with("```")).map(|line| format!("{line}\n")).collect())
}

/// The lines of a region, moved to the left margin.
fn region(text: &str, name: &str) -> Option<String> {
    let is_begin = |line: &&str| line.trim().trim_start_matches('/').trim() == format!("region: {name}");
    let mut lines = text.lines().skip_while(|line| !is_begin(line));
    lines.next()?;
    let lines: Vec<_> = lines.take_while(|line| !line.trim().ends_with("endregion")).collect();
    let indent = |line: &&&str| line.len() - line.trim_start().len();
    let margin =
        lines.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(&line)).min().unwrap_or(0);
    Some(lines.iter().map(|line| format!("{}\n", line.get(margin..).unwrap_or_default())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "fn f() {\n    // region: one\n    a();\n\n      b();\n    // endregion\n}\n";

    fn breaches(document: &str) -> usize {
        equal_their_source(&Tree::of(&[("README.md", document), ("t/x.rs", SOURCE)])).len()
    }

    #[test]
    fn a_sample_equals_its_region_without_its_indent() {
        assert_eq!(breaches("<!-- t/x.rs#one -->\n```rust\na();\n\n  b();\n```\n"), 0);
    }

    #[test]
    fn a_sample_that_differs_is_found() {
        assert_eq!(breaches("<!-- t/x.rs#one -->\n```rust\na();\n```\n"), 1);
        assert_eq!(breaches("<!-- t/x.rs#one -->\nno fence\n"), 1);
        assert_eq!(breaches("<!-- t/x.rs#two -->\n```rust\n```\n"), 1);
        assert_eq!(breaches("<!-- a comment -->\n"), 0);
    }
}
