use std::mem;

use millstream_shared::{Account, Code, End, Error, Limits, Wire};

use crate::{Batch, Body, Buffer, Entry, Failure, Form, Push, encode, frame::no_room_for_bytes};

/// What a stream knows, and how each call changes it. Pure: what is to be done outside of the lock
/// comes back as an [`Effect`].
///
/// `armed` implies that the buffer is empty and every frame is acknowledged: the next news rings.
pub struct State {
    form: Form,
    buffer: Buffer,
    account: Account,
    /// The last frame that was formed.
    seq: u64,
    /// That frame, until it is acknowledged.
    unacked: Option<Batch>,
    armed: bool,
    /// Why the producer is to stop, if it is the stream that cannot go on.
    failure: Option<Error>,
    cancelled: bool,
    panicked: bool,
    /// How the producer stopped, once it has.
    outcome: Option<Outcome>,
    /// Whether the last frame formed holds the end.
    told: bool,
}

/// What is to be done after a change, outside of the lock, in the order of the fields.
#[derive(Debug, Default)]
#[must_use]
pub struct Effect {
    /// Tell the producer to stop.
    pub stop: bool,
    /// Wake producers that wait for room.
    pub wake: bool,
    /// Ring.
    pub ring: Option<Body>,
    /// Let go of the bell, if that has not been done.
    pub over: bool,
    /// Wake those who wait for the end.
    pub ended: bool,
}

/// The answer to an offer.
pub enum Offer {
    /// The item is in.
    Taken(Effect),
    /// There is no room yet.
    Full,
    /// There is no room any more.
    Stopped(Effect),
}

enum Outcome {
    Finished,
    Failed(Error),
    Cancelled,
}

impl State {
    pub fn new(form: Form) -> Self {
        Self {
            form,
            buffer: Buffer::new(Limits::default()),
            account: Account::default(),
            seq: 0,
            unacked: None,
            armed: true,
            failure: None,
            cancelled: false,
            panicked: false,
            outcome: None,
            told: false,
        }
    }

    pub fn set_limits(&mut self, Limits { items, bytes }: Limits) {
        self.buffer.set_limits(Limits { items, bytes: bytes.min(MAX_BYTES) });
    }

    /// Takes an item, or leaves it as it is.
    pub fn offer(&mut self, entry: &mut Entry) -> Offer {
        if self.is_stopped() {
            return Offer::Stopped(Effect::default());
        }
        if let Some(error) = self.refusal(entry) {
            return Offer::Stopped(self.fail(error));
        }
        if self.form == Form::Items {
            return self.pass_on(entry);
        }
        if mem::take(&mut self.armed) {
            self.account.offered += 1;
            return Offer::Taken(Effect { ring: self.ring_with(entry), ..Effect::default() });
        }
        match self.buffer.push(entry) {
            Push::Full => return Offer::Full,
            Push::Superseded => self.account.coalesced += 1,
            Push::Kept => {}
        }
        self.account.offered += 1;
        Offer::Taken(Effect::default())
    }

    /// Acknowledges frame `after` and forms the next one.
    pub fn drain(&mut self, after: u64) -> Result<(Body, Effect), Error> {
        if after > self.seq {
            return Err(future_frame(after, self.seq));
        }
        if self.cancelled {
            return Ok((self.empty()?, Effect::default()));
        }
        if after < self.seq {
            let again = self.unacked.as_ref().filter(|_| after + 1 == self.seq);
            let batch = again.ok_or_else(|| stale_frame(after, self.seq))?;
            return Ok((self.frame(self.seq, batch, self.told)?, Effect::default()));
        }
        let acknowledged = self.unacked.take();
        if self.told {
            // The stream may be remembered for long; its memory is not.
            self.buffer.rest();
            return Ok((self.empty()?, Effect { over: true, ..Effect::default() }));
        }
        if let Some(batch) = acknowledged {
            self.buffer.recycle(batch);
        }
        if self.buffer.is_empty() && self.outcome.is_none() {
            self.armed = true;
            self.buffer.rest();
            return Ok((self.empty()?, Effect::default()));
        }
        let batch = self.buffer.take();
        self.account.delivered += u64::from(batch.len());
        let body = self.frame(self.seq + 1, &batch, self.outcome.is_some());
        self.sent(batch);
        Ok((body?, Effect { wake: true, ..Effect::default() }))
    }

    /// The reader has left: what waits is discarded, and the producer is to stop.
    pub fn cancel(&mut self) -> Effect {
        self.cancelled = true;
        self.unacked = None;
        self.account.discarded += u64::from(self.buffer.clear());
        Effect { stop: true, wake: true, over: self.outcome.is_some(), ..Effect::default() }
    }

    /// The stream cannot go on: the producer is to stop, and the stream then ends as failed.
    pub fn fail(&mut self, error: Error) -> Effect {
        if self.is_stopped() {
            return Effect::default();
        }
        self.failure = Some(error);
        Effect { stop: true, wake: true, ..Effect::default() }
    }

    /// A part of the producer panicked.
    pub const fn panic(&mut self) {
        self.panicked = true;
    }

    /// The producer has stopped: by its own word, or without one when it just let go of the outlet.
    /// Only the first call counts.
    pub fn finish(&mut self, result: Option<Result<(), Failure>>) -> Effect {
        if self.outcome.is_some() {
            return Effect::default();
        }
        self.outcome = Some(self.outcome(result));
        let mut effect = Effect { stop: true, wake: true, ended: true, ..Effect::default() };
        if self.cancelled || self.form == Form::Items {
            effect.over = true;
        } else if mem::take(&mut self.armed) {
            effect.ring = self.inline(Batch::default());
            // A ring cannot get lost, so nobody will ask for this frame again.
            effect.over = effect.ring.is_some();
            effect.ring = effect.ring.or_else(|| self.bell());
        }
        effect
    }

