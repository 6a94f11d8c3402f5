//! A small receiving end, and what can be wrong with one.

use std::{
    cell::RefCell,
    collections::VecDeque,
    future::poll_fn,
    mem,
    rc::Rc,
    task::{Poll, Waker},
};

use millstream_client::{
    pace::{delay, spawn},
    transport::{Body, Line, Signal, Transport as _},
};
use millstream_conformance::inlet::{Inlet, Page, Reader};
use millstream_shared::{
    Account, Code, End, Error, Frame, Key, OutletArgument, Wire,
    stream::{CANCEL, CancelRequest, DRAIN, DrainRequest},
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
}

#[derive(Clone)]
pub struct Model(Rc<Inner>);

struct Inner {
    page: Rc<Page>,
    reader: Reader,
    defect: Option<Defect>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    line: Option<Line>,
    after: u64,
    due: bool,
    asking: bool,
    busy: bool,
    inbox: VecDeque<u64>,
    end: Option<Result<End, Error>>,
    cancelled: bool,
    over: bool,
    wakers: Vec<Waker>,
}

const KEY: Key = Key::new(7);

impl Model {
    pub fn open(page: Rc<Page>, reader: Reader, defect: Option<Defect>) -> Self {
        let inner = Inner { page, reader, defect, state: RefCell::default() };
        let model = Self(Rc::new(inner));
        let weak = Rc::downgrade(&model.0);
        let handler = move |signal| {
            if let Some(inner) = weak.upgrade() {
                Self(inner).rung(&signal);
            }
        };
        let line = model.0.page.register(Box::new(handler)).unwrap();
        let channel = line.argument();
        let outlet = OutletArgument { channel, key: KEY, wire: Wire::Json, detached: false, shared: false };
        model.0.state.borrow_mut().line = Some(line);
        for _ in 0..=usize::from(model.is(Defect::OpensTwice)) {
            drop(model.0.page.invoke("numbers", json!({ "outlet": outlet }).to_string()));
        }
        spawn(model.clone().read());
        if model.is(Defect::ReentersTheReader) {
            spawn(model.clone().read());
        }
        model
    }

    fn is(&self, defect: Defect) -> bool {
        self.0.defect == Some(defect)
    }

    /// Hands items over, tells the end, and asks for more, for as long as it goes.
    async fn read(self) {
        loop {
            let next = self.0.state.borrow_mut().inbox.pop_front();
            if let Some(item) = next {
                self.0.state.borrow_mut().busy = true;
                let goes_on = self.0.reader.item(item).await.is_continue();
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
        let frame = answer.and_then(|body| body.json::<Frame<u64>>());
        let frame = match frame {
            Ok(frame) => frame,
            Err(error) => {
                let is_final = error.code == Code::STALE_FRAME && !self.is(Defect::AsksAgainForEver);
                if is_final || self.is(Defect::GivesUpAtOnce) {
                    self.0.state.borrow_mut().end = Some(Err(error));
                    return self.wake();
                }
                if self.is(Defect::ReadsTwiceAfterARetry) {
                    self.0.state.borrow_mut().after -= 1;
                    self.0.state.borrow_mut().inbox.push_back(after);
                }
                delay(50).await;
                self.0.state.borrow_mut().due = true;
                return self.wake();
            }
        };
        let is_bell = frame.items.is_empty() && frame.end.is_none();
        if is_bell && frame.seq == after {
            self.0.state.borrow_mut().due |= frame.more;
        } else if frame.seq > after + 1 && !self.is(Defect::TakesAnyAnswer) {
            self.0.state.borrow_mut().due = true;
        } else if frame.seq > after || (frame.end.is_some() && !self.is(Defect::MissesAnEndFromElsewhere)) {
            self.take(frame);
        }
        self.wake();
    }

    fn rung(&self, signal: &Signal) {
        let busy = self.0.state.borrow().busy;
        if busy && self.is(Defect::MissesWhatRingsMeanwhile) {
            return;
        }
        let frame = match signal {
            Signal::Message { body, .. } => body.json::<Frame<u64>>().ok(),
            _ => None,
        };
        let after = self.0.state.borrow().after;
        match frame {
            Some(frame) if frame.items.is_empty() && frame.end.is_none() => self.bell(),
            Some(frame) if frame.seq > after + 1 && !self.is(Defect::Reorders) => self.bell(),
            Some(frame) if frame.seq > after => self.take(frame),
            Some(_) => {}
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
    fn take(&self, mut frame: Frame<u64>) {
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
        state.inbox.extend(frame.items);
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
            let again = mem::replace(&mut state.cancelled, true) || state.over;
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
}
