//! The hash page's runs: what a hand asks for, and what the streams answer.

use std::{collections::HashMap, rc::Rc};

use futures_util::StreamExt;
use leptos::{prelude::*, task::spawn_local};
use millstream_client::{
    Batches, Canceller, Inlet, Options as Opening, Recording, Scripted, Transport, call, open_logged,
};
use millstream_shared::{
    Code, End, Error,
    grants::{Grant, GrantKind, GrantsPick, GrantsPickRequest, GrantsTake},
    hash::{
        Algorithm, ExportTarget, Hash, HashEvent, HashExport, HashExportEntry, HashExportRequest, HashLog,
        HashRequest, SumFormat,
    },
};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    state::{
        facts::{at_stake, running},
        hash::{Row, begin, reduce_all, reduce_end, reduce_failure, reduce_log, reduce_log_end},
        rows::entries,
        runs::{Options, Run, defaults, lacks_digest, plan},
    },
    store::Store,
};

/// The hash page's state: its runs, newest first, and what the next one will do.
#[derive(Clone, Copy)]
pub struct Runs {
    /// The runs. Each is a signal of its own, so that what one brings touches no other's card.
    pub runs: RwSignal<Vec<(u32, Store<Run>)>>,
    next: StoredValue<u32>,
    /// What the next run will do.
    pub options: RwSignal<Options>,
    /// Whether a start was refused, as the digest to hold files against was not there.
    pub lacking: RwSignal<bool>,
    /// What went wrong that belongs to no run.
    pub notice: RwSignal<Option<Error>>,
    /// What stops the runs that go on.
    inlets: StoredValue<HashMap<u32, Canceller>, LocalStorage>,
    /// The run that another's `Again` started, until its card is there.
    fresh: StoredValue<Option<u32>>,
    /// What plays the runs that are recordings.
    recorded: StoredValue<HashMap<u32, Rc<dyn Transport>>, LocalStorage>,
}

/// The caller's clock of the folds: whole milliseconds.
pub fn now() -> u64 {
    window().performance().map_or(0.0, |clock| clock.now()).round() as u64
}

impl Runs {
    /// No run yet.
    pub fn new() -> Self {
        Self {
            runs: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            options: RwSignal::new(defaults()),
            lacking: RwSignal::new(false),
            notice: RwSignal::new(None),
            inlets: StoredValue::new_local(HashMap::new()),
            fresh: StoredValue::new(None),
            recorded: StoredValue::new_local(HashMap::new()),
        }
    }

    /// Asks for files, a folder or a sum file in a native dialog, and starts on what was chosen.
    pub fn pick(self, kind: GrantKind) {
        if kind != GrantKind::Sums && self.refuses() {
            return;
        }
        spawn_local(async move {
            let grants = self.noticed(call::<GrantsPick>(&GrantsPickRequest { kind })).await;
            self.start(&grants.unwrap_or_default());
        });
    }

    /// Starts on what the command line named.
    pub fn take(self) {
        spawn_local(async move {
            let grants = self.noticed(call::<GrantsTake>(&())).await;
            self.start(&grants.unwrap_or_default());
        });
    }

    /// Starts a run for each sum file, and one for all the rest; not for these while their digest is not
    /// there.
    pub fn start(self, grants: &[Grant]) {
        if grants.iter().any(|grant| grant.kind != GrantKind::Sums) {
            self.refuses();
        }
        for (name, request) in self.options.with_untracked(|options| plan(grants, options)) {
            self.begun(name, request, None);
        }
    }

    /// Plays a recorded run, as a run of its own.
    ///
    /// # Errors
    /// [`Code::BAD_RECORDING`] when its request is none of this page's.
    pub fn replay(self, recording: Recording) -> Result<(), Error> {
        let request = HashRequest::deserialize(&recording.request).map_err(|error| {
            Error::new(Code::BAD_RECORDING, format!("This is no recording of `hash`: `request`: {error}."))
        })?;
        self.begun(recording.title.clone(), request, Some(Rc::new(Scripted::new(vec![recording]))));
        Ok(())
    }

