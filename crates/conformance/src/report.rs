use std::{
    collections::BTreeSet,
    fmt,
    panic::resume_unwind,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use crate::script::Script;

/// No step takes that long, unless it hangs.
const PATIENCE: Duration = Duration::from_secs(10);

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

impl Report {
    /// The same on a thread of its own, where a step may hang. A panic there is passed on.
    pub(crate) fn watch<Step: Send + 'static, Stage>(
        &mut self,
        script: Script<Step>,
        stage: impl FnOnce() -> Stage + Send + 'static,
        play: impl Fn(&mut Stage, &Step) -> Result<(), String> + Send + 'static,
    ) {
        let Script { rule, title, steps, .. } = script;
        let (tell, told) = channel();
        let player = thread::spawn(move || {
            let mut stage = stage();
            for step in &steps {
                let outcome = play(&mut stage, step);
                // Who has given up listens no more.
                if tell.send(outcome.clone()).is_err() || outcome.is_err() {
                    return;
                }
            }
        });
        for step in 1.. {
            let what = match told.recv_timeout(PATIENCE) {
                Ok(Ok(())) => continue,
                Ok(Err(what)) => what,
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
        write!(f, "{} passed, {} failed", self.passed, self.failures.len())
    }
}
