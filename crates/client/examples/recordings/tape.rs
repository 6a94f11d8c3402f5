//! Puts events into frames, and recordings onto paper.

use std::fmt::Write as _;

use millstream_client::recording::{self, Attachment};
use millstream_shared::{
    Account, End, Error, Frame, Stream,
    hash::{Hash, HashLog, HashRequest},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};

/// Their JSON as it was written: its keys in the order of the declarations.
pub type Recording = recording::Recording<Box<RawValue>>;
type Moment = recording::Moment<Box<RawValue>>;

/// What one outlet told, while it is being written down.
pub struct Tape {
    moments: Vec<Moment>,
    account: Account,
}

impl Tape {
    /// An empty one.
    pub const fn new() -> Self {
        Self {
            moments: Vec::new(),
            account: Account { offered: 0, delivered: 0, coalesced: 0, dropped: 0, discarded: 0 },
        }
    }

    /// A frame of these items, so many milliseconds after the start.
    pub fn frame<T: Serialize>(&mut self, at: u32, items: impl IntoIterator<Item = T>) -> &mut Self {
        let items: Vec<_> =
            items.into_iter().map(|item| to_raw_value(&item).expect("events are JSON")).collect();
        let delivered = items.len() as u64;
        self.account.delivered += delivered;
        self.account.offered += delivered;
        let seq = self.moments.len() as u64 + 1;
        let frame = Frame { seq, items, more: false, end: None };
        self.moments.push(Moment { at, frame, attachments: Vec::new() });
        self
    }

    /// These bytes belong to this item of the last frame; what belongs to an item is told before what belongs to
    /// the next.
    pub fn attach(&mut self, item: u32, bytes: Vec<u8>) -> &mut Self {
        let last = self.moments.last_mut().expect("there is a frame");
        last.attachments.push(Attachment { item, bytes });
        self
    }

    /// So many items more were offered and superseded before they went out.
    pub const fn coalesced(&mut self, items: u64) -> &mut Self {
        self.account.offered += items;
        self.account.coalesced += items;
        self
    }

    /// So many items more were offered and still waiting at the end.
    pub const fn discarded(&mut self, items: u64) -> &mut Self {
        self.account.offered += items;
        self.account.discarded += items;
        self
    }

    /// The producer is done. The end goes into the last frame when that came at this time.
    pub fn finished(mut self, at: u32) -> Vec<Moment> {
        let account = self.account;
        self.end(at, End::Finished { account })
    }

    /// The producer gave up.
    pub fn failed(mut self, at: u32, error: Error) -> Vec<Moment> {
        let account = self.account;
        self.end(at, End::Failed { error, account })
    }

    /// The page stopped the producer.
    pub fn cancelled(mut self, at: u32) -> Vec<Moment> {
        let account = self.account;
        self.end(at, End::Cancelled { account })
    }

    fn end(&mut self, at: u32, end: End) -> Vec<Moment> {
        if self.moments.last().is_none_or(|last| last.at != at) {
            self.frame::<()>(at, []);
        }
        self.moments.last_mut().expect("there is one now").frame.end = Some(end);
        std::mem::take(&mut self.moments)
    }
}

/// A recording of `hash`.
pub fn hash(title: &str, request: &HashRequest, outlet: Vec<Moment>, log: Vec<Moment>) -> Recording {
    let mut recording = stream::<Hash>(title, request, outlet);
    for moment in &log {
        moment.frame.items.iter().for_each(|item| reads_back::<HashLog>(item));
    }
    recording.outlets.insert("log".into(), log);
    recording
}

/// A recording of a stream with one outlet.
pub fn stream<S: Stream>(title: &str, request: &S::Request, outlet: Vec<Moment>) -> Recording
where
    S::Item: DeserializeOwned + Serialize,
{
    for moment in &outlet {
        moment.frame.items.iter().for_each(|item| reads_back::<S::Item>(item));
    }
    Recording {
        version: Recording::VERSION,
        title: title.into(),
        command: S::COMMAND.into(),
        request: to_raw_value(request).expect("requests are JSON"),
        outlets: [("outlet".into(), outlet)].into(),
    }
}

fn reads_back<T: DeserializeOwned + Serialize>(item: &RawValue) {
    let back: T = serde_json::from_str(item.get()).expect("an event reads back");
    assert_eq!(json(&back), item.get());
}

/// The recording as JSON, one frame a line, so that a difference can be read.
pub fn written(recording: &Recording) -> String {
    let mut out = format!(
        "{{\n  \"version\": {},\n  \"title\": {},\n  \"command\": {},\n  \"request\": {},\n  \"outlets\": {{",
        recording.version,
        json(&recording.title),
        json(&recording.command),
        json(&recording.request),
    );
    for (n, (name, moments)) in recording.outlets.iter().enumerate() {
        write!(out, "{}\n    {}: [", if n > 0 { "," } else { "" }, json(name)).expect("a String takes all");
        for (n, moment) in moments.iter().enumerate() {
            write!(out, "{}\n      {}", if n > 0 { "," } else { "" }, json(moment))
                .expect("a String takes all");
        }
        out.push_str("\n    ]");
    }
    out.push_str("\n  }\n}\n");
    out
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("recordings are JSON")
}
