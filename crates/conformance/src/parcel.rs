use std::fmt;

use millstream_shared::Frame;
use serde::Deserialize;

/// A frame of whole numbers, and the raw bytes that came with its items.
#[derive(Clone, PartialEq)]
pub struct Parcels {
    /// The frame itself.
    pub frame: Frame<u64>,
    /// For each attachment the place of its item in the frame, and its bytes; in the order of the items.
    pub attachments: Vec<(u32, Vec<u8>)>,
}

impl From<Frame<u64>> for Parcels {
    fn from(frame: Frame<u64>) -> Self {
        Self { frame, attachments: Vec::new() }
    }
}

impl fmt::Debug for Parcels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.frame.fmt(f)?;
        if self.attachments.is_empty() { Ok(()) } else { write!(f, " with {:?}", self.attachments) }
    }
}

/// An item, and the raw bytes that belong to it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Written")]
pub struct Parcel {
    pub item: u64,
    pub attachments: Vec<Vec<u8>>,
}

/// As a script writes it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Bare(u64),
    Whole { item: u64, attachments: Vec<Vec<u8>> },
}

impl From<u64> for Parcel {
    fn from(item: u64) -> Self {
        Self { item, attachments: Vec::new() }
    }
}

impl From<Written> for Parcel {
    fn from(written: Written) -> Self {
        match written {
            Written::Bare(item) => item.into(),
            Written::Whole { item, attachments } => Self { item, attachments },
        }
    }
}

impl fmt::Debug for Parcel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.item.fmt(f)?;
        if self.attachments.is_empty() { Ok(()) } else { write!(f, " with {:?}", self.attachments) }
    }
}
