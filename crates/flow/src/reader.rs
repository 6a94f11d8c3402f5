use std::{mem, sync::Arc};

use millstream_shared::{Account, Code, End, Error, Limits, Policy, Wire};

use crate::{
    Batch, Bell, Body, Buffer, Entry, Form, Push, Status,
    effect::Ring,
    encode,
    frame::{future_frame, stale_frame},
    meter::Meter,
    outcome::Outcome,
};

/// One reader's side of a stream: what waits for it, what it was sent, and how far it has come.
///
/// `armed` implies that the buffer is empty and every frame is acknowledged: the next news rings.
pub struct Reader {
    pub id: u64,
    /// Whether the producer goes by its pace; else it only looks on.
    pub paces: bool,
    form: Form,
    /// None when the reader needs no more rings.
    bell: Option<Arc<dyn Bell>>,
    /// Whether there is somebody to hear it.
    attached: bool,
    buffer: Buffer,
    account: Account,
    /// The last frame that was formed.
    seq: u64,
    /// That frame, until it is acknowledged.
    unacked: Option<Batch>,
    armed: bool,
    /// Whether it takes nothing more, by its own choice.
    left: bool,
    /// Whether the last frame formed holds the end.
    told: bool,
    /// Whether that frame went out with a ring.
    rung_out: bool,
    meter: Meter,
}

/// What became of an item that was offered to a reader.
pub enum Taken {
    /// The reader has it, or has lost it by the item's own rule; with what is to be rung.
    Yes(Option<Ring>),
    /// There is no room.
    Full,
}

impl Reader {
    pub fn new(id: u64, form: Form, bell: Option<Arc<dyn Bell>>, limits: Limits) -> Self {
        Self {
            id,
            paces: true,
            form,
            attached: bell.is_some(),
            bell,
            buffer: Buffer::new(limits),
            account: Account::default(),
            seq: 0,
            unacked: None,
            armed: true,
            left: false,
            told: false,
            rung_out: false,
            meter: Meter::default(),
        }
    }

    /// The same reader, who only looks on.
    pub const fn observer(mut self) -> Self {
        self.paces = false;
        self
    }

    pub fn set_limits(&mut self, limits: Limits) {
        self.buffer.set_limits(limits);
    }

    /// Whether an item would find room, or would not need it.
    pub fn has_room(&self, entry: &Entry) -> bool {
        self.form == Form::Items || self.is_armed() || self.buffer.has_room(entry)
    }

    /// Whether an item can travel in this reader's form.
    pub const fn can_carry(&self, entry: &Entry) -> bool {
        entry.attachments.is_empty() || matches!(self.form, Form::Frames { wire: Wire::Bytes, .. })
    }

    /// Takes an item, or leaves it as it is.
    pub fn offer(&mut self, entry: &mut Entry) -> Result<Taken, Error> {
        if self.form == Form::Items {
            return self.pass_on(entry).map(Taken::Yes);
        }
        if self.is_armed() {
            self.armed = false;
            self.account.offered += 1;
            return Ok(Taken::Yes(self.ring_with(entry)));
        }
        let push = self.buffer.push(entry);
        self.count(push);
        Ok(if push == Push::Full { Taken::Full } else { Taken::Yes(None) })
    }

    /// Takes an item although the buffer is full, if no more than so many were; else it is dropped.
    pub fn force(&mut self, entry: &mut Entry, late: usize) {
        let push = self.buffer.force(entry, late);
        self.count(push);
    }

    /// An item came too late.
    pub const fn discard(&mut self) {
        self.account.offered += 1;
        self.account.discarded += 1;
    }

    /// An item passes by, because the reader is slow and others are not.
    pub const fn miss(&mut self) {
        self.account.offered += 1;
        self.account.dropped += 1;
    }

    /// So many items were replaced by newer ones before they came here.
    pub const fn coalesce(&mut self, items: u64) {
        self.account.offered += items;
        self.account.coalesced += items;
    }

