//! A small sending end, and what can be wrong with one.

use std::{
    future::poll_fn,
    mem,
    sync::{Arc, Mutex, Weak},
    task::{Poll, Waker},
};

use millstream_conformance::{
    Parcels,
    outlet::{Bell, Offer, Opening, Outlet, Stop},
};
use millstream_shared::{Account, Code, End, Error, Frame, Policy};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    LosesTheLastItem,
    RingsAfterACancel,
    EndsTwice,
    TakesItemsBehindTheEnd,
    ForgetsToArmTheBell,
    CountsARetryAsDelivered,
    ForgetsWhatIsDiscarded,
    KeepsTheBellAfterTheEnd,
    KeepsTheBellAfterACancel,
    LetsTwoFramesBeUnacknowledged,
    SwallowsTheEndAtZeroCredit,
    Reorders,
    AnswersARepeatedDrainWithANewFrame,
    DoesNotTellTheProducerOfACancel,
    DoesNotWakeTheProducerAtACancel,
    AcceptsAFutureFrame,
    AcceptsAStaleFrame,
    GrowsBeyondTheLimit,
    LeavesAGapBetweenFrames,
    FinishesWhereItFailed,
    ReadsOnAfterACancel,
    CancelsTwice,
    OutlivesItsPage,
    RingsForAReaderWhoIsAway,
    SkipsWhatWasNotAcknowledged,
    AttachesToTheFuture,
    DoesNotRingForTheEnd,
    CountsNoBytes,
    AttachesToThePast,
    HangsInASecondCancel,
    StartsTwice,
    RingsTheBellOfASecondStart,
    StartsAnewBehindTheEnd,
    HandsOnWhatWasWaiting,
    WaitsForTheSlowest,
    WaitsForNobody,
    EndsWithWhoJoined,
    OutlivesItsOwner,
    LosesRawBytes,
    SwapsRawBytes,
    LosesRawBytesInARetry,
    CountsNoRawBytes,
}

#[derive(Clone)]
pub struct Model(Arc<Mutex<State>>);

type Item = (u64, Vec<Vec<u8>>);

struct State {
    defect: Option<Defect>,
    policy: Policy,
    room: usize,
    bytes: usize,
    bell: Option<Bell>,
    armed: bool,
    away: bool,
    waiting: Vec<Item>,
    seq: u64,
    unacked: Option<Parcels>,
    /// How the producer stopped; its account is filled in when it is told.
    end: Option<End>,
    told: bool,
    rung_out: bool,
    left: bool,
    lost: Option<Error>,
    account: Account,
    wakers: Vec<Waker>,
    /// The same stream as those have it who joined, each a state of its own.
    joined: Vec<Arc<Mutex<Self>>>,
    /// Whose stream it is; none for whose own it is.
    owner: Weak<Mutex<Self>>,
}

impl Model {
    pub fn new(Opening { bell, policy, limits, .. }: Opening, defect: Option<Defect>) -> Self {
        let (room, bytes) = (limits.items as usize, limits.bytes as usize);
        Self::of(State { room, bytes, policy, bell: Some(bell), ..State::fresh(defect) })
    }

    fn of(state: State) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }
}

impl State {
    fn fresh(defect: Option<Defect>) -> Self {
        Self {
            defect,
            policy: Policy::Block,
            room: 0,
            bytes: 0,
            bell: None,
            armed: true,
            away: false,
            waiting: vec![],
            seq: 0,
            unacked: None,
            end: None,
            told: false,
            rung_out: false,
            left: false,
            lost: None,
            account: Account::default(),
            wakers: vec![],
            joined: vec![],
            owner: Weak::new(),
        }
    }
}

impl Model {
    /// Changes the state under the lock; rings, wakes and lets go of the bell behind it.
    fn with<R>(model: &Mutex<State>, change: impl FnOnce(&mut State) -> (R, Option<Parcels>)) -> R {
        let mut state = model.lock().unwrap();
        let (result, ring) = change(&mut state);
        let bell = state.bell.clone();
        drop(state);
        if let (Some(bell), Some(ring)) = (&bell, ring)
            && let Err(error) = bell.ring(ring)
        {
            let mut state = model.lock().unwrap();
            state.lost = Some(error);
            state.left = true;
        }
        let (over, mut wakers, owner) = {
            let mut state = model.lock().unwrap();
            let deaf = state.left && state.is(Defect::DoesNotWakeTheProducerAtACancel);
            (state.over(), if deaf { vec![] } else { mem::take(&mut state.wakers) }, state.owner.upgrade())
        };
        if let Some(owner) = owner {
            wakers.append(&mut owner.lock().unwrap().wakers);
        }
        if let (Some(bell), Some(end)) = (bell, over) {
            bell.over(&end);
        }
        wakers.into_iter().for_each(Waker::wake);
        result
    }
}

