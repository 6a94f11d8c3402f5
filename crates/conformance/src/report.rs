use std::{collections::BTreeSet, fmt};

use crate::script::Script;

/// What became of the scripts.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// How many scripts went as they should.
    pub passed: usize,
    /// Those that did not.
    pub failures: Vec<Failure>,
}

/// A rule that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The rule's number in Reactive Streams, or its name here.
    pub rule: String,
    /// What should have held.
    pub title: String,
    /// The step at which it did not, from 1.
    pub step: usize,
    /// What was expected, and what was seen.
    pub what: String,
}

impl Report {
    /// Whether all rules hold.
    pub const fn is_good(&self) -> bool {
        self.failures.is_empty()
    }

    /// The rules that were broken.
    pub fn broken(&self) -> BTreeSet<&str> {
        self.failures.iter().map(|failure| failure.rule.as_str()).collect()
    }

    /// Plays a script, up to the first step that is not as expected.
    pub(crate) fn note<Step>(
        &mut self,
        script: &Script<Step>,
        mut play: impl FnMut(&Step) -> Result<(), String>,
    ) {
        let broken = (1..).zip(&script.steps).find_map(|(number, step)| Some((number, play(step).err()?)));
        match broken {
            None => self.passed += 1,
            Some((step, what)) => {
                let Script { rule, title, .. } = script;
                self.failures.push(Failure { rule: rule.clone(), title: title.clone(), step, what });
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Failure { rule, title, step, what } in &self.failures {
            writeln!(f, "{rule}: {title}\n    step {step}: {what}")?;
        }
        write!(f, "{} passed, {} failed", self.passed, self.failures.len())
    }
}
