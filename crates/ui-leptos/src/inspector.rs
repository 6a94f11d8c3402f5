//! The inspector page: what a hand asks for, and what the streams answer.

use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};
use millstream_client::{Canceller, Inlet, Options, Recording, Scripted, Transport, call, open};
use millstream_shared::{
    Call, Code, Error, Stream,
    hash::Hash,
    inspector::{
        InspectedFrame, Inspector, InspectorCancel, InspectorEvent, InspectorFrames, InspectorFramesRequest,
        InspectorRecord, InspectorRecordRequest, InspectorRequest, InspectorStop, InspectorStopRequest,
        InspectorWindow,
    },
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::{
    app,
    runs::{Runs, each, now},
    state::{
        app::StreamName,
        inspector::{InspectorState, begin, reduce, reduce_end, reduce_failure},
        peek::{self, Peek},
        recording::{LARGEST, read_recording},
    },
    store::Store,
};

/// The inspector page's state: what flows, and the frames of the stream that is looked at.
#[derive(Clone, Copy)]
pub struct Inspecting {
    /// What flows.
    pub watched: StoredValue<Store<InspectorState>>,
    /// The frames of one stream.
    pub peek: RwSignal<Option<Store<Peek>>>,
    /// The title of the recording that is shown in place of what flows now.
    pub replayed: RwSignal<Option<String>>,
    /// What went wrong that belongs to no stream.
    pub notice: RwSignal<Option<Error>>,
    watching: StoredValue<Watching, LocalStorage>,
    looking: StoredValue<Watching, LocalStorage>,
}

/// The stream that is read, and its number: what an earlier one still brings is nobody's any more.
#[derive(Default)]
struct Watching {
    number: u32,
    canceller: Option<Canceller>,
}

impl Inspecting {
    /// Nothing is watched.
    pub fn new() -> Self {
        Self {
            watched: StoredValue::new(Store::new(begin(0))),
            peek: RwSignal::new(None),
            replayed: RwSignal::new(None),
            notice: RwSignal::new(None),
            watching: StoredValue::new_local(Watching::default()),
            looking: StoredValue::new_local(Watching::default()),
        }
    }

    /// Watches what flows, until [`Self::leave`]; or plays a recording of that.
    pub fn watch(self, recording: Option<Recording>) {
        self.leave();
        self.watched.with_value(|watched| watched.update(|state| *state = begin(now())));
        self.replayed.set(recording.as_ref().map(|recording| recording.title.clone()));
        let transport = recording.map(|it| Rc::new(Scripted::new(vec![it])) as Rc<dyn Transport>);
        let inlet = open::<Inspector>(&InspectorRequest {}, Options { transport, ..Options::default() });
        let number = read(self.watching, inlet.canceller());
        spawn_local(self.follow(inlet, number));
    }

    /// Stops watching: nothing is asked of the backend any more.
    pub fn leave(self) {
        self.close();
        self.give_up(self.watching);
    }

    /// Cancels a stream, as its page would.
    pub fn cancel(self, id: u64) {
        self.ask::<InspectorCancel>(InspectorFramesRequest { id });
    }

    /// Opens a window that shows the inspector, or brings it to the front.
    pub fn open_window(self) {
        self.ask::<InspectorWindow>(());
    }

    /// Records the command of this stream, from now on; without one, the next command that opens a stream.
    pub fn record(self, id: Option<u64>) {
        self.ask::<InspectorRecord>(InspectorRecordRequest { id });
    }

    /// Ends a recording.
    pub fn stop(self, id: u64) {
        self.ask::<InspectorStop>(InspectorStopRequest { id });
    }

    /// Looks at the frames of a stream, from now on.
    pub fn look(self, id: u64, title: &str) {
        self.close();
        let peek = Store::new(peek::begin(id, title));
        self.peek.set(Some(peek.clone()));
        let inlet = open::<InspectorFrames>(&InspectorFramesRequest { id }, Options::default());
        let number = read(self.looking, inlet.canceller());
        spawn_local(self.follow_frames(peek, inlet, number));
    }

    /// Stands still, or goes on with the newest frames.
    pub fn pause(self) {
        self.peek.with_untracked(|looked| looked.iter().for_each(|looked| looked.update(peek::pause)));
    }

    /// Looks away.
    pub fn close(self) {
        self.peek.set(None);
        self.give_up(self.looking);
    }

    /// Takes the notice off the page.
    pub fn dismiss(self) {
        self.notice.set(None);
    }

    /// Reads a recording, and plays it in the page of its own command, without the backend.
    pub async fn replay(self, file: Blob, runs: Runs) {
        let played = async {
            let recording = read_recording(&text_of(&file).await?)?;
            match recording.command.as_str() {
                Inspector::COMMAND => self.watch(Some(recording)),
                Hash::COMMAND => {
                    runs.replay(recording)?;
                    app::open(StreamName::Hash);
                }
                command => return Err(no_page(command)),
            }
            Ok(())
        };
        self.noticed(played).await;
    }

    fn ask<C: Call<Request: 'static>>(self, request: C::Request) {
        spawn_local(async move {
            self.noticed(call::<C>(&request)).await;
        });
    }

    fn give_up(self, watching: StoredValue<Watching, LocalStorage>) {
        let left = watching.try_update_value(|watching| {
            watching.number += 1;
            watching.canceller.take()
        });
        if let Some(Some(left)) = left {
            spawn_local(async move {
                self.noticed(left.cancel()).await;
            });
        }
    }

    /// Folds the events, and then the end, as long as nothing else is watched.
    async fn follow(self, inlet: Inlet<InspectorEvent>, number: u32) {
        let Some(store) = self.watched.try_get_value() else { return };
        let fold = |change: Change<InspectorState>| {
            if is_read(self.watching, number) {
                store.fold(change);
            }
        };
        let end = inlet.end();
        let read = each(inlet.batches(), |events| {
            let at = now();
            fold(Box::new(move |state| events.into_iter().for_each(|event| reduce(state, event, at))));
        });
        match (read.await, end.await) {
            (Ok(()), Ok(end)) => fold(Box::new(move |state| reduce_end(state, end))),
            (Err(error), _) | (_, Err(error)) => fold(Box::new(move |state| reduce_failure(state, error))),
        }
    }

    async fn follow_frames(self, store: Store<Peek>, inlet: Inlet<InspectedFrame>, number: u32) {
        let fold = |change: Change<Peek>| {
            if is_read(self.looking, number) {
                store.fold(change);
            }
        };
        let end = inlet.end();
        let read = each(inlet.batches(), |frames| fold(Box::new(move |peek| peek::reduce(peek, frames))));
        let error = match (read.await, end.await) {
            (Ok(()), Ok(_)) => None,
            (Err(error), _) | (_, Err(error)) => Some(error),
        };
        fold(Box::new(move |peek| peek::reduce_end(peek, error)));
    }

    /// Does something; what goes wrong with it is put on the page, if it is still there.
    async fn noticed<T>(self, act: impl Future<Output = Result<T, Error>>) {
        if let Err(error) = act.await
            && self.notice.try_set(Some(error.clone())).is_some()
        {
            leptos::logging::error!("{error}");
        }
    }
}

