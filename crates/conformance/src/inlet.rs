//! Scripts for a receiving end.

mod page;
mod reader;
mod stage;

use std::rc::Rc;

use millstream_shared::{Code, conformance};
use serde::Deserialize;

use self::stage::Stage;
pub use self::{page::Page, reader::Reader};
use crate::{
    Report,
    parcel::Parcel,
    script::{Ending, Written, scripts},
};

/// Runs all scripts for a receiving end, each with a new one.
///
/// `make` opens a stream of whole numbers on the page, by any command, and has the reader read it. `settle` lets
/// everything run that can, and every wait come to its end that only time would end, but for the waiting for an
/// answer that may have been lost; where time is virtual that takes none.
///
/// Each script is played on a thread of its own. One that does not return is a broken rule like any other, and its
/// thread is given up; so is one that asks without end.
pub fn check_inlet<I: Inlet>(
    make: impl FnOnce(Rc<Page>, Reader) -> I + Clone + Send + 'static,
    settle: impl FnMut() + Clone + Send + 'static,
) -> Report {
    let mut report = Report::default();
    for script in scripts::<Step>(conformance::INLET) {
        let (make, mut settle) = (make.clone(), settle.clone());
        let mut settle_first = settle.clone();
        let open = move || {
            let stage = Stage::open(make);
            settle_first();
            stage
        };
        report.watch(script, open, move |stage, step| {
            let outcome = stage.play(step);
            settle();
            outcome.and_then(|()| stage.is_calm())
        });
    }
    report
}

/// A receiving end under test, whose [`Reader`] reads it already.
pub trait Inlet {
    /// The stream is cancelled, by somebody who does not read it.
    fn cancel(&self);

    /// Another page takes the stream up, with the [`Page::key`] that it has, and has this reader read it: the same
    /// web view's after a reload, or another web view's. It has all frames up to `after`; with none, those that it
    /// acknowledged. None where streams are not taken up: scripts with an attach are then left out.
    fn attach(&self, page: Rc<Page>, reader: Reader, after: Option<u64>) -> Option<Self>
    where
        Self: Sized,
    {
        drop((page, reader, after));
        None
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
enum Step {
    Ring(By<Written>),
    Close,
    Drained { after: u64, by: By<Written> },
    Cancelled(By<Ending>),
    Attach(Option<u64>),
    Attached(By<u64>),
    Join,
    Other(Box<Self>),
    Pause,
    Resume,
    Throw,
    Leave,
    Cancel,
    Expect(Box<Expected>),
}

/// What is carried, or what becomes of it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum By<T> {
    Whole(T),
    Fault(Fault),
    Refused { refused: Code },
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Fault {
    Lost,
    Broken,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Expected {
    read: Option<Vec<Parcel>>,
    asks: Option<Vec<u64>>,
    attaches: Option<Vec<Option<u64>>>,
    cancels: Option<usize>,
    callbacks: Option<usize>,
    starts: Option<usize>,
    over: Option<Vec<Outcome>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Outcome {
    Ended(Ending),
    Error { error: Code },
}
