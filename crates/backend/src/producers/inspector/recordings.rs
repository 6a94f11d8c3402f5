//! What is recorded, and what was.

use std::{
    collections::BTreeMap,
    fs, io, iter,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use millstream_flow::{Place, Recorded, Recorder, Recording, Start};
use millstream_shared::{
    Code, Error,
    inspector::{InspectedRecording, RecordedCommand, RecordedHere},
};
use tempfile::Builder;

/// The recordings of this session.
#[derive(Clone, Default)]
pub struct Recordings {
    all: Arc<Mutex<Vec<Known>>>,
    /// What was told last, by web view; held while pages are told, so that what they hear last is how things stand.
    told: Arc<Mutex<BTreeMap<String, RecordedHere>>>,
}

struct Known {
    shown: InspectedRecording,
    recording: Recording,
    /// The start of what it is a recording of, once that is known.
    start: Option<Start>,
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
        all.push(Known { shown, recording: recording.clone(), start: None });
        Begun { id, recording, recorder, path, all: self.clone() }
    }

    /// It is known now what is recorded.
    pub fn known(&self, id: u64, start: Start) {
        self.change(id, |known| {
            known.shown.command = Some(start.command.clone());
            known.start = Some(start);
        });
    }

    /// Something may have changed: hands on each web view that it concerns, and all that is recorded of its streams
    /// now. They are those that opened a stream which is recorded, and those of its `readers`.
    pub fn tell(&self, readers: impl Fn(&Start) -> Vec<Place>, mut tell: impl FnMut(&str, &RecordedHere)) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.everywhere(readers);
        for (webview, here) in now.iter().filter(|(webview, here)| told.get(*webview) != Some(here)) {
            tell(webview, here);
        }
        for webview in told.keys().filter(|webview| !now.contains_key(*webview)) {
            tell(webview, &RecordedHere::default());
        }
        *told = now;
    }

    /// All that is recorded of a web view's streams now, for a page that has not been told.
    pub fn here(&self, webview: &str, readers: impl Fn(&Start) -> Vec<Place>) -> RecordedHere {
        self.everywhere(readers).remove(webview).unwrap_or_default()
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

    /// What is recorded in each web view of which anything is.
    fn everywhere(&self, readers: impl Fn(&Start) -> Vec<Place>) -> BTreeMap<String, RecordedHere> {
        let going: Vec<_> =
            self.all().iter().filter_map(|it| Some((it.shown.name.clone(), it.start.clone()?))).collect();
        let mut everywhere = BTreeMap::<_, RecordedHere>::new();
        // Not under the lock: whoever knows the readers has one of its own.
        for (name, start) in going {
            let mut places: Vec<_> =
                iter::once(start.place.clone()).chain(readers(&start)).map(|place| place.webview).collect();
            places.sort_unstable();
            places.dedup();
            for webview in places {
                let command = RecordedCommand { command: start.command.clone(), name: name.clone() };
                everywhere.entry(webview).or_default().commands.push(command);
            }
        }
        everywhere
    }

    fn change(&self, id: u64, change: impl FnOnce(&mut Known)) {
        if let Some(known) = self.all().iter_mut().find(|known| known.shown.id == id) {
            change(known);
        }
    }

    fn of(&self, id: u64) -> Option<Recorded> {
        let all = self.all();
        let start = all.iter().find(|known| known.shown.id == id)?.start.as_ref()?;
        Some(Recorded { command: start.command.clone(), request: start.arguments["request"].clone() })
    }

    fn all(&self) -> MutexGuard<'_, Vec<Known>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Begun {
    /// Records to the end, on this thread. How it goes, the list tells, and after each frame this is called.
    pub fn run(self, on_frame: impl Fn()) {
        let Self { id, recorder, path, all, .. } = self;
        let error = write(recorder, &path, id, &all, on_frame).err();
        all.change(id, |known| {
            known.shown.done = error.is_none();
            known.shown.error = error;
            // It may hold a whole payload.
            known.start = None;
        });
    }
}

/// Writes the file as a whole or not at all: beside its place first.
fn write(
    recorder: Recorder,
    path: &Path,
    id: u64,
    all: &Recordings,
    on_frame: impl Fn(),
) -> Result<(), Error> {
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
        on_frame();
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
