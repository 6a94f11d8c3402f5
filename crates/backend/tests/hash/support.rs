//! Runs `hash` without a window and keeps what it says.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex},
};

use millstream_backend::producers::hash::{self, Effort, Job, Plan, Root};
use millstream_flow::{Bell, Body, Drain, End, Error, Failure, Form, Outlet, stream};
use millstream_shared::{
    Code,
    hash::{Algorithm, HashEvent, HashLog, Summary, Verify},
};
use serde::{Serialize, de::DeserializeOwned};
use tempfile::TempDir;

const TWO_CORES: Effort = Effort { cores: 2, progress: 60 };

/// What a run said, in order.
pub struct Run {
    pub events: Vec<HashEvent>,
    pub log: Vec<HashLog>,
    pub result: Result<(), Failure>,
}

/// A run of these files and folders by SHA-256 alone.
pub fn hash(paths: &[&Path]) -> Run {
    run(job(paths, Verify::Nothing), |_| true)
}

/// A run that is held against `verify`.
pub fn verify(paths: &[&Path], verify: Verify) -> Run {
    run(job(paths, verify), |_| true)
}

/// A run of what the sum file names, or of `paths` against it.
pub fn verify_sums(paths: &[&Path], sums: &Path) -> Run {
    let mut job = job(paths, Verify::Sums { grant: String::new() });
    job.sums = Some(sums.to_owned());
    run(job, |_| true)
}

pub fn job(paths: &[&Path], verify: Verify) -> Job {
    let root = |path: &&Path| {
        if path.is_dir() { Root::Folder(path.to_path_buf()) } else { Root::File(path.to_path_buf()) }
    };
    let roots = paths.iter().map(root).collect();
    Job { roots, algorithms: vec![Algorithm::Sha256], verify, sums: None }
}

/// Runs a job on two threads. `hear` gets each event in the thread that sends it, before the run goes on;
/// when it answers no, the reader is gone.
pub fn run(job: Job, hear: impl Fn(&HashEvent) -> bool + Send + Sync + 'static) -> Run {
    let (outlet, events, _drain) = listen(hear);
    let (log, lines, _log_drain) = listen(|_: &HashLog| true);
    let outlet = outlet.latest(hash::slot);
    let result =
        Plan::new(job).map_err(Failure::from).and_then(|plan| hash::run(&plan, TWO_CORES, &outlet, &log));
    let run = Run { events: events.take(), log: lines.take(), result };
    run.keeps_its_order();
    run
}

fn listen<T: Serialize + DeserializeOwned + Send + 'static>(
    hear: impl Fn(&T) -> bool + Send + Sync + 'static,
) -> (Outlet<T>, Heard<T>, Drain) {
    let heard = Heard(Arc::new(Mutex::new(Vec::new())));
    let bell = Ear { heard: heard.clone(), hear };
    let (outlet, drain) = stream(Form::Items, bell);
    (outlet, heard, drain)
}

struct Heard<T>(Arc<Mutex<Vec<T>>>);

impl<T> Heard<T> {
    fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.0.lock().expect("not poisoned"))
    }
}

impl<T> Clone for Heard<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

struct Ear<T, F> {
    heard: Heard<T>,
    hear: F,
}

impl<T, F> Bell for Ear<T, F>
where
    T: DeserializeOwned + Send + 'static,
    F: Fn(&T) -> bool + Send + Sync + 'static,
{
    fn ring(&self, body: Body) -> Result<(), Error> {
        let Body::Json(text) = body else { panic!("items are JSON") };
        let item = serde_json::from_str(&text).expect("an item");
        let goes_on = (self.hear)(&item);
        self.heard.0.lock().expect("not poisoned").push(item);
        if goes_on { Ok(()) } else { Err(Error::new(Code::UNKNOWN_KEY, "The reader is gone.")) }
    }

    fn over(&self, _: &End) {}
}