impl Outlet for Model {
    fn offer(&self, item: u64) -> Offer {
        self.send((item, vec![]))
    }

    fn stop(&self, how: Stop) {
        let outlives = {
            let own = self.0.lock().unwrap();
            own.left && own.is(Defect::OutlivesItsOwner)
        };
        let stopped = if outlives { 1 } else { usize::MAX };
        for reader in self.readers().iter().take(stopped) {
            Self::with(reader, |state| ((), state.stop(&how)));
        }
    }

    fn is_stopped(&self) -> bool {
        let state = self.0.lock().unwrap();
        let told = state.left && !state.is(Defect::DoesNotTellTheProducerOfACancel);
        told || state.lost.is_some() || state.end.is_some()
    }

    fn drain(&self, after: u64) -> Result<Frame<u64>, Error> {
        self.drain_parcels(after).map(|parcels| parcels.frame)
    }

    fn cancel(&self) {
        Self::with(&self.0, |state| {
            state.cancel();
            // Who had joined has had its end with that; an owner's comes with the producer's.
            let is_over = state.owner.upgrade().is_some().then_some(&Stop::Told);
            ((), is_over.and_then(|how| state.stop(how)))
        });
        let owner = self.0.lock().unwrap().owner.upgrade();
        if let Some(owner) = owner.filter(|owner| owner.lock().unwrap().is(Defect::EndsWithWhoJoined)) {
            Self(owner).cancel();
        }
    }

    fn detach(&self) {
        let mut state = self.0.lock().unwrap();
        state.away = !state.is(Defect::RingsForAReaderWhoIsAway);
    }

    fn attach(&self, bell: Bell, after: Option<u64>) -> Result<u64, Error> {
        let mut state = self.0.lock().unwrap();
        let skips = state.is(Defect::SkipsWhatWasNotAcknowledged);
        let after = after.unwrap_or(state.seq - u64::from(state.unacked.is_some() && !skips));
        if after > state.seq && !state.is(Defect::AttachesToTheFuture) {
            return Err(Error::new(Code::FUTURE_FRAME, "too far"));
        }
        let acknowledged = state.seq - u64::from(state.unacked.is_some());
        if after < acknowledged && !state.is(Defect::AttachesToThePast) {
            return Err(Error::new(Code::STALE_FRAME, "gone"));
        }
        (state.away, state.armed) = (false, false);
        state.bell = Some(bell);
        Ok(after)
    }

    fn hang_up(&self) {
        if !self.0.lock().unwrap().is(Defect::OutlivesItsPage) {
            self.cancel();
        }
    }

    fn offer_with(&self, item: u64, attachments: Vec<Vec<u8>>) -> Option<Offer> {
        Some(self.send((item, attachments)))
    }

    fn drain_parcels(&self, after: u64) -> Result<Parcels, Error> {
        Self::with(&self.0, |state| (state.drain(after), None))
    }

    fn start(&self, bell: Bell) -> Option<Self> {
        let mut state = self.0.lock().unwrap();
        if state.is(Defect::StartsTwice) {
            return Some(self.clone());
        }
        if state.is(Defect::StartsAnewBehindTheEnd) && state.end.is_some() {
            return Some(Self::of(state.beside(Some(bell))));
        }
        if state.is(Defect::RingsTheBellOfASecondStart) {
            state.bell = Some(bell);
        }
        Some(Self::of(State { left: true, ..state.beside(None) }))
    }

    fn join(&self, bell: Bell) -> Option<Self> {
        let mut state = self.0.lock().unwrap();
        let waiting = if state.is(Defect::HandsOnWhatWasWaiting) { state.waiting.clone() } else { vec![] };
        let owner = Arc::downgrade(&self.0);
        let other = Self::of(State { armed: false, waiting, owner, ..state.beside(Some(bell)) });
        state.joined.push(Arc::clone(&other.0));
        Some(other)
    }
}

impl Model {
    /// The owner's state, and those of who has joined.
    fn readers(&self) -> Vec<Arc<Mutex<State>>> {
        let state = self.0.lock().unwrap();
        [Arc::clone(&self.0)].into_iter().chain(state.joined.iter().cloned()).collect()
    }

