//! One step of a part: a program, or work of our own, with a line that says what became of it.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
    time::{Duration, Instant},
};

use super::tally::Tally;
use crate::{
    failure::{Failure, Outcome},
    program::Program,
    say, workspace,
};

/// After how much silence, and how often, a long step says what it is doing.
const PATIENCE: Duration = Duration::from_secs(30);
/// Lines of the output that are shown when a step fails; its log has all of them.
const SHOWN: usize = 120;

/// Something to do, under a name.
pub struct Step {
    title: String,
    work: Work,
}

enum Work {
    Program(Box<Program>, Option<Afterwards>),
    Ours(fn() -> Outcome<Tally>),
}

type Afterwards = Box<dyn FnOnce() -> Outcome>;

/// What became of a step or of a part.
pub struct Verdict {
    pub tally: Tally,
    pub is_good: bool,
}

impl Step {
    /// A program that succeeds when all is well; tests that its output counts are counted.
    pub fn program(title: impl Into<String>, program: Program) -> Self {
        Self { title: title.into(), work: Work::Program(program.into(), None) }
    }

    /// A program, and when it succeeded this.
    pub fn program_then(
        title: impl Into<String>,
        program: Program,
        work: impl FnOnce() -> Outcome + 'static,
    ) -> Self {
        Self { title: title.into(), work: Work::Program(program.into(), Some(Box::new(work))) }
    }

    /// Work that is done here.
    pub fn ours(title: &str, work: fn() -> Outcome<Tally>) -> Self {
        Self { title: title.into(), work: Work::Ours(work) }
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    /// Does it, and says in one line how it went; a failure is shown with what led to it.
    pub fn run(self) -> Outcome<Verdict> {
        let began = Instant::now();
        let verdict = match self.work {
            Work::Program(program, afterwards) => {
                let verdict = observe(&self.title, *program, began)?;
                if let (true, Some(work)) = (verdict.is_good, afterwards) {
                    work()?;
                }
                verdict
            }
            Work::Ours(work) => match work() {
                Ok(tally) => Verdict { tally, is_good: tally.failed == 0 },
                Err(failure) => {
                    println!("{failure}");
                    Verdict { tally: Tally::whole(false), is_good: false }
                }
            },
        };
        let sign = if verdict.is_good { "ok    " } else { "FAILED" };
        println!("  {sign} {:52} {:>12}  {}", self.title, say::took(began.elapsed()), verdict.tally);
        Ok(verdict)
    }
}

fn observe(title: &str, program: Program, began: Instant) -> Outcome<Verdict> {
    let path = log(title)?;
    let trouble = |error: std::io::Error| Failure::new(format!("{}: {error}", path.display()));
    let mut log = BufWriter::new(File::create(&path).map_err(trouble)?);
    let shown = program.shown();
    let (mut tally, mut last, mut tail, mut written) = (Tally::default(), String::new(), Vec::new(), Ok(()));
    let mut spoken = began;
    let is_good = program.observed(PATIENCE, |line| {
        if let Some(line) = line {
            tally += Tally::read(&line);
            if written.is_ok() {
                written = writeln!(log, "{line}");
            }
            if !line.trim().is_empty() {
                last = line.trim().chars().take(90).collect();
            }
            tail.push(line);
            if tail.len() > 4 * SHOWN {
                tail.drain(..3 * SHOWN);
            }
        }
        if spoken.elapsed() >= PATIENCE {
            spoken = Instant::now();
            println!("  …      {title}, {}: {last}", say::took(began.elapsed()));
        }
    })?;
    written.and_then(|()| log.flush()).map_err(trouble)?;
    if !is_good {
        tail.iter().skip(tail.len().saturating_sub(SHOWN)).for_each(|line| println!("    {line}"));
        println!("  That was: {shown}\n  All of it: {}", path.display());
    }
    if tally == Tally::default() || (!is_good && tally.failed == 0) {
        tally += Tally::whole(is_good);
    }
    Ok(Verdict { tally, is_good })
}

fn log(title: &str) -> Outcome<PathBuf> {
    let folder = workspace::target().join("xtask");
    std::fs::create_dir_all(&folder).map_err(Failure::during(folder.display()))?;
    let name: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    Ok(folder.join(format!("{name}.log")))
}
