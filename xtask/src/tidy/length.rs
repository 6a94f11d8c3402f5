//! Files that can be read in one sitting.

use super::{Breach, tree::Tree};

const LIMIT: usize = 350;
/// A suite is read one test at a time.
const LIMIT_OF_TESTS: usize = 500;

/// Files that may be longer, and why.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "shared/src/hash.rs",
    "one stream's whole contract, documented message by message: to be read from top to bottom",
)];

/// No source is longer than the limit without a reason.
pub fn files(tree: &Tree) -> Vec<Breach> {
    let is_excepted = |path: &str| EXCEPTIONS.iter().any(|(excepted, _)| *excepted == path);
    let mut breaches = Vec::new();
    for (path, text) in tree.sources() {
        let limit = if path.split('/').any(|part| part == "tests") { LIMIT_OF_TESTS } else { LIMIT };
        let length = text.lines().count();
        if length > limit && !is_excepted(path) {
            breaches.push(Breach::of(path, format!("has {length} lines, more than {limit}: split it")));
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_source_is_named_and_a_generated_one_is_not() {
        let long = "\n".repeat(LIMIT + 1);
        let tree = Tree::of(&[
            ("a.rs", &long),
            ("b.ts", &long[1..]),
            ("a/tests/d.rs", &long),
            ("shared/bindings/c.ts", &long),
        ]);
        assert_eq!(files(&tree), [Breach::of("a.rs", "has 351 lines, more than 350: split it")]);
    }
}
