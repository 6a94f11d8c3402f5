//! A small receiving end, and what can be wrong with one.

use std::{
    cell::RefCell,
    collections::VecDeque,
    future::poll_fn,
    mem,
    rc::{Rc, Weak},
    task::{Poll, Waker},
};

use millstream_client::{
    pace::{delay, spawn},
    transport::{Body, Line, Signal, Transport as _},
};
use millstream_conformance::{
    Parcels,
    inlet::{Inlet, Page, Reader},
};
use millstream_shared::{
    Account, Code, End, Error, Key, OutletArgument, Wire,
    frame::Envelope,
    stream::{ATTACH, AttachRequest, Attached, CANCEL, CancelRequest, DRAIN, DrainRequest},
};
use serde_json::json;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    LosesTheLastItem,
    DeliversAfterACancel,
    TakesLateFramesAfterACancel,
    EndsTwice,
    ReentersTheReader,
    KeepsItsCallbackAfterTheEnd,
    KeepsItsCallbackAfterACancel,
    AsksAhead,
    SwallowsTheEndOfABusyReader,
    SwallowsTheFailureOfABusyReader,
    FinishesWhereItFailed,
    MissesWhatRingsMeanwhile,
    Reorders,
    ReadsTwiceAfterARetry,
    GivesUpAtOnce,
    ForgetsTheBell,
    DoesNotTellTheProducerOfACancel,
    TellsTheProducerLate,
    CountsWrong,
    AsksAfterACancel,
    CancelsTwice,
    StallsWhenItsReaderThrows,
    OpensTwice,
    TakesAnyAnswer,
    AsksAgainForEver,
    MissesAnEndFromElsewhere,
    WaitsForARingAfterAnAttach,
    ForgetsHowFarItCame,
    StartsOverAfterAnAttach,
    KeepsItsCallbackWhenRefused,
    LosesWhatRingsBeforeItIsAttached,
    WaitsForOtherReaders,
    CancelsForOtherReaders,
    LosesRawBytes,
    MixesRawBytesUp,
    HangsInASecondCancel,
    AsksWithoutEnd,
}

#[derive(Clone)]
pub struct Model(Rc<Inner>);

type Item = (u64, Vec<Vec<u8>>);

struct Inner {
    page: Rc<Page>,
    reader: Reader,
    defect: Option<Defect>,
    /// Who reads the same stream on another page.
    first: Weak<Self>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    line: Option<Line>,
    after: u64,
    due: bool,
    asking: bool,
    busy: bool,
    inbox: VecDeque<Item>,
    end: Option<Result<End, Error>>,
    cancelled: bool,
    over: bool,
    /// An attach is under way, or was refused.
    detached: bool,
    wakers: Vec<Waker>,
}

const KEY: Key = Key::new(7);

impl Model {
    pub fn open(page: Rc<Page>, reader: Reader, defect: Option<Defect>) -> Self {
        let model = Self::new(page, reader, defect, Weak::new());
        let channel = model.connect();
        let outlet = OutletArgument { channel, key: KEY, wire: Wire::Bytes, detached: false, shared: false };
        for _ in 0..=usize::from(model.is(Defect::OpensTwice)) {
            drop(model.0.page.invoke("numbers", json!({ "outlet": outlet }).to_string()));
        }
        spawn(model.clone().read());
        if model.is(Defect::ReentersTheReader) {
            spawn(model.clone().read());
        }
        model
    }

    fn new(page: Rc<Page>, reader: Reader, defect: Option<Defect>, first: Weak<Inner>) -> Self {
        Self(Rc::new(Inner { page, reader, defect, first, state: RefCell::default() }))
    }

    /// Registers the callback that hears the rings.
    fn connect(&self) -> String {
        let model = self;
        let weak = Rc::downgrade(&model.0);
        let handler = move |signal| {
            if let Some(inner) = weak.upgrade() {
                Self(inner).rung(&signal);
            }
        };
        let line = model.0.page.register(Box::new(handler)).unwrap();
        let channel = line.argument();
        model.0.state.borrow_mut().line = Some(line);
        channel
    }

    /// Goes on behind the frame that the answer names.
    fn attached(&self, answer: Result<Body, Error>) {
        let mut state = self.0.state.borrow_mut();
        match answer.and_then(|body| body.json::<Attached>()) {
            Ok(Attached { after }) => {
                if !self.is(Defect::StartsOverAfterAnAttach) {
                    state.after = state.after.max(after);
                }
                state.due = !self.is(Defect::WaitsForARingAfterAnAttach);
                state.detached = false;
            }
            Err(error) => state.end = Some(Err(error)),
        }
        drop(state);
        self.wake();
    }

    fn is(&self, defect: Defect) -> bool {
        self.0.defect == Some(defect)
    }