    fn send(&self, item: Item) -> Offer {
        let model = self.clone();
        Box::pin(poll_fn(move |cx| model.poll_send(&item, cx.waker())))
    }

    fn poll_send(&self, item: &Item, waker: &Waker) -> Poll<bool> {
        let readers = self.readers();
        let full = |reader: &Arc<Mutex<State>>| {
            let reader = reader.lock().unwrap();
            reader.is_full() || (reader.left && reader.owner.strong_count() > 0)
        };
        let mut own = self.0.lock().unwrap();
        let (any, none) = (own.is(Defect::WaitsForTheSlowest), own.is(Defect::WaitsForNobody));
        own.wakers.push(waker.clone());
        drop(own);
        let waits = if any { readers.iter().any(full) } else { readers.iter().all(full) };
        if waits && !(none && readers.len() > 1) {
            return Poll::Pending;
        }
        let is_taken = Self::with(&readers[0], |own| own.take(item));
        for other in readers[1..].iter().filter(|_| is_taken) {
            Self::with(other, |other| other.take(item));
        }
        Poll::Ready(is_taken)
    }
}

impl State {
    fn is(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    /// One beside it.
    fn beside(&self, bell: Option<Bell>) -> Self {
        let Self { room, bytes, policy, .. } = *self;
        Self { room, bytes, policy, bell, ..Self::fresh(self.defect) }
    }

    fn is_stopped(&self) -> bool {
        self.left || self.lost.is_some() || self.end.is_some()
    }

    fn is_full(&self) -> bool {
        let room = self.room + usize::from(self.is(Defect::GrowsBeyondTheLimit));
        let raw = |bytes: &[Vec<u8>]| bytes.iter().map(Vec::len).sum::<usize>();
        let counts = usize::from(!self.is(Defect::CountsNoRawBytes));
        let bytes: usize =
            self.waiting.iter().map(|(item, bytes)| item.to_string().len() + counts * raw(bytes)).sum();
        let heavy = bytes >= self.bytes && !self.is(Defect::CountsNoBytes);
        self.policy == Policy::Block && (self.waiting.len() >= room || heavy) && !self.is_stopped()
    }

    /// Takes an item, or misses it where others have room and it has none; or is stopped.
    fn take(&mut self, item: &Item) -> (bool, Option<Parcels>) {
        let item = item.clone();
        let behind = self.is(Defect::TakesItemsBehindTheEnd) && self.end.is_some();
        let rings = self.is(Defect::RingsAfterACancel) && self.left;
        if rings {
            self.waiting.push(item);
            return (true, Some(self.form()));
        }
        if self.is_stopped() && !behind {
            return (false, None);
        }
        self.account.offered += 1;
        if self.is_full() {
            self.account.dropped += 1;
            return (true, None);
        }
        if self.is(Defect::Reorders) {
            self.waiting.insert(0, item);
        } else {
            self.waiting.push(item);
        }
        match self.policy {
            Policy::Latest if self.waiting.len() > 1 => {
                self.waiting.remove(0);
                self.account.coalesced += 1;
            }
            Policy::DropOldest if self.waiting.len() > self.room => {
                self.waiting.remove(0);
                self.account.dropped += 1;
            }
            Policy::DropNewest if self.waiting.len() > self.room => {
                self.waiting.pop();
                self.account.dropped += 1;
            }
            _ => {}
        }
        let eager = self.is(Defect::LetsTwoFramesBeUnacknowledged) && self.seq == 1;
        (true, self.ring(eager))
    }

    fn ring(&mut self, eager: bool) -> Option<Parcels> {
        if self.away || self.left || !(self.armed || eager) {
            return None;
        }
        self.armed = false;
        let frame = self.form();
        self.rung_out = self.told;
        Some(frame)
    }

    fn form(&mut self) -> Parcels {
        self.seq += 1 + u64::from(self.is(Defect::LeavesAGapBetweenFrames) && self.seq == 2);
        let (items, bulks): (Vec<_>, Vec<_>) = mem::take(&mut self.waiting).into_iter().unzip();
        self.account.delivered += items.len() as u64;
        self.told = self.end.is_some();
        let mut attachments: Vec<_> =
            (0..).zip(bulks).flat_map(|(place, bulk)| bulk.into_iter().map(move |it| (place, it))).collect();
        if self.is(Defect::SwapsRawBytes) {
            attachments.reverse();
        }
        if self.is(Defect::LosesRawBytes) {
            attachments.clear();
        }
        let parcels = Parcels { frame: self.frame(items), attachments };
        let again = if self.is(Defect::LosesRawBytesInARetry) { &[][..] } else { &parcels.attachments };
        self.unacked = Some(Parcels { attachments: again.to_vec(), ..parcels.clone() });
        parcels
    }

    fn frame(&self, items: Vec<u64>) -> Frame<u64> {
        Frame { seq: self.seq, items, more: false, end: self.ended() }
    }

    fn ended(&self) -> Option<End> {
        let account = self.account;
        self.end.clone().map(|end| match end {
            End::Finished { .. } => End::Finished { account },
            End::Failed { error, .. } => End::Failed { error, account },
            End::Cancelled { .. } => End::Cancelled { account },
        })
    }

    fn stop(&mut self, how: &Stop) -> Option<Parcels> {
        if self.end.is_some() && !self.is(Defect::EndsTwice) {
            return None;
        }
        if self.is(Defect::LosesTheLastItem) && self.waiting.pop().is_some() {
            self.account.offered -= 1;
        }
        let account = self.account;
        let failed = |error| End::Failed { error, account };
        self.end = Some(match how {
            _ if self.lost.is_some() => failed(self.lost.clone().unwrap()),
            Stop::Panicked => failed(Error::new(Code::PANICKED, "It panicked.")),
            _ if self.left => End::Cancelled { account },
            Stop::Failed(_) if self.is(Defect::FinishesWhereItFailed) => End::Finished { account },
            Stop::Failed(error) => failed(error.clone()),
            Stop::Told => End::Cancelled { account },
            Stop::Finished | Stop::LetGo => End::Finished { account },
        });
        let swallowed = self.is(Defect::SwallowsTheEndAtZeroCredit) && self.unacked.is_some();
        if swallowed {
            self.end = None;
        }
        if self.is(Defect::DoesNotRingForTheEnd) { None } else { self.ring(false).filter(|_| !swallowed) }
    }

    fn drain(&mut self, after: u64) -> Result<Parcels, Error> {
        let empty = self.frame(vec![]).into();
        if after > self.seq && !self.is(Defect::AcceptsAFutureFrame) {
            return Err(Error::new(Code::FUTURE_FRAME, "too far"));
        }
        if self.left && !self.is(Defect::ReadsOnAfterACancel) {
            return Ok(empty);
        }
        if after < self.seq {
            let again = self.unacked.clone().filter(|_| after + 1 == self.seq);
            if self.is(Defect::CountsARetryAsDelivered) {
                self.account.delivered += again.as_ref().map_or(0, |again| again.frame.items.len() as u64);
            }
            if self.is(Defect::AnswersARepeatedDrainWithANewFrame) && !self.waiting.is_empty() {
                return Ok(self.form());
            }
            if self.is(Defect::AcceptsAStaleFrame) && again.is_none() {
                return Ok(empty);
            }
            return again.ok_or_else(|| Error::new(Code::STALE_FRAME, "gone"));
        }
        self.unacked = None;
        if self.told {
            return Ok(empty);
        }
        if self.waiting.is_empty() && self.end.is_none() {
            self.armed = !self.is(Defect::ForgetsToArmTheBell);
            return Ok(empty);
        }
        Ok(self.form())
    }

    fn cancel(&mut self) {
        while self.left && self.is(Defect::HangsInASecondCancel) {
            std::thread::park();
        }
        if mem::replace(&mut self.left, true) && self.is(Defect::CancelsTwice) {
            self.account.discarded += 1;
        }
        self.unacked = None;
        let waiting = match self.defect {
            Some(Defect::ReadsOnAfterACancel) => vec![],
            _ => mem::take(&mut self.waiting),
        };
        if !self.is(Defect::ForgetsWhatIsDiscarded) {
            self.account.discarded += waiting.len() as u64;
        }
    }

    /// The end for the bell, once, when it is not needed any more.
    fn over(&mut self) -> Option<End> {
        let end = self.ended()?;
        let done = self.left || (self.told && (self.rung_out || self.unacked.is_none()));
        let keeps = (self.is(Defect::KeepsTheBellAfterTheEnd) && !self.left)
            || (self.is(Defect::KeepsTheBellAfterACancel) && self.left);
        if !done || self.bell.is_none() || keeps {
            return None;
        }
        self.bell = None;
        Some(end)
    }
}
