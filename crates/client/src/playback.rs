//! One recorded stream as a backend would send it. No page, no time of its own.

use millstream_shared::{
    Account, Code, End, Error, Frame,
    frame::{Attachment, Envelope},
};
use serde_json::json;

use crate::{recording::Moment, transport::Body};

/// How far a recorded stream has been sent and acknowledged.
#[derive(Clone, Debug)]
pub struct Playback {
    moments: Vec<Moment>,
    sent: usize,
    /// The last frame that was acknowledged.
    acknowledged: u64,
    armed: bool,
    /// How the stream ended, once the page knows it.
    end: Option<End>,
}

impl Playback {
    /// A stream that has not begun; its bell is armed.
    pub const fn new(moments: Vec<Moment>) -> Self {
        Self { moments, sent: 0, acknowledged: 0, armed: true, end: None }
    }

    /// A stream whose page is away: it has read the frames up to this one.
    pub fn behind(moments: Vec<Moment>, after: u64) -> Self {
        let sent = moments.len().min(after as usize);
        Self { moments, sent, acknowledged: sent as u64, armed: false, end: None }
    }

    /// The last frame that was acknowledged; 0 before the first.
    pub const fn acknowledged(&self) -> u64 {
        self.acknowledged
    }

    /// When the last frame was sent, in milliseconds of the recording; 0 before the first.
    pub fn sent_at(&self) -> u32 {
        self.sent.checked_sub(1).and_then(|last| self.moments.get(last)).map_or(0, |moment| moment.at)
    }

    /// When the bell is to ring, in milliseconds of the recording; none when it is not armed or nothing
    /// is left.
    pub fn rings_at(&self) -> Option<u32> {
        self.moments.get(self.sent).filter(|_| self.armed).map(|moment| moment.at)
    }

    /// The frame that rings at this time, with what is attached to it.
    pub fn ring(&mut self, now: f64) -> Option<Moment> {
        if self.armed { self.send(now) } else { None }
    }

    /// The answer to a drain at this time, with what is attached to it.
    ///
    /// # Errors
    /// [`Code::FUTURE_FRAME`] and [`Code::STALE_FRAME`], as a backend answers.
    pub fn drain(&mut self, after: u64, now: f64) -> Result<Moment, Error> {
        let sent = self.sent as u64;
        if after > sent {
            return Err(future_frame(after));
        }
        if after == sent {
            self.acknowledged = after;
            if self.end.is_none() {
                self.end = self.sent_last().and_then(|last| last.frame.end.clone());
            }
            let empty = Frame { seq: sent, items: Vec::new(), more: false, end: self.end.clone() };
            let next = self.send(now);
            self.armed = next.is_none();
            return Ok(next.unwrap_or(Moment { at: 0, frame: empty, attachments: Vec::new() }));
        }
        let again = self.sent_last().filter(|_| after + 1 == sent).cloned();
        again.ok_or_else(|| stale_frame(after))
    }

    /// A page takes the stream up, with all frames up to `after`, by default those that were acknowledged.
    /// It is to drain: the bell is not armed. Answers `after`.
    ///
    /// # Errors
    /// [`Code::FUTURE_FRAME`] and [`Code::STALE_FRAME`], as a backend answers.
    pub fn attach(&mut self, after: Option<u64>) -> Result<u64, Error> {
        let after = after.unwrap_or(self.acknowledged);
        if after > self.sent as u64 {
            return Err(future_frame(after));
        }
        if after < self.acknowledged && !self.is_over() {
            return Err(stale_frame(after));
        }
        self.armed = false;
        Ok(after)
    }

    /// Stops, and answers how the stream ended.
    pub fn cancel(&mut self) -> End {
        let told = self.end.clone().or_else(|| self.sent_last().and_then(|last| last.frame.end.clone()));
        let end = told.unwrap_or_else(|| {
            let sent = self.moments.iter().take(self.sent);
            let delivered = sent.map(|moment| moment.frame.items.len() as u64).sum();
            End::Cancelled { account: Account { offered: delivered, delivered, ..Account::default() } }
        });
        self.end.insert(end).clone()
    }

    /// Whether the page knows how the stream ended.
    pub const fn is_over(&self) -> bool {
        self.end.is_some()
    }

    fn send(&mut self, now: f64) -> Option<Moment> {
        if self.is_over() {
            return None;
        }
        let moment = self.moments.get(self.sent).filter(|moment| f64::from(moment.at) <= now)?;
        self.sent += 1;
        self.armed = false;
        Some(moment.clone())
    }

    fn sent_last(&self) -> Option<&Moment> {
        self.moments.get(self.sent.checked_sub(1)?)
    }
}

/// A frame as it travels: with attachments it takes the envelope, whatever the page asked for.
///
/// # Errors
/// [`Code::BAD_FRAME`] when a part is larger than 4 GiB.
pub fn body_of(Moment { frame, attachments, .. }: &Moment) -> Result<Body, Error> {
    let document = json!(frame).to_string();
    if attachments.is_empty() {
        return Ok(Body::Text(document));
    }
    let attachments = attachments.iter().map(|it| Attachment { item: it.item, bytes: &it.bytes }).collect();
    Envelope { json: document.as_bytes(), attachments }.encode().map(Body::Bytes)
}

fn future_frame(after: u64) -> Error {
    Error::new(Code::FUTURE_FRAME, format!("Frame {after} was never sent."))
}

fn stale_frame(after: u64) -> Error {
    Error::new(Code::STALE_FRAME, format!("A frame behind {after} was acknowledged before."))
}