    /// Hands items over, tells the end, and asks for more, for as long as it goes.
    async fn read(self) {
        loop {
            let next = self.0.state.borrow_mut().inbox.pop_front();
            if let Some((item, attachments)) = next {
                let waits = |first: Rc<Inner>| first.state.borrow().busy;
                while self.is(Defect::WaitsForOtherReaders) && self.0.first.upgrade().is_some_and(waits) {
                    self.changed().await;
                }
                self.0.state.borrow_mut().busy = true;
                let goes_on = self.0.reader.parcel(item, attachments).await.is_continue();
                self.0.state.borrow_mut().busy = false;
                if !goes_on && self.is(Defect::StallsWhenItsReaderThrows) {
                    return;
                }
                if !goes_on {
                    self.cancel();
                }
                continue;
            }
            if self.tell() {
                return;
            }
            let drain = {
                let mut state = self.0.state.borrow_mut();
                let goes_on = !state.cancelled || self.is(Defect::AsksAfterACancel);
                let drain = goes_on && state.end.is_none() && !state.asking && mem::take(&mut state.due);
                drain.then_some(state.after)
            };
            match drain {
                Some(after) => self.drain(after).await,
                None => self.changed().await,
            }
        }
    }

    /// Tells the end, if there is one and the reader is done with all before it.
    fn tell(&self) -> bool {
        let end = {
            let mut state = self.0.state.borrow_mut();
            if state.over || state.cancelled {
                return false;
            }
            let Some(end) = state.end.clone() else { return false };
            state.over = true;
            end
        };
        self.over(end.clone());
        let (model, after) = (self.clone(), self.0.state.borrow().after);
        spawn(async move {
            if end.is_ok() {
                drop(model.ask(DRAIN, json!(DrainRequest { key: KEY, after })).await);
            } else if model.0.state.borrow().detached {
                return model.hang_up(Defect::KeepsItsCallbackWhenRefused);
            } else {
                drop(model.ask(CANCEL, json!(CancelRequest { key: KEY })).await);
            }
            model.hang_up(Defect::KeepsItsCallbackAfterTheEnd);
        });
        !self.is(Defect::EndsTwice)
    }

    fn over(&self, end: Result<End, Error>) {
        self.0.reader.over(match end {
            Ok(End::Failed { account, .. }) if self.is(Defect::FinishesWhereItFailed) => {
                Ok(End::Finished { account })
            }
            Ok(End::Finished { account }) if self.is(Defect::CountsWrong) => {
                Ok(End::Finished { account: Account { delivered: account.delivered + 1, ..account } })
            }
            end => end,
        });
    }

    async fn drain(&self, after: u64) {
        self.0.state.borrow_mut().asking = true;
        let answer = self.ask(DRAIN, json!(DrainRequest { key: KEY, after })).await;
        self.0.state.borrow_mut().asking = false;
        let parcels = match answer.and_then(taken_apart) {
            Ok(parcels) => parcels,
            Err(error) => {
                let is_final = error.code == Code::STALE_FRAME && !self.is(Defect::AsksAgainForEver);
                if is_final || self.is(Defect::GivesUpAtOnce) {
                    self.0.state.borrow_mut().end = Some(Err(error));
                    return self.wake();
                }
                if self.is(Defect::ReadsTwiceAfterARetry) {
                    self.0.state.borrow_mut().after -= 1;
                    self.0.state.borrow_mut().inbox.push_back((after, vec![]));
                }
                delay(50).await;
                self.0.state.borrow_mut().due = true;
                return self.wake();
            }
        };
        let frame = &parcels.frame;
        let is_bell = frame.items.is_empty() && frame.end.is_none();
        if is_bell && frame.seq == after {
            self.0.state.borrow_mut().due |= frame.more;
        } else if frame.seq > after + 1 && !self.is(Defect::TakesAnyAnswer) {
            self.0.state.borrow_mut().due = true;
        } else if frame.seq > after || (frame.end.is_some() && !self.is(Defect::MissesAnEndFromElsewhere)) {
            self.take(parcels);
        }
        self.wake();
    }

    fn rung(&self, signal: &Signal) {
        let busy = self.0.state.borrow().busy;
        if busy && self.is(Defect::MissesWhatRingsMeanwhile) {
            return;
        }
        let early = self.0.state.borrow().detached;
        if early && self.is(Defect::LosesWhatRingsBeforeItIsAttached) {
            return;
        }
        let parcels = match signal {
            Signal::Message { body, .. } => taken_apart(body.clone()).ok(),
            _ => None,
        };
        let after = self.0.state.borrow().after;
        match parcels {
            Some(Parcels { frame, .. }) if frame.items.is_empty() && frame.end.is_none() => self.bell(),
            Some(Parcels { frame, .. }) if frame.seq > after + 1 && !self.is(Defect::Reorders) => self.bell(),
            Some(parcels) if parcels.frame.seq > after => self.take(parcels),
            Some(_) => {}
            None if self.is(Defect::AsksWithoutEnd) => spawn(self.clone().ask_without_end()),
            None => self.bell(),
        }
        if self.is(Defect::AsksAhead) {
            let model = self.clone();
            spawn(async move { model.drain(after + 1).await });
        }
        self.wake();
    }

    fn bell(&self) {
        self.0.state.borrow_mut().due |= !self.is(Defect::ForgetsTheBell);
    }