    /// Starts an ended run's request once more, or its recording, as a run of its own.
    pub fn again(self, id: u32) {
        if let Some(run) = self.find(id) {
            let (name, request) = run.peek(|run| (run.name.clone(), run.request.clone()));
            self.fresh.set_value(Some(self.next.get_value()));
            self.begun(name, request, self.recorded.with_value(|recorded| recorded.get(&id).cloned()));
        }
    }

    /// Whether this run's card is to take the focus: once, when it comes from another's `Again`.
    pub fn takes_focus(self, id: u32) -> bool {
        let is_fresh = self.fresh.get_value() == Some(id);
        if is_fresh {
            self.fresh.set_value(None);
        }
        is_fresh
    }

    /// Stops a run. What it found so far stays.
    pub fn cancel(self, id: u32) {
        self.keep(id);
        if let Some(canceller) = self.inlets.with_value(|inlets| inlets.get(&id).cloned()) {
            spawn_local(async move {
                self.noticed(canceller.cancel()).await;
            });
        }
    }

    /// Stops a run, after asking when something was read that would be lost; asked again, it goes on.
    pub fn ask(self, id: u32) {
        let Some(run) = self.find(id).filter(|run| run.peek(|run| running(&run.hash))) else { return };
        match run.peek(|run| (run.asking, at_stake(&run.hash))) {
            (true, _) => self.keep(id),
            (false, true) => run.update(|run| run.asking = true),
            (false, false) => self.cancel(id),
        }
    }

    /// Takes the question back.
    pub fn keep(self, id: u32) {
        self.change(id, |run| run.asking = false);
    }

    /// Takes an ended run off the page.
    pub fn clear(self, id: u32) {
        self.retain(|(known, run)| *known != id || run.peek(|run| running(&run.hash)));
    }

    /// Takes all ended runs off the page.
    pub fn clear_ended(self) {
        self.retain(|(_, run)| run.peek(|run| running(&run.hash)));
    }

    /// Chooses the algorithm whose digests a run shows.
    pub fn show(self, id: u32, shown: Algorithm) {
        self.change(id, |run| run.shown = Some(shown));
    }

    /// Changes what the next run will do.
    pub fn choose(self, options: impl FnOnce(&mut Options)) {
        self.options.update(options);
        self.lacking.set(false);
    }

    /// Takes the notice off the page.
    pub fn dismiss(self) {
        self.notice.set(None);
    }

    /// Copies one file's digest alone.
    pub async fn copy_digest(self, row: Row, algorithm: Algorithm) -> bool {
        let Some(digest) = row.digests.get(algorithm).map(str::to_owned) else { return false };
        let entry = HashExportEntry { name: row.name, digest };
        self.write(vec![entry], algorithm, SumFormat::Bare, ExportTarget::Clipboard).await
    }

    /// Copies a run's digests as a sum file.
    pub async fn copy_all(self, id: u32, algorithm: Algorithm) -> bool {
        self.write(self.lines(id, algorithm), algorithm, SumFormat::Gnu, ExportTarget::Clipboard).await
    }

    /// Saves a run's digests as a sum file that the person names.
    pub async fn save(self, id: u32, algorithm: Algorithm, format: SumFormat) -> bool {
        self.write(self.lines(id, algorithm), algorithm, format, ExportTarget::File).await
    }

    fn begun(self, name: String, request: HashRequest, transport: Option<Rc<dyn Transport>>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        let replayed = transport.is_some();
        let played = transport.clone().map(|transport| (id, transport));
        self.recorded.update_value(|recorded| recorded.extend(played));
        let (outlet, log) = open_logged::<Hash>(&request, Opening { transport, ..Opening::default() });
        let run = Run { id, name, request, hash: begin(now()), shown: None, asking: false, replayed };
        let run = Store::new(run);
        self.runs.update(|runs| runs.insert(0, (id, run.clone())));
        self.inlets.update_value(|inlets| inlets.extend([(id, outlet.canceller())]));
        spawn_local(follow_log(self, run.clone(), log));
        spawn_local(async move {
            follow(run, outlet).await;
            self.inlets.update_value(|inlets| {
                inlets.remove(&id);
            });
        });
    }

