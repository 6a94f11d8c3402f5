//! What a run tells: every event goes through here, in order.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use millstream_flow::{Outlet, Stopped};
use millstream_shared::{
    Error,
    hash::{Digests, FileName, HashEvent, HashLog, Reading, Summary, Verdict},
};

use super::{name, siblings::Trouble};

/// The run's two outlets and its counts. One lock is held while an event is sent, so that what a `chunk`
/// says about the files is true at its place in the stream, and a reader that waits makes all threads
/// wait.
pub struct Report<'a> {
    outlet: &'a Outlet<HashEvent>,
    log: &'a Outlet<HashLog>,
    state: Mutex<State>,
}

struct State {
    reading: Vec<Reading>,
    pace: Pace,
    summary: Summary,
}

impl<'a> Report<'a> {
    /// A report on nothing so far, with so many events of progress a second at most; 0 for none.
    pub fn new(outlet: &'a Outlet<HashEvent>, log: &'a Outlet<HashLog>, progress: u32) -> Self {
        let state = State { reading: Vec::new(), pace: Pace::new(progress), summary: Summary::default() };
        Self { outlet, log, state: Mutex::new(state) }
    }

    /// Another file was found while the folders are walked.
    pub fn found(&self, files: u32, total_bytes: u64) -> Result<(), Stopped> {
        self.with(|state| {
            if state.pace.is_due(Instant::now()) {
                self.outlet.send_blocking(HashEvent::Found { files, total_bytes })?;
            }
            Ok(())
        })
    }

    /// All files are known.
    pub fn started(&self, files: u32, total_bytes: u64) -> Result<(), Stopped> {
        self.with(|_| self.outlet.send_blocking(HashEvent::Started { files, total_bytes }))
    }

    /// A file is being read.
    pub fn opened(&self, file: u32, name: &[u8], total_bytes: u64) -> Result<(), Stopped> {
        let name = name::shown(name);
        self.with(|state| {
            state.reading.push(Reading { file, bytes_read: 0 });
            self.outlet.send_blocking(HashEvent::Opened { file, name, total_bytes })
        })
    }

    /// Bytes of a file were read.
    pub fn read(&self, file: u32, bytes: usize) -> Result<(), Stopped> {
        self.with(|state| {
            state.summary.bytes += bytes as u64;
            if let Some(reading) = state.reading.iter_mut().find(|reading| reading.file == file) {
                reading.bytes_read += bytes as u64;
            }
            if state.pace.is_due(Instant::now()) {
                let chunk =
                    HashEvent::Chunk { bytes_read: state.summary.bytes, reading: state.reading.clone() };
                self.outlet.send_blocking(chunk)?;
            }
            self.go_on()
        })
    }

    /// A file was read to its end.
    pub fn done(
        &self,
        file: u32,
        bytes: u64,
        digests: Digests,
        verdict: Option<Verdict>,
    ) -> Result<(), Stopped> {
        self.with(|state| {
            state.reading.retain(|reading| reading.file != file);
            state.summary.files += 1;
            match verdict.as_ref().map(|verdict| verdict.matches) {
                Some(true) => state.summary.matched += 1,
                Some(false) => state.summary.mismatched += 1,
                None => {}
            }
            self.outlet.send_blocking(HashEvent::Done { file, bytes, digests, verdict })
        })
    }

    /// A file could not be read; in a folder that is logged too.
    pub fn unreadable(&self, file: u32, name: &[u8], error: Error, in_folder: bool) -> Result<(), Stopped> {
        let name = name::shown(name);
        self.with(|state| {
            state.reading.retain(|reading| reading.file != file);
            state.summary.unreadable += 1;
            if in_folder {
                let (name, error) = (name.clone(), error.clone());
                self.log.send_blocking(HashLog::Unreadable { name, error })?;
            }
            self.outlet.send_blocking(HashEvent::Unreadable { file, name, error })
        })
    }

    /// An entry of a folder is no file.
    pub fn skipped(&self, name: &[u8], error: Error) -> Result<(), Stopped> {
        self.log.send_blocking(HashLog::Skipped { name: name::shown(name), error })
    }

    /// An entry of a folder could not be looked at.
    pub fn unlisted(&self, name: &[u8], error: Error) -> Result<(), Stopped> {
        self.with(|state| {
            state.summary.unreadable += 1;
            self.log.send_blocking(HashLog::Unreadable { name: name::shown(name), error })
        })
    }

    /// A sum file beside a file is not what it should be.
    pub fn trouble(&self, trouble: Trouble) -> Result<(), Stopped> {
        self.with(|state| {
            state.summary.malformed += trouble.malformed;
            state.summary.unreadable += u32::from(trouble.malformed == 0);
            let name = name::shown(&trouble.name);
            self.log.send_blocking(HashLog::Unreadable { name, error: trouble.error })
        })
    }