    /// Takes the next frame, however it came.
    fn take(&self, Parcels { mut frame, mut attachments }: Parcels) {
        let mut state = self.0.state.borrow_mut();
        let ended = state.end.is_some() && !self.is(Defect::EndsTwice);
        let left = state.cancelled && !self.is(Defect::TakesLateFramesAfterACancel);
        if frame.seq <= state.after && frame.end.is_none() || ended || left {
            return;
        }
        if self.is(Defect::LosesTheLastItem) && frame.end.is_some() {
            frame.items.pop();
        }
        state.after = frame.seq;
        state.due = true;
        if self.is(Defect::LosesRawBytes) {
            attachments.clear();
        }
        if self.is(Defect::MixesRawBytesUp) {
            attachments.iter_mut().for_each(|(place, _)| *place = 0);
        }
        let bulk =
            |place| attachments.iter().filter(move |(of, _)| *of == place).map(|(_, bytes)| bytes.clone());
        let parcels: Vec<_> =
            (0..).zip(&frame.items).map(|(place, item)| (*item, bulk(place).collect())).collect();
        state.inbox.extend(parcels);
        let swallowed = match &frame.end {
            Some(End::Failed { .. }) => self.is(Defect::SwallowsTheFailureOfABusyReader),
            _ => self.is(Defect::SwallowsTheEndOfABusyReader),
        };
        if let Some(end) = frame.end.filter(|_| !swallowed || state.inbox.is_empty()) {
            state.end = Some(Ok(end));
            state.over = false;
        }
    }

    async fn ask(&self, command: &str, request: serde_json::Value) -> Result<Body, Error> {
        Ok(self.0.page.invoke(command, json!({ "request": request }).to_string()).await?)
    }

    /// Each is refused at once.
    async fn ask_without_end(self) {
        let key = Key::new(0);
        while self.ask(DRAIN, json!(DrainRequest { key, after: 0 })).await.is_err() {}
    }

    fn hang_up(&self, unless: Defect) {
        if !self.is(unless) {
            let line = self.0.state.borrow_mut().line.take();
            drop(line);
        }
    }

    fn wake(&self) {
        let wakers = mem::take(&mut self.0.state.borrow_mut().wakers);
        wakers.into_iter().for_each(Waker::wake);
    }

    async fn changed(&self) {
        let mut asleep = false;
        poll_fn(|cx| {
            if mem::replace(&mut asleep, true) {
                return Poll::Ready(());
            }
            self.0.state.borrow_mut().wakers.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

impl Inlet for Model {
    fn cancel(&self) {
        {
            let mut state = self.0.state.borrow_mut();
            let twice = mem::replace(&mut state.cancelled, true);
            while twice && self.is(Defect::HangsInASecondCancel) {
                std::thread::park();
            }
            let again = twice || state.over;
            if again && !self.is(Defect::CancelsTwice) {
                return;
            }
            if !self.is(Defect::DeliversAfterACancel) {
                state.inbox.clear();
            }
        }
        self.wake();
        if self.is(Defect::DoesNotTellTheProducerOfACancel) {
            return;
        }
        if let Some(first) = self.0.first.upgrade().filter(|_| self.is(Defect::CancelsForOtherReaders)) {
            Self(first).cancel();
        }
        let model = self.clone();
        spawn(async move {
            while model.is(Defect::TellsTheProducerLate) && model.0.state.borrow().asking {
                model.changed().await;
            }
            let end = loop {
                let answer = model.ask(CANCEL, json!(CancelRequest { key: KEY })).await;
                match answer.and_then(|body| body.json::<End>()) {
                    Ok(end) => break end,
                    Err(_) => delay(50).await,
                }
            };
            model.over(Ok(end));
            model.hang_up(Defect::KeepsItsCallbackAfterACancel);
        });
    }

    fn attach(&self, page: Rc<Page>, reader: Reader, after: Option<u64>) -> Option<Self> {
        let model = Self::new(page, reader, self.0.defect, Rc::downgrade(&self.0));
        model.0.state.borrow_mut().detached = true;
        let after = after.filter(|_| !self.is(Defect::ForgetsHowFarItCame));
        let (channel, key) = (model.connect(), model.0.page.key());
        let request = json!({ "request": AttachRequest { channel, key, wire: Wire::Bytes, after } });
        let (answer, told) = (model.0.page.invoke(ATTACH, request.to_string()), model.clone());
        spawn(async move { told.attached(answer.await.map_err(Error::from)) });
        spawn(model.clone().read());
        Some(model)
    }
}

/// A frame, and the raw bytes that came with its items.
fn taken_apart(body: Body) -> Result<Parcels, Error> {
    let bytes = body.into_bytes()?;
    let Envelope { json, attachments } = Envelope::decode(&bytes)?;
    let frame = serde_json::from_slice(json).map_err(|_| Error::new(Code::BAD_FRAME, "no frame"))?;
    let attachments = attachments.iter().map(|part| (part.item, part.bytes.to_vec())).collect();
    Ok(Parcels { frame, attachments })
}
