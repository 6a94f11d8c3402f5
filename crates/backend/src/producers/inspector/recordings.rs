//! What is recorded, and what was.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use millstream_flow::{Recorded, Recorder, Recording};
use millstream_shared::{
    Code, Error,
    inspector::{InspectedRecording, RecordedCommand, RecordedHere},
};
use tempfile::Builder;

/// The recordings of this session.
#[derive(Clone, Default)]
pub struct Recordings {
    all: Arc<Mutex<Vec<Known>>>,
    /// Held while a page is told, so that what it hears last is how things stand.
    telling: Arc<Mutex<()>>,
}

struct Known {
    shown: InspectedRecording,
    recording: Recording,
    /// What it is a recording of, once that is known.
    of: Option<Recorded>,
    /// Where the command was called, once that is known.
    webview: Option<String>,
}

/// A recording that is to be run.
pub struct Begun {
    /// Its number.
    pub id: u64,
    /// Takes outlets in, and ends it.
    pub recording: Recording,
    recorder: Recorder,
    path: PathBuf,
    all: Recordings,
}

impl Recordings {
    /// Begins a recording that will be written to this path.
    pub fn begin(&self, path: PathBuf) -> Begun {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let (recorder, recording) = Recorder::new(name.trim_end_matches(".json"));
        let mut all = self.all();
        let id = all.len() as u64;
        let shown =
            InspectedRecording { id, name, command: None, frames: 0, bytes: 0, done: false, error: None };
        all.push(Known { shown, recording: recording.clone(), of: None, webview: None });
        Begun { id, recording, recorder, path, all: self.clone() }
    }

    /// It is known now what is recorded, and which web view called it.
    pub fn known(&self, id: u64, of: Recorded, webview: &str) {
        self.change(id, |known| {
            known.shown.command = Some(of.command.clone());
            known.of = Some(of);
            known.webview = Some(webview.to_owned());
        });
    }

    /// Something has changed with a recording: hands on which web view that concerns, and all that is recorded of
    /// it now. Nothing, as long as it is not known what is recorded.
    pub fn tell(&self, id: u64, tell: impl FnOnce(&str, &RecordedHere)) {
        let turn = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        let concerned =
            self.all().iter().find(|known| known.shown.id == id).and_then(|it| it.webview.clone());
        if let Some(webview) = concerned {
            tell(&webview, &self.recorded_in(&webview));
        }
        drop(turn);
    }

    /// Ends a recording; one that has ended by itself stays as it is.
    pub fn stop(&self, id: u64) {
        self.change(id, |known| {
            known.recording.stop();
        });
    }

    /// All of them, the oldest first.
    pub fn list(&self) -> Vec<InspectedRecording> {
        self.all().iter().map(|known| known.shown.clone()).collect()
    }

    fn recorded_in(&self, webview: &str) -> RecordedHere {
        let all = self.all();
        let going = all.iter().filter(|known| !known.shown.done && known.shown.error.is_none());
        let here = going.filter(|known| known.webview.as_deref() == Some(webview));
        let command = |Known { shown, .. }: &Known| {
            Some(RecordedCommand { command: shown.command.clone()?, name: shown.name.clone() })
        };
        RecordedHere { commands: here.filter_map(command).collect() }
    }

    fn change(&self, id: u64, change: impl FnOnce(&mut Known)) {
        if let Some(known) = self.all().iter_mut().find(|known| known.shown.id == id) {
            change(known);
        }
    }

    fn of(&self, id: u64) -> Option<Recorded> {
        self.all().iter().find(|known| known.shown.id == id).and_then(|known| known.of.clone())
    }

    fn all(&self) -> MutexGuard<'_, Vec<Known>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Begun {
    /// Records to the end, on this thread. How it goes, the list tells.
    pub fn run(self) {
        let Self { id, recorder, path, all, .. } = self;
        let error = write(recorder, &path, id, &all).err();
        all.change(id, |known| {
            known.shown.done = error.is_none();
            known.shown.error = error;
        });
    }
}

/// Writes the file as a whole or not at all: beside its place first.
fn write(recorder: Recorder, path: &Path, id: u64, all: &Recordings) -> Result<(), Error> {
    let failed = |error: io::Error| {
        Error::new(Code::IO, format!("The recording could not be written: {error}."))
            .hint("Choose another folder, or make room on the disk.")
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut spool = tempfile::tempfile_in(folder).map_err(failed)?;
    let mut builder = Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let out = builder.prefix(".millstream-").tempfile_in(folder).map_err(failed)?;
    let mut writer = io::BufWriter::new(out);
    let of = || all.of(id).unwrap_or_else(nothing);
    recorder.run(&mut spool, &mut writer, of, |written| {
        all.change(id, |known| {
            known.shown.frames = written.frames;
            known.shown.bytes = written.bytes;
        });
    })?;
    let out = writer.into_inner().map_err(|error| failed(error.into_error()))?;
    out.as_file().sync_all().map_err(failed)?;
    out.persist(path).map_err(|error| failed(error.error))?;
    let bytes = fs::metadata(path).map_err(failed)?.len();
    all.change(id, |known| known.shown.bytes = bytes);
    Ok(())
}

/// It was stopped before anything was opened.
fn nothing() -> Recorded {
    Recorded { command: String::new(), request: serde_json::Value::Null }
}
