//! What a receiver knows; every change wakes those who wait for one.

use std::{collections::VecDeque, task::Context};

use millstream_shared::{End, Error};

use super::Outcome;
use crate::{
    frame::Received,
    sequence::Sequence,
    stats::{self, OpenStream},
    transport::Line,
    wakers::Wakers,
};

pub(super) struct State {
    pub sequence: Sequence,
    /// The last frame whose items the reader has all been handed.
    pub read: u64,
    /// The frame up to which the pace was kept.
    pub paced: u64,
    /// The command has not answered yet: it may not have begun, and it may still be refused.
    pub opening: bool,
    /// Why nothing more comes. The reader learns it behind what is in the inbox.
    pub last: Option<Outcome>,
    /// How it ended, now that the reader knows.
    pub outcome: Option<Outcome>,
    pub line: Option<Line>,
    /// The channel told its own end.
    pub closed: bool,
    /// The frame that told the end, until it is acknowledged.
    pub unthanked: Option<u64>,
    /// Frames that came before the reader asked.
    inbox: VecDeque<Received>,
    cancelled: bool,
    counted: Option<OpenStream>,
    wakers: Wakers,
}

/// What the reader does next.
pub(super) enum Next {
    Take(Received),
    Drain(u64),
    Wait,
    Over(Option<Error>),
}

impl Default for State {
    fn default() -> Self {
        Self {
            sequence: Sequence::default(),
            read: 0,
            paced: 0,
            opening: true,
            last: None,
            outcome: None,
            line: None,
            closed: false,
            unthanked: None,
            inbox: VecDeque::new(),
            cancelled: false,
            counted: Some(OpenStream::new()),
            wakers: Wakers::default(),
        }
    }
}

impl State {
    pub fn next(&mut self) -> Next {
        if self.is_over() {
            return Next::Over(None);
        }
        if let Some(frame) = self.inbox.pop_front() {
            return Next::Take(frame);
        }
        match self.last.clone() {
            // A command that is refused may have left a stream that looks finished: it answers first.
            Some(_) if self.opening => Next::Wait,
            Some(last) => {
                self.settle(last.clone());
                match last {
                    Err(error) | Ok(End::Failed { error, .. }) => Next::Over(Some(error)),
                    Ok(_) => Next::Over(None),
                }
            }
            None => self.sequence.due().map_or(Next::Wait, Next::Drain),
        }
    }

    pub const fn is_over(&self) -> bool {
        self.cancelled || self.outcome.is_some()
    }

    /// A ring or an answer came, with a frame to take or with nothing new.
    pub fn arrived(&mut self, frame: Option<Received>) {
        if let Some(frame) = frame
            && !self.is_over()
        {
            stats::taken(frame.len(), frame.size());
            if let Some(end) = &frame.end {
                self.unthanked = Some(frame.seq);
                self.last(Ok(end.clone()));
            }
            if !frame.is_empty() {
                self.inbox.push_back(frame);
            }
        }
        self.wakers.wake();
    }

    /// A ring came that could not be read.
    pub fn lost(&mut self) {
        self.sequence.lost();
        self.wakers.wake();
    }

    /// The channel told its own end. There may be a last frame that did not ring; but a command that is
    /// still opening may have been refused, which its answer will tell.
    pub fn closed(&mut self) {
        self.closed = true;
        if !self.opening {
            self.sequence.lost();
        }
        self.wakers.wake();
    }

    /// The command has answered. Returns whether its stream had begun by then.
    pub fn opened(&mut self, answer: Result<(), Error>) -> bool {
        self.opening = false;
        let begun = self.sequence != Sequence::default();
        match answer {
            Err(error) if !matches!(self.last, Some(Ok(End::Failed { .. } | End::Cancelled { .. }))) => {
                self.last = Some(Err(error));
            }
            _ if self.closed => self.sequence.lost(),
            _ => {}
        }
        self.wakers.wake();
        begun
    }

    /// The stream was taken up behind this frame.
    pub fn attached(&mut self, after: u64) {
        self.sequence.attached(after);
        self.read = self.read.max(after);
        // What has piled up is here to be had: there is no frame behind which to keep the pace.
        self.paced = after;
        self.opened(Ok(()));
    }

    /// Nothing more comes.
    pub fn last(&mut self, last: Outcome) {
        self.last.get_or_insert(last);
        self.wakers.wake();
    }

    /// The reader wants nothing more. Returns whether the producer is to be stopped.
    pub fn cancel(&mut self) -> bool {
        if self.is_over() {
            return false;
        }
        self.cancelled = true;
        self.inbox.clear();
        match self.last.clone() {
            Some(last) => {
                self.settle(last);
                false
            }
            None => {
                self.wakers.wake();
                true
            }
        }
    }

    /// The reader knows how it ended.
    pub fn settle(&mut self, outcome: Outcome) {
        if self.outcome.is_none() {
            if let Ok(end) = &outcome {
                stats::ended(end.account());
            }
            self.counted = None;
            self.outcome = Some(outcome);
        }
        self.wakers.wake();
    }

    pub fn watch(&mut self, cx: &Context<'_>) {
        self.wakers.watch(cx);
    }
}