    /// Whether no more items are taken.
    pub const fn is_stopped(&self) -> bool {
        self.cancelled || self.failure.is_some() || self.outcome.is_some()
    }

    /// How the stream ended, once the producer has stopped. The account is final when nothing waits.
    pub fn end(&self) -> Option<End> {
        let account = self.account;
        self.outcome.as_ref().map(|outcome| match outcome {
            Outcome::Finished => End::Finished { account },
            Outcome::Failed(error) => End::Failed { error: error.clone(), account },
            Outcome::Cancelled => End::Cancelled { account },
        })
    }

    pub const fn account(&self) -> Account {
        self.account
    }

    pub const fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    fn outcome(&mut self, result: Option<Result<(), Failure>>) -> Outcome {
        if let Some(error) = self.failure.take() {
            return Outcome::Failed(error);
        }
        match result {
            // A panic is a defect, and is told even to a reader who has left.
            Some(Err(Failure::Error(error))) if error.code == Code::PANICKED => Outcome::Failed(error),
            None if self.panicked => Outcome::Failed(Error::new(Code::PANICKED, "The producer panicked.")),
            _ if self.cancelled => Outcome::Cancelled,
            None | Some(Ok(())) => Outcome::Finished,
            Some(Err(Failure::Stopped)) => Outcome::Cancelled,
            Some(Err(Failure::Error(error))) => Outcome::Failed(error),
        }
    }

    /// Why this item can never be taken, if so.
    fn refusal(&self, entry: &Entry) -> Option<Error> {
        if !entry.attachments.is_empty() && !matches!(self.form, Form::Frames { wire: Wire::Bytes, .. }) {
            return Some(no_room_for_bytes());
        }
        let bytes = entry.bytes();
        (bytes > MAX_BYTES as usize).then(|| {
            let message = format!("An item of {bytes} bytes is too large; {MAX_BYTES} is the most.");
            Error::new(Code::BAD_ITEM, message).hint("Send it in parts.")
        })
    }

    fn pass_on(&mut self, entry: &mut Entry) -> Offer {
        match String::from_utf8(mem::take(&mut entry.text)) {
            Ok(text) => {
                self.account.offered += 1;
                self.account.delivered += 1;
                Offer::Taken(Effect { ring: Some(Body::Json(text)), ..Effect::default() })
            }
            Err(error) => {
                let error = Error::new(Code::BAD_ITEM, format!("An item is not UTF-8: {error}."));
                Offer::Stopped(self.fail(error))
            }
        }
    }

    /// Rings with the first item after silence: the item inside if it is small, else in the buffer.
    fn ring_with(&mut self, entry: &mut Entry) -> Option<Body> {
        let small = matches!(self.form, Form::Frames { inline, .. } if entry.bytes() < inline);
        let inside = small.then(|| {
            let mut batch = Batch::default();
            batch.push(&mut entry.clone());
            self.inline(batch)
        });
        inside.flatten().or_else(|| {
            // An empty buffer takes anything.
            self.buffer.push(entry);
            self.bell()
        })
    }

    /// Forms the next frame for a ring, if it is small enough for one.
    fn inline(&mut self, batch: Batch) -> Option<Body> {
        let Form::Frames { inline, .. } = self.form else { return None };
        // What cannot be written is not passed over: the bell rings, and the drain says what is wrong.
        let body = self.frame(self.seq + 1, &batch, self.outcome.is_some()).ok()?;
        if body.len() >= inline {
            return None;
        }
        self.account.delivered += u64::from(batch.len());
        self.sent(batch);
        Some(body)
    }

    fn sent(&mut self, batch: Batch) {
        self.seq += 1;
        self.told = self.outcome.is_some();
        self.unacked = Some(batch);
    }

    /// The empty frame that asks for a drain. Without items there is nothing that could fail.
    fn bell(&self) -> Option<Body> {
        encode(self.wire(), self.seq, &Batch::default(), true, None).ok()
    }

    /// The answer that carries no news; after the end it still says how that was.
    fn empty(&self) -> Result<Body, Error> {
        encode(self.wire(), self.seq, &Batch::default(), false, self.end().as_ref())
    }

    fn frame(&self, seq: u64, batch: &Batch, told: bool) -> Result<Body, Error> {
        let end = self.end().filter(|_| told);
        encode(self.wire(), seq, batch, false, end.as_ref())
    }

    const fn wire(&self) -> Wire {
        match self.form {
            Form::Frames { wire, .. } => wire,
            Form::Items => Wire::Json,
        }
    }
}

/// The most that an item, and a limit, can be: 1 GiB. The limit and one item then still make a frame whose
/// parts are measured in u32.
const MAX_BYTES: u32 = 1 << 30;

fn future_frame(after: u64, seq: u64) -> Error {
    let message = format!("The drain acknowledges frame {after}, but the last one sent is {seq}.");
    Error::new(Code::FUTURE_FRAME, message).hint("Pass the number of the last frame that arrived.")
}

fn stale_frame(after: u64, seq: u64) -> Error {
    let message = format!("The drain asks for frame {}, but {seq} is acknowledged.", after + 1);
    Error::new(Code::STALE_FRAME, message).hint("Pass the number of the last frame that arrived.")
}