impl Run {
    /// What became of each file, in the files' order: `NAME: word`, the digest's first digits, and the
    /// verdict or the error's code.
    pub fn files(&self) -> Vec<String> {
        let mut names = std::collections::BTreeMap::new();
        let mut files = std::collections::BTreeMap::new();
        for event in &self.events {
            match event {
                HashEvent::Opened { file, name, .. } => {
                    names.insert(*file, name.name.clone());
                }
                HashEvent::Done { file, digests, verdict, .. } => {
                    let word = match verdict.as_ref().map(|verdict| verdict.matches) {
                        None => "done",
                        Some(true) => "match",
                        Some(false) => "mismatch",
                    };
                    assert!(digests != &Default::default());
                    files.insert(*file, format!("{}: {word}", names[file]));
                }
                HashEvent::Unreadable { file, name, error } => {
                    files.insert(*file, format!("{}: {}", name.name, error.code));
                }
                _ => {}
            }
        }
        files.into_values().collect()
    }

    /// What was logged: `NAME: code`, in order.
    pub fn logged(&self) -> Vec<String> {
        let line = |line: &HashLog| match line {
            HashLog::Skipped { name, error } => format!("skipped {}: {}", name.name, error.code),
            HashLog::Unreadable { name, error } => format!("unreadable {}: {}", name.name, error.code),
        };
        self.log.iter().map(line).collect()
    }

    /// The counts at the end.
    pub fn summary(&self) -> Summary {
        match self.events.last() {
            Some(HashEvent::Summary(summary)) => *summary,
            other => panic!("the last event is {other:?}, the run ended as {:?}", self.result),
        }
    }

    /// The digests by SHA-256, in the files' order.
    pub fn sha256(&self) -> Vec<String> {
        let mut digests: Vec<_> = self
            .events
            .iter()
            .filter_map(|event| match event {
                HashEvent::Done { file, digests, .. } => Some((*file, digests.sha256.clone()?)),
                _ => None,
            })
            .collect();
        digests.sort();
        digests.into_iter().map(|(_, digest)| digest).collect()
    }

    /// The code of the error that the run ended with.
    pub fn failed(&self) -> Option<Code> {
        match &self.result {
            Err(Failure::Error(error)) => Some(error.code.clone()),
            Err(Failure::Stopped) | Ok(()) => None,
        }
    }

    /// Holds the events against the order that the contract promises.
    fn keeps_its_order(&self) {
        let mut stage = 0;
        let mut open = std::collections::BTreeSet::new();
        for event in &self.events {
            let next = match event {
                HashEvent::Found { .. } => 0,
                HashEvent::Started { .. } => 1,
                HashEvent::Opened { file, .. } => {
                    assert!(open.insert(*file), "{file} is opened once");
                    2
                }
                HashEvent::Chunk { reading, .. } => {
                    assert!(
                        reading.iter().all(|reading| open.contains(&reading.file)),
                        "{reading:?} {open:?}"
                    );
                    2
                }
                HashEvent::Done { file, .. } => {
                    assert!(open.remove(file), "{file} was opened");
                    2
                }
                HashEvent::Unreadable { file, .. } => {
                    open.remove(file);
                    2
                }
                HashEvent::Missing { .. } | HashEvent::Malformed { .. } => 3,
                HashEvent::Summary(_) => 4,
            };
            assert!(next >= stage && (next != 1 || stage == 0), "{event:?} comes too late");
            stage = next;
        }
        if self.result.is_ok() {
            assert_eq!((stage, open.len()), (4, 0));
        }
    }
}

/// A folder with these files; a name that ends in `/` is a folder.
pub fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, contents) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(if name.ends_with('/') { &path } else { path.parent().expect("a parent") })
            .expect("made");
        if !name.ends_with('/') {
            fs::write(path, contents).expect("written");
        }
    }
    folder
}

/// What a program prints, run in this folder; it must succeed.
pub fn output(folder: &Path, program: &str, arguments: &[&std::ffi::OsStr]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).current_dir(folder).output().expect(program);
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The files beneath `folder` that this process has open.
#[cfg(target_os = "linux")]
pub fn open_files(folder: &Path) -> Vec<PathBuf> {
    let descriptors = fs::read_dir("/proc/self/fd").expect("descriptors");
    descriptors
        .filter_map(|entry| fs::read_link(entry.ok()?.path()).ok())
        .filter(|path| path.starts_with(folder))
        .collect()
}
