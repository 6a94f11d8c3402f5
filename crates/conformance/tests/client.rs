//! The client does what the scripts say, on each wire.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use std::rc::Rc;

use futures_util::StreamExt as _;
use millstream_client::{
    Options, Pace,
    inlet::Canceller,
    open,
    pace::{block_on, delay, spawn},
};
use millstream_conformance::{
    check_inlet,
    inlet::{Inlet, Page, Reader},
};
use millstream_shared::{Stream, Wire};

#[test]
fn the_client_does_what_the_scripts_say() {
    for wire in [Wire::Json, Wire::Bytes] {
        for pace in [Pace::Eager, Pace::Frame] {
            let make = |page, reader| Client::new(page, reader, wire, pace);
            // The longest wait is for a channel that does not tell its end.
            let report = check_inlet(make, || block_on(delay(3_000)));
            assert!(report.is_good(), "{wire:?}, {pace:?}\n{report}");
            assert!(report.passed > 30, "{report}");
        }
    }
}

struct Count;

impl Stream for Count {
    const COMMAND: &'static str = "count";
    type Request = ();
    type Item = u64;
}

struct Client(Canceller);

impl Client {
    fn new(page: Rc<Page>, reader: Reader, wire: Wire, pace: Pace) -> Self {
        let mut inlet =
            open::<Count>(&(), Options { wire, pace, transport: Some(page), ..Options::default() });
        let canceller = inlet.canceller();
        let (end, told) = (inlet.end(), reader.clone());
        spawn(async move { told.over(end.await) });
        spawn(async move {
            while let Some(item) = inlet.next().await {
                // Why it broke off is what the end tells as well.
                let Ok(item) = item else { continue };
                if reader.item(item).await.is_break() {
                    break;
                }
            }
        });
        Self(canceller)
    }
}

impl Inlet for Client {
    fn cancel(&self) {
        drop(self.0.cancel());
    }
}