    fn retain(self, stays: impl Fn(&(u32, Store<Run>)) -> bool) {
        self.runs.update(|runs| runs.retain(stays));
        let left = |id: &u32, _: &mut _| self.find(*id).is_some();
        self.recorded.update_value(|recorded| recorded.retain(left));
    }

    async fn write(
        self,
        entries: Vec<HashExportEntry>,
        algorithm: Algorithm,
        format: SumFormat,
        to: ExportTarget,
    ) -> bool {
        let request = HashExportRequest { entries, algorithm, format, to };
        let written = self.noticed(call::<HashExport>(&request)).await;
        written.is_some_and(|written| written.lines > 0)
    }

    /// Does something; what goes wrong with it is put on the page.
    pub(crate) async fn noticed<T>(self, act: impl Future<Output = Result<T, Error>>) -> Option<T> {
        act.await.map_err(|error| self.notice.set(Some(error))).ok()
    }

    /// Says what is lacking, if something is, in place of a start on files.
    fn refuses(self) -> bool {
        let lacking = self.options.with_untracked(lacks_digest);
        if lacking {
            self.lacking.set(true);
        }
        lacking
    }

    fn find(self, id: u32) -> Option<Store<Run>> {
        self.runs
            .with_untracked(|runs| runs.iter().find(|(known, _)| *known == id).map(|(_, run)| run.clone()))
    }

    fn lines(self, id: u32, algorithm: Algorithm) -> Vec<HashExportEntry> {
        self.find(id).map_or_else(Vec::new, |run| run.peek(|run| entries(&run.hash, algorithm)))
    }

    fn change(self, id: u32, news: impl FnOnce(&mut Run)) {
        if let Some(run) = self.find(id) {
            run.update(news);
        }
    }
}

impl Default for Runs {
    fn default() -> Self {
        Self::new()
    }
}

/// Folds the events, a frame's at a time, and then the end.
async fn follow(run: Store<Run>, outlet: Inlet<HashEvent>) {
    let end = outlet.end();
    let read = each(outlet.batches(), |events| {
        let at = now();
        run.fold(move |run| reduce_all(&mut run.hash, events, at));
    });
    let (read, end, at) = (read.await, end.await, now());
    run.fold(move |run| match (read, end) {
        // Reading that stops half-way cancels the stream: why it stopped says more than that.
        (Err(error), Ok(End::Cancelled { .. }) | Err(_)) => reduce_failure(&mut run.hash, error, at),
        (_, Ok(end)) => reduce_end(&mut run.hash, end, at),
        (Ok(()), Err(error)) => reduce_failure(&mut run.hash, error, at),
    });
}

/// The log's own failure is the run's: both outlets end with it. That it cannot be read is a notice.
async fn follow_log(runs: Runs, run: Store<Run>, log: Inlet<HashLog>) {
    let end = log.end();
    let read = each(log.batches(), |lines| run.fold(move |run| reduce_log(&mut run.hash, lines)));
    let (read, Ok(end)) = (read.await, end.await) else { return };
    run.fold(move |run| reduce_log_end(&mut run.hash, &end));
    runs.noticed(std::future::ready(read)).await;
}

/// Folds a stream's items, a frame's at a time.
pub(crate) async fn each<T: DeserializeOwned>(
    mut batches: Batches<T>,
    mut fold: impl FnMut(Vec<T>),
) -> Result<(), Error> {
    while let Some(batch) = batches.next().await {
        fold(batch?);
    }
    Ok(())
}
