//! The frames of one stream, as they are looked at.

use std::collections::VecDeque;

use millstream_shared::{Error, inspector::InspectedFrame};
use serde::Serialize;

/// A look at the frames of one stream.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Peek {
    /// The stream's number.
    pub id: u64,
    /// What the stream is called.
    pub title: String,
    /// Whether more may come.
    pub open: bool,
    /// The newest frames, the oldest first: [`KEPT`] at most.
    pub frames: VecDeque<InspectedFrame>,
    /// How many have come in all.
    pub seen: u64,
    /// What stands still while it is looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// Why it broke off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
}

/// What stands still, and how many had come by then.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Held {
    /// The frames.
    pub frames: VecDeque<InspectedFrame>,
    /// How many had come.
    pub seen: u64,
}

/// Frames that are kept.
pub const KEPT: usize = 200;

/// A look at a stream, before any frame.
pub fn begin(id: u64, title: &str) -> Peek {
    let title = title.to_owned();
    Peek { id, title, open: true, frames: VecDeque::new(), seen: 0, held: None, error: None }
}

/// The look after some more frames.
pub fn reduce(peek: &mut Peek, frames: Vec<InspectedFrame>) {
    peek.seen += frames.len() as u64;
    peek.frames.extend(frames);
    peek.frames.drain(..peek.frames.len().saturating_sub(KEPT));
}

/// The look after the stream has ended, or after it broke off for this reason.
pub fn reduce_end(peek: &mut Peek, error: Option<Error>) {
    peek.open = false;
    peek.error = error;
}

/// Stands still, or goes on with the newest: frames go on to come in either case, so that nothing stalls.
pub fn pause(peek: &mut Peek) {
    peek.held = match peek.held.take() {
        Some(_) => None,
        None => Some(Held { frames: peek.frames.clone(), seen: peek.seen }),
    };
}

/// What is to be shown.
pub fn shown(peek: &Peek) -> &VecDeque<InspectedFrame> {
    peek.held.as_ref().map_or(&peek.frames, |held| &held.frames)
}

/// How many came since it stands still.
pub fn missed(peek: &Peek) -> u64 {
    peek.held.as_ref().map_or(0, |held| peek.seen - held.seen)
}