    /// Acknowledges frame `after` and forms the next one; see [`crate::Drain::drain`].
    pub fn drain(&mut self, after: u64, outcome: Option<&Outcome>) -> Result<Body, Error> {
        if after > self.seq {
            return Err(future_frame(after, self.seq));
        }
        if self.left {
            return self.empty(outcome);
        }
        if after < self.seq {
            let again = self.unacked.as_ref().filter(|_| after + 1 == self.seq);
            let batch = again.ok_or_else(|| stale_frame(after, self.seq))?;
            return self.frame(self.seq, batch, outcome.filter(|_| self.told));
        }
        let acknowledged = self.unacked.take();
        self.meter.answered(acknowledged.is_some());
        if self.told {
            // The stream may be remembered for long; its memory is not.
            self.buffer.rest();
            return self.empty(outcome);
        }
        if let Some(batch) = acknowledged {
            self.buffer.recycle(batch);
        }
        if self.buffer.is_empty() && outcome.is_none() {
            self.armed = true;
            self.buffer.rest();
            return self.empty(outcome);
        }
        let batch = self.buffer.take();
        self.account.delivered += u64::from(batch.len());
        let body = self.frame(self.seq + 1, &batch, outcome);
        self.sent(batch, outcome.is_some(), body.as_ref().map_or(0, Body::len));
        body
    }

    /// Rings with the end, if the bell is armed.
    pub fn end(&mut self, outcome: &Outcome) -> Option<Ring> {
        if self.left || self.form == Form::Items || !self.is_armed() {
            return None;
        }
        self.armed = false;
        let inside = self.inline(Batch::default(), Some(outcome));
        self.rung_out = inside.is_some();
        let body = inside.or_else(|| self.bell());
        self.ring(body)
    }

    /// Lets go of what waits, and takes nothing more.
    pub fn leave(&mut self) {
        self.left = true;
        self.unacked = None;
        self.meter.answered(false);
        self.account.discarded += u64::from(self.buffer.clear());
    }

    /// The reader hears no rings for a while: what comes waits.
    pub const fn detach(&mut self) {
        self.armed = false;
        self.attached = false;
    }

    /// The reader is there again, or another in its place, which has all frames up to `after`: by default
    /// those that were acknowledged. It is to drain. Answers `after`, and the bell that is not needed.
    pub fn attach(
        &mut self,
        form: Form,
        bell: Arc<dyn Bell>,
        after: Option<u64>,
    ) -> Result<(u64, Option<Arc<dyn Bell>>), Error> {
        let acknowledged = self.acknowledged();
        let after = after.unwrap_or(acknowledged);
        if after > self.seq {
            return Err(future_frame(after, self.seq));
        }
        if self.left {
            // Its drains answer the end, whatever they acknowledge.
            return Ok((after, Some(bell)));
        }
        if after < acknowledged {
            return Err(stale_frame(after, self.seq));
        }
        self.form = form;
        self.armed = false;
        self.attached = true;
        Ok((after, self.bell.replace(bell)))
    }

    /// The bell, which does not ring any more.
    pub const fn let_go(&mut self) -> Option<Arc<dyn Bell>> {
        self.bell.take()
    }

    /// Whether it needs no more rings once the producer has stopped: it has left or takes plain items, it
    /// has acknowledged the end, or was rung with it. A ring cannot get lost, so nobody asks for it again.
    pub const fn needs_no_bell(&self) -> bool {
        self.left
            || matches!(self.form, Form::Items)
            || (self.told && (self.rung_out || self.unacked.is_none()))
    }

    pub const fn has_left(&self) -> bool {
        self.left
    }

    pub const fn account(&self) -> Account {
        self.account
    }

