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
    script::{Ending, Written, scripts},
};

/// Runs all scripts for a receiving end, each with a new one.
///
/// `make` opens a stream of whole numbers on the page, by any command, and has the reader read it. `settle` lets
/// everything run that can, and every wait come to its end that only time would end; where time is virtual that
/// takes none.
pub fn check_inlet<I: Inlet>(
    mut make: impl FnMut(Rc<Page>, Reader) -> I,
    mut settle: impl FnMut(),
) -> Report {
    let mut report = Report::default();
    for script in scripts::<Step>(conformance::INLET) {
        let (page, reader) = (Rc::new(Page::default()), Reader::default());
        let inlet = make(Rc::clone(&page), reader.clone());
        settle();
        let mut stage = Stage { inlet, page, reader };
        report.note(&script, |step| {
            let outcome = stage.play(step);
            settle();
            outcome
        });
    }
    report
}

/// A receiving end under test, whose [`Reader`] reads it already.
pub trait Inlet {
    /// The stream is cancelled, by somebody who does not read it.
    fn cancel(&self);
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
enum Step {
    Ring(By<Written>),
    Close,
    Drained { after: u64, by: By<Written> },
    Cancelled(By<Ending>),
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
    read: Option<Vec<u64>>,
    asks: Option<Vec<u64>>,
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
