use std::{
    collections::BTreeSet,
    fmt,
    panic::resume_unwind,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use crate::script::{Halt, Script};

/// No step takes that long, unless it hangs. A hang cannot be told from work by anything but time.
const PATIENCE: Duration = Duration::from_secs(10);

/// What became of the scripts.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// How many scripts went as they should.
    pub passed: usize,
    /// Those that did not.
    pub failures: Vec<Failure>,
    /// How many were left out, as they ask for what the end under test has not.
    pub left_out: usize,
}

/// A rule that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The rule's number in Reactive Streams, or its name here.
    pub rule: String,
    /// What should have held.
    pub title: String,
    /// The step at which it did not, from 1; 0 where there was no stream to begin with.
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

    /// Plays a script on a thread of its own, where a step may hang, up to the first step that is not as expected.
    /// A panic there is passed on.
    pub(crate) fn watch<Step: Send + 'static, Stage>(
        &mut self,
        script: Script<Step>,
        stage: impl FnOnce() -> Stage + Send + 'static,
        mut play: impl FnMut(&mut Stage, &Step) -> Result<(), Halt> + Send + 'static,
    ) {
        let Script { rule, title, steps, .. } = script;
        let (tell, told) = channel();
        let player = thread::spawn(move || {
            let mut stage = stage();
            let mut outcome = Ok(());
            let mut steps = steps.iter();
            // Who has given up listens no more.
            while tell.send(outcome.clone()).is_ok() && outcome.is_ok() {
                let Some(step) = steps.next() else { return };
                outcome = play(&mut stage, step);
            }
        });
        // The first word is that the stage is there.
        for step in 0.. {
            let what = match told.recv_timeout(PATIENCE) {
                Ok(Ok(())) => continue,
                Ok(Err(Halt::Broken(what))) => what,
                Ok(Err(Halt::LeftOut)) => {
                    self.left_out += 1;
                    return;
                }
                Err(RecvTimeoutError::Timeout) => "it does not return".to_owned(),
                Err(RecvTimeoutError::Disconnected) => {
                    match player.join() {
                        Ok(()) => self.passed += 1,
                        Err(panic) => resume_unwind(panic),
                    }
                    return;
                }
            };
            self.failures.push(Failure { rule, title, step, what });
            return;
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Failure { rule, title, step, what } in &self.failures {
            writeln!(f, "{rule}: {title}\n    step {step}: {what}")?;
        }
        write!(f, "{} passed, {} failed", self.passed, self.failures.len())?;
        if self.left_out > 0 { write!(f, ", {} left out", self.left_out) } else { Ok(()) }
    }
}