    /// A line of the sum file names a file that is not there.
    pub fn missing(&self, name: FileName, line: u32) -> Result<(), Stopped> {
        self.with(|state| {
            state.summary.missing += 1;
            self.outlet.send_blocking(HashEvent::Missing { name, line })
        })
    }

    /// A line of the sum file is no such line.
    pub fn malformed(&self, line: u32, error: Error) -> Result<(), Stopped> {
        self.with(|state| {
            state.summary.malformed += 1;
            self.outlet.send_blocking(HashEvent::Malformed { line, error })
        })
    }

    /// The counts so far.
    pub fn summary(&self) -> Summary {
        self.with(|state| state.summary)
    }

    /// All is done.
    pub fn finish(&self) -> Result<(), Stopped> {
        self.with(|state| self.outlet.send_blocking(HashEvent::Summary(state.summary)))
    }

    /// Says whether anybody listens: the run is over when either outlet is stopped.
    pub fn go_on(&self) -> Result<(), Stopped> {
        if self.outlet.is_stopped() || self.log.is_stopped() { Err(Stopped) } else { Ok(()) }
    }

    fn with<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        // A thread that panicked ends the run, and the counts are not used any more.
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Says when the next event of progress is due, of all files together; the first one at once.
struct Pace {
    /// Between two events; none for no event at all.
    step: Option<Duration>,
    last: Option<Instant>,
}

impl Pace {
    fn new(a_second: u32) -> Self {
        let step = 1_000_000_000_u64.checked_next_multiple_of(a_second.into());
        Self { step: step.map(|nanos| Duration::from_nanos(nanos / u64::from(a_second))), last: None }
    }

    fn is_due(&mut self, now: Instant) -> bool {
        let Some(step) = self.step else { return false };
        let due = self.last.is_none_or(|last| now.saturating_duration_since(last) >= step);
        if due {
            self.last = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use millstream_flow::{Bell, Body, End, Form, stream};
    use millstream_shared::Code;
    use proptest::prelude::*;
    use std::sync::Arc;

    /// Keeps the last thing that it heard.
    #[derive(Clone, Default)]
    struct Ear(Arc<Mutex<String>>);

    impl Bell for Ear {
        fn ring(&self, body: Body) -> Result<(), Error> {
            if let Body::Json(text) = body {
                *self.0.lock().expect("not poisoned") = text;
            }
            Ok(())
        }

        fn over(&self, _: &End) {}
    }

    #[test]
    fn progress_names_the_files_that_are_being_read_just_now() {
        let ear = Ear::default();
        let (outlet, _events) = stream(Form::Items, ear.clone());
        let (log, _lines) = stream(Form::Items, Ear::default());
        let report = Report::new(&outlet, &log, 60);
        for file in 0..3 {
            report.opened(file, b"name", 9).expect("sent");
        }
        report.done(0, 9, Digests::default(), None).expect("sent");
        report.unreadable(1, b"name", Error::new(Code::IO, ""), false).expect("sent");
        report.read(2, 5).expect("sent");
        let reading = r#"{"bytesRead":5,"reading":[{"file":2,"bytesRead":5}]}"#;
        assert_eq!(*ear.0.lock().expect("not poisoned"), format!(r#"{{"event":"chunk","data":{reading}}}"#));
    }

    #[test]
    fn a_reader_that_left_is_noticed_without_an_event() {
        for left in ["outlet", "log"] {
            let (outlet, events) = stream(Form::Items, Ear::default());
            let (log, lines) = stream(Form::Items, Ear::default());
            let report = Report::new(&outlet, &log, 60);
            // The first is due at once; the others are not for a while.
            assert_eq!(report.read(0, 1), Ok(()));
            assert_eq!(report.read(0, 1), Ok(()));
            if left == "outlet" {
                events.cancel()
            } else {
                lines.cancel()
            }
            assert_eq!(report.read(0, 1), Err(Stopped), "{left}");
        }
    }

    proptest! {
        #[test]
        fn progress_comes_at_most_sixty_times_a_second(steps in prop::collection::vec(0_u64..6_000, 1..1_000)) {
            let start = Instant::now();
            let mut pace = Pace::new(60);
            let mut now = start;
            let mut due = Vec::new();
            for step in steps {
                now += Duration::from_micros(step);
                if pace.is_due(now) {
                    due.push(now);
                }
            }
            // Any 60 of them take a second, less the one at its start.
            for window in due.windows(61) {
                prop_assert!(window[60] - window[0] >= Duration::from_secs(1));
            }
            prop_assert!(!due.is_empty());
            prop_assert!(!Pace::new(0).is_due(now));
        }
    }
}
