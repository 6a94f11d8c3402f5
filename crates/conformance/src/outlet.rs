//! Scripts for a sending end.

mod bell;
mod stage;

use std::pin::Pin;

use millstream_shared::{Code, Error, Frame, Limits, Policy, conformance};
use serde::Deserialize;

pub use self::bell::Bell;
use self::stage::Stage;
use crate::{
    Report,
    parcel::{Parcel, Parcels},
    script::{Ending, Written, scripts},
};

/// Runs all scripts for a sending end, each with a new one.
///
/// A step that does not return is a broken rule like any other; the thread that plays it is given up.
pub fn check_outlet<O: Outlet>(mut make: impl FnMut(Opening) -> O) -> Report {
    let mut report = Report::default();
    for script in scripts::<Step>(conformance::OUTLET) {
        let bell = Bell::default();
        let bytes = script.bytes.unwrap_or_else(|| Limits::default().bytes);
        let limits = Limits { items: ROOM, bytes };
        let outlet = make(Opening { bell: bell.clone(), policy: script.policy, limits });
        report.watch(script, || Stage::new(outlet, bell), Stage::play);
    }
    report
}

/// A sending end under test: a producer's end, and a reader's end for whoever carries frames.
pub trait Outlet: Send + Sync + 'static {
    /// The producer offers an item.
    fn offer(&self, item: u64) -> Offer;

    /// The producer stops. What it says behind its first word is to change nothing.
    fn stop(&self, how: Stop);

    /// Whether the producer is to stop, or has stopped.
    fn is_stopped(&self) -> bool;

    /// Acknowledges frame `after` and answers the next one.
    ///
    /// # Errors
    /// `future_frame`, `stale_frame`.
    fn drain(&self, after: u64) -> Result<Frame<u64>, Error>;

    /// The reader wants nothing more.
    fn cancel(&self);

    /// The reader is away for a while.
    fn detach(&self);

    /// The reader is there again, with this bell in place of its earlier one, and has all frames up to
    /// `after`; with none, those that it acknowledged. Answers `after`.
    ///
    /// # Errors
    /// As [`Self::drain`].
    fn attach(&self, bell: Bell, after: Option<u64>) -> Result<u64, Error>;

    /// The reader's end is dropped: its page is lost.
    fn hang_up(&self);

    /// As [`Self::offer`], with raw bytes that belong to the item. None where these cannot be carried: scripts
    /// with attachments are then left out.
    fn offer_with(&self, item: u64, attachments: Vec<Vec<u8>>) -> Option<Offer> {
        attachments.is_empty().then(|| self.offer(item))
    }

    /// As [`Self::drain`], with the raw bytes that belong to the items.
    ///
    /// # Errors
    /// As [`Self::drain`].
    fn drain_parcels(&self, after: u64) -> Result<Parcels, Error> {
        self.drain(after).map(Parcels::from)
    }

    /// The command that opened the stream arrives once more, with the same key and a bell of its own. Answers what
    /// that command gets; it is for a producer alone. None where streams are not opened by a key: scripts with a
    /// second start are then left out.
    fn start(&self, bell: Bell) -> Option<Self>
    where
        Self: Sized,
    {
        drop(bell);
        None
    }

    /// Another reader takes the stream up: it gets what is offered from now on, in frames from 1, and drains first.
    /// Answers the stream as that reader has it. None where a stream has one reader: scripts with another are then
    /// left out.
    fn join(&self, bell: Bell) -> Option<Self>
    where
        Self: Sized,
    {
        drop(bell);
        None
    }
}

/// Done when the item was taken (true), or when nothing more will be (false). It is polled again when its
/// waker was woken, and not before.
pub type Offer = Pin<Box<dyn Future<Output = bool>>>;

/// What a sending end is made with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Opening {
    /// The way to the reader.
    pub bell: Bell,
    /// What a full buffer does. Under `latest`, each item takes the place of the one before.
    pub policy: Policy,
    /// How much may wait.
    pub limits: Limits,
}

/// How a producer stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It is done.
    Finished,
    /// It gives up.
    Failed(Error),
    /// It was told to.
    Told,
    /// It lets go of its end without a word.
    LetGo,
    /// It panics.
    Panicked,
}

/// How many items may wait.
const ROOM: u32 = 2;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
enum Step {
    Offer(Parcel),
    Offers(u64),
    Finish,
    Fail(Code),
    Panic,
    LetGo,
    Stop,
    Drain(u64),
    DrainInside,
    Cancel,
    Detach,
    Attach(Option<u64>),
    Cut,
    HangUp,
    Start,
    Again(Box<Self>),
    Join,
    Other(Box<Self>),
    Expect(Box<Expected>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Expected {
    rings: Option<Vec<Written>>,
    answer: Option<Answer>,
    waiting: Option<Vec<u64>>,
    refused: Option<Vec<u64>>,
    stopped: Option<bool>,
    over: Option<Vec<Ending>>,
    held: Option<bool>,
    count: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Answer {
    Frame(Written),
    Attached { attached: u64 },
    Refused { error: Code },
}
