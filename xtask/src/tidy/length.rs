//! Files that can be read in one sitting.

use super::{Breach, tree::Tree};

const LIMIT: usize = 350;

/// Files that may be longer, and why.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "shared/src/hash.rs",
    "one stream's whole contract, documented message by message: to be read from top to bottom",
)];

/// No source is longer than the limit without a reason.
pub fn files(tree: &Tree) -> Vec<Breach> {
    let is_excepted = |path: &str| EXCEPTIONS.iter().any(|(excepted, _)| *excepted == path);
    let lengths = tree.sources().map(|(path, text)| (path, text.lines().count()));
    lengths
        .filter(|(path, length)| *length > LIMIT && !is_excepted(path))
        .map(|(path, length)| Breach::of(path, format!("has {length} lines, more than {LIMIT}: split it")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_source_is_named_and_a_generated_one_is_not() {
        let long = "\n".repeat(LIMIT + 1);
        let tree = Tree::of(&[("a.rs", &long), ("b.ts", &long[1..]), ("shared/bindings/c.ts", &long)]);
        assert_eq!(files(&tree), [Breach::of("a.rs", "has 351 lines, more than 350: split it")]);
    }
}
