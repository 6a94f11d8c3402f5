//! The client does what the scripts say, on each wire.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use std::rc::Rc;

use futures_util::StreamExt as _;
use millstream_client::{
    AttachOptions, Inlet as Numbers, Options, Pace, attach,
    inlet::{Canceller, Parcel},
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
            let make = move |page, reader| Client::open(page, reader, wire, pace);
            // The longest wait is for a channel that does not tell its end; a drain is asked again later than that.
            let report = check_inlet(make, || block_on(delay(1_050)));
            assert!(report.is_good(), "{wire:?}, {pace:?}\n{report}");
            assert!(report.passed > 30, "{report}");
            // Only that wire has a place for raw bytes.
            assert_eq!(report.left_out == 0, wire == Wire::Bytes, "{report}");
        }
    }
}

struct Count;

impl Stream for Count {
    const COMMAND: &'static str = "count";
    type Request = ();
    type Item = u64;
}

struct Client {
    canceller: Canceller,
    wire: Wire,
    pace: Pace,
}

impl Client {
    fn open(page: Rc<Page>, reader: Reader, wire: Wire, pace: Pace) -> Self {
        let options = Options { wire, pace, transport: Some(page), ..Options::default() };
        Self::read(open::<Count>(&(), options), reader, wire, pace)
    }

    fn read(inlet: Numbers<u64>, reader: Reader, wire: Wire, pace: Pace) -> Self {
        let mut inlet = inlet.parcels();
        let canceller = inlet.canceller();
        let (end, told) = (inlet.end(), reader.clone());
        spawn(async move { told.over(end.await) });
        spawn(async move {
            while let Some(parcel) = inlet.next().await {
                // Why it broke off is what the end tells as well.
                let Ok(Parcel { item, attachments, .. }) = parcel else { continue };
                let attachments = attachments.iter().map(|bytes| bytes.to_vec()).collect();
                if reader.parcel(item, attachments).await.is_break() {
                    break;
                }
            }
        });
        Self { canceller, wire, pace }
    }
}

impl Inlet for Client {
    fn cancel(&self) {
        drop(self.canceller.cancel());
    }

    fn attach(&self, page: Rc<Page>, reader: Reader, after: Option<u64>) -> Option<Self> {
        let Self { wire, pace, .. } = *self;
        let key = page.key();
        let options = AttachOptions { wire, pace, after, transport: Some(page) };
        Some(Self::read(attach::<Count>(key, options), reader, wire, pace))
    }
}
