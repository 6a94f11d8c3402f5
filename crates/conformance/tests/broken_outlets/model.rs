//! A small sending end, and what can be wrong with one.

use std::{
    future::poll_fn,
    mem,
    sync::{Arc, Mutex},
    task::{Poll, Waker},
};

use millstream_conformance::outlet::{Bell, Offer, Opening, Outlet, Stop};
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
}

pub struct Model(Arc<Mutex<State>>);

struct State {
    defect: Option<Defect>,
    policy: Policy,
    room: usize,
    bytes: usize,
    bell: Option<Bell>,
    armed: bool,
    away: bool,
    waiting: Vec<u64>,
    seq: u64,
    unacked: Option<Frame<u64>>,
    /// How the producer stopped; its account is filled in when it is told.
    end: Option<End>,
    told: bool,
    rung_out: bool,
    left: bool,
    lost: Option<Error>,
    account: Account,
    wakers: Vec<Waker>,
}

impl Model {
    pub fn new(Opening { bell, policy, limits, .. }: Opening, defect: Option<Defect>) -> Self {
        Self(Arc::new(Mutex::new(State {
            defect,
            policy,
            room: limits.items as usize,
            bytes: limits.bytes as usize,
            bell: Some(bell),
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
        })))
    }

    /// Changes the state under the lock; rings, wakes and lets go of the bell behind it.
    fn with<R>(model: &Mutex<State>, change: impl FnOnce(&mut State) -> (R, Option<Frame<u64>>)) -> R {
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
        let (over, wakers) = {
            let mut state = model.lock().unwrap();
            let deaf = state.left && state.is(Defect::DoesNotWakeTheProducerAtACancel);
            (state.over(), if deaf { vec![] } else { mem::take(&mut state.wakers) })
        };
        if let (Some(bell), Some(end)) = (bell, over) {
            bell.over(&end);
        }
        wakers.into_iter().for_each(Waker::wake);
        result
    }
}

impl Outlet for Model {
    fn offer(&self, item: u64) -> Offer {
        let model = Arc::clone(&self.0);
        Box::pin(poll_fn(move |cx| Self::with_waker(&model, item, cx.waker())))
    }

    fn stop(&self, how: Stop) {
        Self::with(&self.0, |state| ((), state.stop(how)));
    }

    fn is_stopped(&self) -> bool {
        let state = self.0.lock().unwrap();
        let told = state.left && !state.is(Defect::DoesNotTellTheProducerOfACancel);
        told || state.lost.is_some() || state.end.is_some()
    }

    fn drain(&self, after: u64) -> Result<Frame<u64>, Error> {
        Self::with(&self.0, |state| (state.drain(after), None))
    }

    fn cancel(&self) {
        Self::with(&self.0, |state| ((), state.cancel()));
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
}

impl Model {
    fn with_waker(model: &Mutex<State>, item: u64, waker: &Waker) -> Poll<bool> {
        let full = {
            let mut state = model.lock().unwrap();
            let full = state.is_full();
            if full {
                state.wakers.push(waker.clone());
            }
            full
        };
        if full { Poll::Pending } else { Poll::Ready(Self::with(model, |state| state.take(item))) }
    }
}

impl State {
    fn is(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    fn is_stopped(&self) -> bool {
        self.left || self.lost.is_some() || self.end.is_some()
    }

    fn is_full(&self) -> bool {
        let room = self.room + usize::from(self.is(Defect::GrowsBeyondTheLimit));
        let bytes: usize = self.waiting.iter().map(|item| item.to_string().len()).sum();
        let heavy = bytes >= self.bytes && !self.is(Defect::CountsNoBytes);
        self.policy == Policy::Block && (self.waiting.len() >= room || heavy) && !self.is_stopped()
    }

    /// Takes an item that there is room for; or is stopped.
    fn take(&mut self, item: u64) -> (bool, Option<Frame<u64>>) {
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

    fn ring(&mut self, eager: bool) -> Option<Frame<u64>> {
        if self.away || self.left || !(self.armed || eager) {
            return None;
        }
        self.armed = false;
        let frame = self.form();
        self.rung_out = self.told;
        Some(frame)
    }

    fn form(&mut self) -> Frame<u64> {
        self.seq += 1 + u64::from(self.is(Defect::LeavesAGapBetweenFrames) && self.seq == 2);
        let items = mem::take(&mut self.waiting);
        self.account.delivered += items.len() as u64;
        self.told = self.end.is_some();
        let frame = Frame { seq: self.seq, items, more: false, end: self.ended() };
        self.unacked = Some(frame.clone());
        frame
    }

    fn ended(&self) -> Option<End> {
        let account = self.account;
        self.end.clone().map(|end| match end {
            End::Finished { .. } => End::Finished { account },
            End::Failed { error, .. } => End::Failed { error, account },
            End::Cancelled { .. } => End::Cancelled { account },
        })
    }

    fn stop(&mut self, how: Stop) -> Option<Frame<u64>> {
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
            Stop::Failed(error) => failed(error),
            Stop::Told => End::Cancelled { account },
            Stop::Finished | Stop::LetGo => End::Finished { account },
        });
        let swallowed = self.is(Defect::SwallowsTheEndAtZeroCredit) && self.unacked.is_some();
        if swallowed {
            self.end = None;
        }
        if self.is(Defect::DoesNotRingForTheEnd) { None } else { self.ring(false).filter(|_| !swallowed) }
    }

    fn drain(&mut self, after: u64) -> Result<Frame<u64>, Error> {
        let empty = Frame { seq: self.seq, items: vec![], more: false, end: self.ended() };
        if after > self.seq && !self.is(Defect::AcceptsAFutureFrame) {
            return Err(Error::new(Code::FUTURE_FRAME, "too far"));
        }
        if self.left && !self.is(Defect::ReadsOnAfterACancel) {
            return Ok(empty);
        }
        if after < self.seq {
            let again = self.unacked.clone().filter(|_| after + 1 == self.seq);
            if self.is(Defect::CountsARetryAsDelivered) {
                self.account.delivered += again.as_ref().map_or(0, |frame| frame.items.len() as u64);
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

    fn cancel(&mut self) -> Option<Frame<u64>> {
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
        None
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
