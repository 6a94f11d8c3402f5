//! One run of ours, in a process of its own, with a reader that drains as a page does.

use std::{fs, path::PathBuf, sync::mpsc, thread};

use millstream_backend::producers::hash::{self, Effort, Job, Plan, Root};
use millstream_flow::{Bell, Body, Drain, End, Form, Wire, stream};
use millstream_shared::{
    Error, Frame,
    hash::{Algorithm, Verify},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Outcome;

/// The argument that starts a child: behind it the cores, the events of progress a second, the files.
pub const WORD: &str = "child";

/// Hashes the files and prints the [`Memory`] that it took, or `null` where that is not told.
pub fn run(arguments: &[String]) -> Outcome {
    let [cores, progress, files @ ..] = arguments else { return Err("The child lacks arguments.".into()) };
    let effort = Effort { cores: cores.parse()?, progress: progress.parse()? };
    let roots = files.iter().map(|file| Root::File(PathBuf::from(file))).collect();
    let job = Job { roots, algorithms: vec![Algorithm::Sha256], verify: Verify::Nothing, sums: None };

    let before = memory("VmRSS");
    let (ring, rings) = mpsc::channel();
    let form = Form::Frames { wire: Wire::Json, inline: 8192 };
    let (outlet, drain) = stream(form, Ring(ring));
    let page = thread::spawn(move || read(&drain, &rings));
    let (log, _lines) = stream(Form::Items, Nobody);
    let outlet = outlet.latest(hash::slot);
    hash::run(&Plan::new(job)?, effort, &outlet, &log)?;
    drop(outlet);
    let done = page.join().map_err(|_| "The reader panicked.")??;
    if done != files.len() {
        return Err(format!("{done} of {} files were done.", files.len()).into());
    }
    let memory = before.zip(memory("VmHWM"));
    let memory = memory.map(|(before, peak)| Memory { peak, grown: peak.saturating_sub(before) });
    println!("{}", serde_json::to_string(&memory)?);
    Ok(())
}

/// Bytes of memory.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub struct Memory {
    /// The most that the process had, the program itself included.
    pub peak: u64,
    /// By how much that is more than it had before the run.
    pub grown: u64,
}

impl Memory {
    /// The higher of each.
    pub fn most(self, other: Self) -> Self {
        Self { peak: self.peak.max(other.peak), grown: self.grown.max(other.grown) }
    }
}

/// Takes every frame, and counts the files that were done.
fn read(drain: &Drain, rings: &mpsc::Receiver<Body>) -> Result<usize, Error> {
    let (mut after, mut done) = (0, 0);
    for ring in rings {
        let mut frame = parse(&ring)?;
        loop {
            if frame.seq == after + 1 {
                after = frame.seq;
                done += frame.items.iter().filter(|item| item["event"] == "done").count();
            } else if !frame.more {
                break;
            }
            if frame.end.is_some() {
                return Ok(done);
            }
            frame = parse(&drain.drain(after)?)?;
        }
    }
    Ok(done)
}

fn parse(body: &Body) -> Result<Frame<Value>, Error> {
    let Body::Json(text) = body else { return Ok(Frame { seq: 0, items: vec![], more: false, end: None }) };
    serde_json::from_str(text)
        .map_err(|error| Error::new(millstream_shared::Code::BAD_FRAME, error.to_string()))
}

struct Ring(mpsc::Sender<Body>);

impl Bell for Ring {
    fn ring(&self, body: Body) -> Result<(), Error> {
        self.0.send(body).map_err(|error| Error::new(millstream_shared::Code::UNKNOWN_KEY, error.to_string()))
    }

    fn over(&self, _: &End) {}
}

struct Nobody;

impl Bell for Nobody {
    fn ring(&self, _: Body) -> Result<(), Error> {
        Ok(())
    }

    fn over(&self, _: &End) {}
}

/// A figure of this process's memory, in bytes, where Linux tells it.
fn memory(field: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kib| kib * 1024)
}
