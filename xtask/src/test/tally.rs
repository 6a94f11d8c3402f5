//! How many tests passed and failed, read from what the test runners say.

use std::{fmt, ops::AddAssign};

/// Tests that passed, and that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Tally {
    /// What this line adds: the summary of Rust's test harness, natively or in WebAssembly, or that of
    /// Vitest.
    pub fn read(line: &str) -> Self {
        let line = without_colours(line);
        let line = line.trim();
        let counts = if let Some(result) = line.strip_prefix("test result: ") {
            result.split_once(". ").map(|(_, counts)| counts.split(';'))
        } else {
            return line
                .strip_prefix("Tests ")
                .map_or(Self::default(), |counts| Self::sum(counts.split('|')));
        };
        counts.map_or(Self::default(), Self::sum)
    }

    /// A step that has no tests of its own, or whose runner did not come to count them.
    pub fn whole(is_good: bool) -> Self {
        if is_good { Self { passed: 1, failed: 0 } } else { Self { passed: 0, failed: 1 } }
    }

    fn sum<'text>(counts: impl Iterator<Item = &'text str>) -> Self {
        let mut sum = Self::default();
        for count in counts {
            let mut words = count.split_whitespace();
            let number = words.next().and_then(|number| number.parse().ok()).unwrap_or(0);
            match words.next() {
                Some("passed") => sum.passed += number,
                Some("failed") => sum.failed += number,
                _ => {}
            }
        }
        sum
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Leaves out `ESC [ … letter`.
fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain += before;
        rest = after.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).get(1..).unwrap_or_default();
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_of_rusts_harness_counts() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(Tally::read(line), Tally { passed: 12, failed: 3 });
    }

    #[test]
    fn the_summary_of_vitest_counts_in_colours_too() {
        assert_eq!(Tally::read("      Tests  2 failed | 5 passed (7)"), Tally { passed: 5, failed: 2 });
        let coloured = "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m9 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (9)\u{1b}[39m";
        assert_eq!(Tally::read(coloured), Tally { passed: 9, failed: 0 });
    }

    #[test]
    fn other_lines_do_not() {
        assert_eq!(Tally::read(" Test Files  2 passed (2)"), Tally::default());
        assert_eq!(Tally::read("test a::b ... ok"), Tally::default());
    }
}