impl Default for Inspecting {
    fn default() -> Self {
        Self::new()
    }
}

type Change<S> = Box<dyn FnOnce(&mut S) + Send>;

/// This is what is read from now on; answers its number.
fn read(watching: StoredValue<Watching, LocalStorage>, canceller: Canceller) -> u32 {
    let read = |watching: &mut Watching| {
        watching.number += 1;
        watching.canceller = Some(canceller);
        watching.number
    };
    watching.try_update_value(read).unwrap_or_default()
}

fn is_read(watching: StoredValue<Watching, LocalStorage>, number: u32) -> bool {
    watching.try_with_value(|watching| watching.number) == Some(number)
}

async fn text_of(file: &Blob) -> Result<String, Error> {
    if file.size() > LARGEST {
        let message = "This is too large to be played: the page takes 268 MB at most.";
        return Err(Error::new(Code::BAD_RECORDING, message).hint("Record less of it."));
    }
    let lost = |error: JsValue| {
        let why = error.dyn_ref::<js_sys::Error>().map_or_else(String::new, |error| error.message().into());
        Error::new(Code::IO, format!("The file could not be read: {why}"))
    };
    let text = JsFuture::from(file.text()).await.map_err(lost)?;
    Ok(text.as_string().unwrap_or_default())
}

fn no_page(command: &str) -> Error {
    Error::new(Code::NO_PAGE, format!("No page plays a recording of `{command}` yet."))
        .hint("Recordings of `hash` and of `inspector` can be played.")
}
