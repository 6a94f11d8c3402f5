use std::sync::Arc;

use millstream_shared::{Code, End, Error, Limits, Policy};

use crate::{
    Bell, Body, Entry, Failure, Form, Rule, Status,
    effect::{Effect, Offer, Ring},
    frame::no_room_for_bytes,
    outcome::Outcome,
    reader::{Reader, Taken},
};

/// What a stream knows, and how each call changes it. What is to be done outside of the lock comes back as
/// an [`Effect`].
pub struct State {
    /// The reader that the stream was opened for, then those that joined.
    readers: Vec<Reader>,
    next: u64,
    policy: Policy,
    limits: Limits,
    /// How many items may wait beyond the limits: as many as there were adapters at one time.
    late: usize,
    /// Why the producer is to stop, if it is the stream that cannot go on.
    failure: Option<Error>,
    panicked: bool,
    /// How the producer stopped, once it has.
    outcome: Option<Outcome>,
}

/// The reader that the stream was opened for: when it leaves, the producer is to stop.
pub const OWNER: u64 = 0;

impl State {
    pub fn new(form: Form, bell: Option<Arc<dyn Bell>>) -> Self {
        let limits = Limits::default();
        Self {
            readers: vec![Reader::new(OWNER, form, bell, limits)],
            next: OWNER + 1,
            policy: Policy::default(),
            limits,
            late: 0,
            failure: None,
            panicked: false,
            outcome: None,
        }
    }

    pub const fn set_policy(&mut self, policy: Policy) {
        self.policy = policy;
    }

    pub fn set_limits(&mut self, Limits { items, bytes }: Limits) {
        self.limits = Limits { items, bytes: bytes.min(MAX_BYTES) };
        self.readers.iter_mut().for_each(|reader| reader.set_limits(self.limits));
    }

    /// Takes an item, or leaves it as it is.
    ///
    /// The producer waits only while nobody whose pace counts has room, so that a slow reader never delays a
    /// fast one: with several readers, those that have no room miss the item.
    pub fn offer(&mut self, entry: &mut Entry) -> Offer {
        if self.is_stopped() {
            return Offer::Stopped(Effect::default());
        }
        if let Some(error) = self.refusal(entry) {
            return Offer::Stopped(self.fail(error));
        }
        // A smaller item in the place of a larger one leaves room for one that waits.
        let wake = matches!(entry.rule, Rule::Supersede(_));
        let taken = match self.readers.as_mut_slice() {
            [only] => only.offer(entry).map(|taken| match taken {
                Taken::Full => None,
                Taken::Yes(ring) => Some(ring.into_iter().collect()),
            }),
            readers => offer_to_all(readers, entry),
        };
        match taken {
            Ok(Some(rings)) => Offer::Taken(Effect { rings, wake, ..Effect::default() }),
            Ok(None) => Offer::Full,
            Err(error) => Offer::Stopped(self.fail(error)),
        }
    }

    /// Takes an item even if there is no room.
    pub fn give(&mut self, mut entry: Entry) -> Effect {
        match self.offer(&mut entry) {
            Offer::Taken(effect) => effect,
            Offer::Full => {
                let late = self.late;
                self.open().for_each(|reader| reader.force(&mut entry.clone(), late));
                Effect::default()
            }
            Offer::Stopped(effect) => {
                self.discard();
                effect
            }
        }
    }

    /// There are so many adapters, each of which may [`give`](Self::give) an item when it goes.
    pub fn expect_late(&mut self, items: usize) {
        self.late = self.late.max(items);
    }

    /// An item that was taken in goes nowhere.
    pub fn discard(&mut self) {
        if self.outcome.is_none() {
            self.readers.iter_mut().for_each(Reader::discard);
        }
    }

    /// So many items were replaced by newer ones before they were offered.
    pub fn coalesce(&mut self, items: u64) {
        let stopped = self.is_stopped();
        if self.outcome.is_none() {
            let counted = self.readers.iter_mut().filter(|reader| stopped || !reader.has_left());
            counted.for_each(|reader| reader.coalesce(items));
        }
    }

    /// Acknowledges frame `after` and forms the next one.
    pub fn drain(&mut self, reader: u64, after: u64) -> Result<(Body, Effect), Error> {
        let outcome = self.outcome_for(reader);
        let body = self.reader(reader).drain(after, outcome.as_ref())?;
        Ok((
            body,
            Effect { wake: true, released: self.released(reader).into_iter().collect(), ..Effect::default() },
        ))
    }

    /// A reader leaves: what waits for it is discarded. If it is the owner, the producer is to stop.
    pub fn leave(&mut self, reader: u64) -> Effect {
        self.reader(reader).leave();
        Effect {
            stop: reader == OWNER,
            wake: true,
            released: self.released(reader).into_iter().collect(),
            ended: reader != OWNER,
            ..Effect::default()
        }
    }

    /// Another reader, from now on. It has room, so nobody need wait any more.
    pub fn join(&mut self, form: Form, bell: Arc<dyn Bell>) -> (u64, Effect) {
        let reader = Reader::new(self.next, form, Some(bell), self.limits);
        (self.admit(reader), Effect { wake: true, ..Effect::default() })
    }

    /// The same for one who drains first; refused, there is no such reader.
    pub fn join_to_drain(
        &mut self,
        form: Form,
        bell: Arc<dyn Bell>,
        after: Option<u64>,
    ) -> Result<(u64, Effect), Error> {
        let mut reader = Reader::new(self.next, form, None, self.limits);
        reader.attach(form, bell, after)?;
        Ok((self.admit(reader), Effect { wake: true, ..Effect::default() }))
    }