    /// How the stream stands for this reader, with what is the same for all.
    pub fn status(&self, policy: Policy, limits: Limits, stopped: bool) -> Status {
        Status {
            account: self.account,
            items: self.buffer.len(),
            bytes: self.buffer.bytes(),
            in_flight: self.unacked.as_ref().map_or(0, Batch::len),
            acknowledged: self.acknowledged(),
            frames: self.meter.frames(),
            frame_bytes: self.meter.bytes(),
            p50: self.meter.latency(50.0),
            p99: self.meter.latency(99.0),
            // Who was rung with the end is not asked for anything more.
            owes: self.meter.since().filter(|_| !self.needs_no_bell()).map(|since| since.elapsed()),
            attached: self.attached,
            form: self.form,
            policy,
            limits,
            stopped,
        }
    }

    /// The last frame that was acknowledged.
    fn acknowledged(&self) -> u64 {
        self.seq - u64::from(self.unacked.is_some())
    }

    fn count(&mut self, push: Push) {
        match push {
            Push::Full => return,
            Push::Superseded => self.account.coalesced += 1,
            Push::Kept { dropped } | Push::Dropped { dropped } => self.account.dropped += u64::from(dropped),
        }
        self.account.offered += 1;
    }

    /// A reader who is away hears no bell.
    const fn is_armed(&self) -> bool {
        self.armed && self.attached
    }

    fn pass_on(&mut self, entry: &mut Entry) -> Result<Option<Ring>, Error> {
        let text = String::from_utf8(mem::take(&mut entry.text))
            .map_err(|error| Error::new(Code::BAD_ITEM, format!("An item is not UTF-8: {error}.")))?;
        self.account.offered += 1;
        self.account.delivered += 1;
        Ok(self.ring(Some(Body::Json(text))))
    }

    /// Rings with the first item after silence: the item inside if it is small, else in the buffer.
    fn ring_with(&mut self, entry: &mut Entry) -> Option<Ring> {
        let small = matches!(self.form, Form::Frames { inline, .. } if entry.bytes() < inline);
        let inside = small.then(|| {
            let mut batch = Batch::default();
            batch.push(&mut entry.clone());
            self.inline(batch, None)
        });
        let body = inside.flatten().or_else(|| {
            // An empty buffer takes anything.
            self.buffer.push(entry);
            self.bell()
        });
        self.ring(body)
    }

    /// Forms the next frame for a ring, if it is small enough for one.
    fn inline(&mut self, batch: Batch, outcome: Option<&Outcome>) -> Option<Body> {
        let Form::Frames { inline, .. } = self.form else { return None };
        // What cannot be written is not passed over: the bell rings, and the drain says what is wrong.
        let body = self.frame(self.seq + 1, &batch, outcome).ok()?;
        if body.len() >= inline {
            return None;
        }
        self.account.delivered += u64::from(batch.len());
        self.sent(batch, outcome.is_some(), body.len());
        Some(body)
    }

    fn sent(&mut self, batch: Batch, told: bool, bytes: usize) {
        self.seq += 1;
        self.told = told;
        self.unacked = Some(batch);
        self.meter.sent(bytes);
    }

    fn ring(&self, body: Option<Body>) -> Option<Ring> {
        let bell = self.bell.clone()?;
        body.map(|body| Ring { reader: self.id, bell, body })
    }

    /// The empty frame that asks for a drain. Without items there is nothing that could fail.
    fn bell(&mut self) -> Option<Body> {
        self.meter.rung();
        encode(self.wire(), self.seq, &Batch::default(), true, None).ok()
    }

    /// The answer that carries no news; after the end it still says how that was.
    fn empty(&self, outcome: Option<&Outcome>) -> Result<Body, Error> {
        self.frame(self.seq, &Batch::default(), outcome)
    }

    fn frame(&self, seq: u64, batch: &Batch, outcome: Option<&Outcome>) -> Result<Body, Error> {
        let end: Option<End> = outcome.map(|outcome| outcome.end(self.account));
        encode(self.wire(), seq, batch, false, end.as_ref())
    }

    const fn wire(&self) -> Wire {
        match self.form {
            Form::Frames { wire, .. } => wire,
            Form::Items => Wire::Json,
        }
    }
}
