//! What scripts are made of; `shared/fixtures/conformance/README.md` says what each word means.

use std::fmt::Debug;

use millstream_shared::{Account, Code, End, Error, Frame, Policy};
use serde::{Deserialize, de::DeserializeOwned};

use crate::parcel::{Parcel, Parcels};

/// One rule, and what is to happen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Script<Step> {
    /// The rule's number in Reactive Streams, or its name here.
    pub rule: String,
    /// What has to hold, in a sentence.
    pub title: String,
    /// What the stream does at a full buffer; for a sending end.
    #[serde(default)]
    pub policy: Policy,
    /// How many bytes may wait; for a sending end.
    pub bytes: Option<u32>,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// Reads scripts, which are part of the contract.
///
/// # Panics
/// Their text is not as it should be.
pub fn scripts<Step: DeserializeOwned>(text: &str) -> Vec<Script<Step>> {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("the scripts cannot be read: {error}"))
}

/// A frame of whole numbers, in short.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    seq: u64,
    items: Vec<Parcel>,
    #[serde(default)]
    more: bool,
    end: Option<Ending>,
}

/// An end, in short: what is not said of the account may be anything, as long as the sum is right.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    event: String,
    code: Option<Code>,
    offered: Option<u64>,
    delivered: Option<u64>,
    coalesced: Option<u64>,
    dropped: Option<u64>,
    discarded: Option<u64>,
}

impl Written {
    /// Whether a frame is as it is written here.
    pub fn is(&self, Parcels { frame, attachments }: &Parcels) -> bool {
        (self.seq, self.numbers(), self.more) == (frame.seq, frame.items.clone(), frame.more)
            && self.attachments() == *attachments
            && match (&self.end, &frame.end) {
                (None, None) => true,
                (Some(written), Some(end)) => written.is(end),
                _ => false,
            }
    }

    /// The frame itself.
    pub fn parcels(&self) -> Parcels {
        let end = self.end.as_ref().map(Ending::end);
        let frame = Frame { seq: self.seq, items: self.numbers(), more: self.more, end };
        Parcels { frame, attachments: self.attachments() }
    }

    fn numbers(&self) -> Vec<u64> {
        self.items.iter().map(|parcel| parcel.item).collect()
    }

    fn attachments(&self) -> Vec<(u32, Vec<u8>)> {
        let each = |(place, parcel): (u32, &Parcel)| {
            parcel.attachments.clone().into_iter().map(move |it| (place, it))
        };
        (0..).zip(&self.items).flat_map(each).collect()
    }
}

impl Ending {
    /// Whether an end is as it is written here, and its account adds up.
    pub fn is(&self, end: &End) -> bool {
        let Account { offered, delivered, coalesced, dropped, discarded } = *end.account();
        let (event, code) = match end {
            End::Finished { .. } => ("finished", None),
            End::Failed { error, .. } => ("failed", Some(&error.code)),
            End::Cancelled { .. } => ("cancelled", None),
        };
        let counts = [
            (self.offered, offered),
            (self.delivered, delivered),
            (self.coalesced, coalesced),
            (self.dropped, dropped),
            (self.discarded, discarded),
        ];
        (event, code) == (&self.event, self.code.as_ref())
            && offered == delivered + coalesced + dropped + discarded
            && counts
                .into_iter()
                .all(|(written, is)| written.unwrap_or(if self.is_whole() { 0 } else { is }) == is)
    }

    /// The end itself; what is not said is 0.
    pub fn end(&self) -> End {
        let account = Account {
            offered: self.offered.unwrap_or(0),
            delivered: self.delivered.unwrap_or(0),
            coalesced: self.coalesced.unwrap_or(0),
            dropped: self.dropped.unwrap_or(0),
            discarded: self.discarded.unwrap_or(0),
        };
        match (self.event.as_str(), &self.code) {
            ("failed", code) => End::Failed { error: failure(code.clone().unwrap_or(Code::IO)), account },
            ("cancelled", _) => End::Cancelled { account },
            _ => End::Finished { account },
        }
    }

    /// Whether the counts that are written add up, so that those which are not are 0.
    fn is_whole(&self) -> bool {
        let rest = [self.delivered, self.coalesced, self.dropped, self.discarded];
        self.offered == Some(rest.into_iter().flatten().sum())
    }
}

/// The error with this code, where a script makes something fail.
pub fn failure(code: Code) -> Error {
    Error::new(code, "The script says so.")
}

/// Why a script is not played on.
#[derive(Clone, Debug)]
pub enum Halt {
    /// Something else was seen than what was expected.
    Broken(String),
    /// It asks for what the end under test has not.
    LeftOut,
}

impl From<String> for Halt {
    fn from(what: String) -> Self {
        Self::Broken(what)
    }
}

/// What was expected, where something else was seen.
pub fn seen(about: &str, expected: &impl Debug, seen: &impl Debug, is_right: bool) -> Result<(), String> {
    if is_right { Ok(()) } else { Err(format!("{about}: {seen:?}, and not {expected:?}")) }
}

/// Whether each is as it is written, and there are as many.
pub fn all<W, S>(written: &[W], seen: &[S], is: impl Fn(&W, &S) -> bool) -> bool {
    written.len() == seen.len() && written.iter().zip(seen).all(|(written, seen)| is(written, seen))
}