    /// Another reader, from now on, whom the producer does not heed.
    pub fn observe(&mut self, form: Form, bell: Arc<dyn Bell>) -> u64 {
        let reader = Reader::new(self.next, form, Some(bell), self.limits).observer();
        self.admit(reader)
    }

    /// A reader who joined is forgotten; the owner never is.
    pub fn forget(&mut self, reader: u64) -> Effect {
        let effect = self.leave(reader);
        self.readers.retain(|known| known.id != reader || reader == OWNER);
        effect
    }

    /// A reader is away for a while.
    pub fn detach(&mut self, reader: u64) {
        self.reader(reader).detach();
    }

    /// A reader is there again; see [`Reader::attach`].
    pub fn attach(
        &mut self,
        reader: u64,
        form: Form,
        bell: Arc<dyn Bell>,
        after: Option<u64>,
    ) -> Result<(u64, Option<Arc<dyn Bell>>), Error> {
        self.reader(reader).attach(form, bell, after)
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
        let outcome = self.outcome(result);
        let mut effect = Effect { stop: true, wake: true, ended: true, ..Effect::default() };
        effect.rings = self.readers.iter_mut().filter_map(|reader| reader.end(&outcome)).collect();
        self.outcome = Some(outcome);
        for at in 0..self.readers.len() {
            effect.released.extend(self.released(self.readers[at].id));
        }
        effect
    }

    /// Whether no more items are taken.
    pub fn is_stopped(&self) -> bool {
        self.has_left(OWNER) || self.failure.is_some() || self.outcome.is_some()
    }

    /// How the stream ended for a reader, once the producer has stopped or that reader has left. The
    /// account is final when nothing waits.
    pub fn end(&self, reader: u64) -> Option<End> {
        let outcome = self.outcome_for(reader)?;
        Some(outcome.end(self.find(reader).account()))
    }

    /// How the stream stands for a reader.
    pub fn status(&self, reader: u64) -> Status {
        self.find(reader).status(self.policy, self.limits, self.is_stopped())
    }

    fn find(&self, reader: u64) -> &Reader {
        self.readers.iter().find(|known| known.id == reader).unwrap_or_else(|| unknown(reader))
    }

    fn admit(&mut self, reader: Reader) -> u64 {
        let id = reader.id;
        self.next += 1;
        self.readers.push(reader);
        id
    }

    fn reader(&mut self, reader: u64) -> &mut Reader {
        self.readers.iter_mut().find(|known| known.id == reader).unwrap_or_else(|| unknown(reader))
    }

    fn open(&mut self) -> impl Iterator<Item = &mut Reader> {
        self.readers.iter_mut().filter(|reader| !reader.has_left())
    }

    fn has_left(&self, reader: u64) -> bool {
        self.find(reader).has_left()
    }

    /// A reader who left by itself need not wait for the producer.
    fn outcome_for(&self, reader: u64) -> Option<Outcome> {
        if reader != OWNER && self.has_left(reader) {
            return Some(Outcome::Cancelled);
        }
        self.outcome.clone()
    }

    /// The bell of a reader for whom the stream is over, and its end.
    fn released(&mut self, reader: u64) -> Option<(Arc<dyn Bell>, End)> {
        let end = self.end(reader)?;
        let found = self.reader(reader);
        let bell = if found.needs_no_bell() { found.let_go() } else { None };
        bell.map(|bell| (bell, end))
    }

    fn outcome(&mut self, result: Option<Result<(), Failure>>) -> Outcome {
        if let Some(error) = self.failure.take() {
            return Outcome::Failed(error);
        }
        match result {
            // A panic is a defect, and is told even to a reader who has left.
            Some(Err(Failure::Error(error))) if error.code == Code::PANICKED => Outcome::Failed(error),
            None if self.panicked => Outcome::Failed(Error::new(Code::PANICKED, "The producer panicked.")),
            _ if self.has_left(OWNER) => Outcome::Cancelled,
            None | Some(Ok(())) => Outcome::Finished,
            Some(Err(Failure::Stopped)) => Outcome::Cancelled,
            Some(Err(Failure::Error(error))) => Outcome::Failed(error),
        }
    }

    /// Why this item can never be taken, if so.
    fn refusal(&self, entry: &Entry) -> Option<Error> {
        if !self.find(OWNER).can_carry(entry) {
            return Some(no_room_for_bytes());
        }
        let bytes = entry.bytes();
        (bytes > MAX_BYTES as usize).then(|| {
            let message = format!("An item of {bytes} bytes is too large; {MAX_BYTES} is the most.");
            Error::new(Code::BAD_ITEM, message).hint("Send it in parts.")
        })
    }
}

/// The rings of those who got the item; none when nobody had room for it.
fn offer_to_all(readers: &mut [Reader], entry: &Entry) -> Result<Option<Vec<Ring>>, Error> {
    let open = |reader: &&mut Reader| !reader.has_left();
    if !readers.iter_mut().filter(open).any(|reader| reader.paces && reader.has_room(entry)) {
        return Ok(None);
    }
    let mut rings = Vec::new();
    for reader in readers.iter_mut().filter(open) {
        if !reader.can_carry(entry) {
            reader.miss();
            continue;
        }
        match reader.offer(&mut entry.clone())? {
            Taken::Full => reader.miss(),
            Taken::Yes(ring) => rings.extend(ring),
        }
    }
    Ok(Some(rings))
}

fn unknown(reader: u64) -> ! {
    unreachable!("reader {reader} is forgotten when its drain is dropped, and not before")
}

/// The most that an item, and a limit, can be: 1 GiB. The limit and one item then still make a frame whose
/// parts are measured in u32.
const MAX_BYTES: u32 = 1 << 30;
