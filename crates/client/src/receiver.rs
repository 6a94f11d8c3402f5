//! The receiving end without its type: takes rings, drains, cancels, ends.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    rc::Rc,
    task::{Context, Poll},
};

use millstream_shared::{
    Code, End, Error, Key,
    stream::{Attached, CANCEL, CancelRequest, DRAIN, DrainRequest},
};
use serde::Serialize;

use self::state::{Next, State};
use crate::{
    frame::{Read, Received, decode_as},
    invoke::ask,
    pace::{Pace, delay, frame, spawn, within},
    race::race,
    sequence::{Verdict, backoff},
    stats::InFlight,
    transport::{Body, Signal, Transport},
};

mod state;

/// One stream's receiving end. Its reader pulls: nothing is asked for before the reader asks.
pub(crate) struct Receiver {
    key: Cell<Key>,
    pace: Pace,
    read: Read,
    transport: Rc<dyn Transport>,
    state: RefCell<State>,
}

/// How a stream ended; an error when that could not be learnt.
pub(crate) type Outcome = Result<End, Error>;

/// How long, in milliseconds, the channel's own end is waited for when the stream has ended. Tauri would
/// warn on the console of a callback that is gone by then.
const GRACE: u32 = 1_000;

/// How long, in milliseconds, a cancel waits when its stream has not begun yet.
const EARLY: u32 = 50;

/// How long, in milliseconds, an answer is waited for before it is asked for again; doubled each time, up
/// to [`LONGEST`].
const PATIENCE: u32 = 5_000;

/// How long, in milliseconds, an answer is waited for at most before it is asked for again.
const LONGEST: u32 = 60_000;

impl Receiver {
    /// A stream that is about to be opened, or attached to, of items that `read` reads.
    pub(crate) fn new(transport: Rc<dyn Transport>, pace: Pace, read: Read) -> Rc<Self> {
        Rc::new(Self { key: Cell::new(Key::new(0)), pace, read, transport, state: RefCell::default() })
    }

    /// Takes the stream's name and registers the callback that hears its rings: the channel, as a command
    /// takes it.
    pub(crate) fn connect(self: &Rc<Self>, key: Key) -> Result<String, Error> {
        let weak = Rc::downgrade(self);
        let line = self.transport.register(Box::new(move |signal| {
            if let Some(this) = weak.upgrade() {
                this.rung(signal);
            }
        }))?;
        let channel = line.argument();
        self.key.set(key);
        self.state.borrow_mut().line = Some(line);
        Ok(channel)
    }

    /// The stream's name; all zeros when it has none.
    pub(crate) const fn key(&self) -> Key {
        self.key.get()
    }

    /// The command has answered.
    pub(crate) fn opened(self: &Rc<Self>, answer: Result<(), Error>) {
        let refused = answer.is_err();
        let begun = self.state.borrow_mut().opened(answer);
        if refused && begun {
            self.give_up();
        } else if refused {
            let this = self.clone();
            spawn(async move { this.hang_up().await });
        }
    }

    /// The backend has answered from where the stream goes on.
    pub(crate) fn attached(self: &Rc<Self>, answer: Result<Attached, Error>) {
        match answer {
            Ok(Attached { after }) => self.state.borrow_mut().attached(after),
            Err(error) => self.opened(Err(error)),
        }
    }

    /// The next frame; none when the stream is over. Asking for it acknowledges the one before.
    pub(crate) async fn next(self: Rc<Self>) -> Option<Result<Received, Error>> {
        loop {
            let next = self.state.borrow_mut().next();
            match next {
                Next::Take(frame) => return Some(Ok(frame)),
                Next::Over(error) => {
                    self.thank();
                    return error.map(Err);
                }
                Next::Wait => self.changed().await,
                Next::Drain(after) => self.drain(after).await,
            }
        }
    }

    /// The reader has been handed all items of this frame.
    pub(crate) fn handed(&self, seq: u64) {
        self.state.borrow_mut().read = seq;
    }

    /// The last frame whose items the reader has all been handed.
    pub(crate) fn after(&self) -> u64 {
        self.state.borrow().read
    }

    /// Whether the reader gets nothing more.
    pub(crate) fn is_over(&self) -> bool {
        self.state.borrow().is_over()
    }

    /// Wakes this task when something changes.
    pub(crate) fn watch(&self, cx: &Context<'_>) {
        self.state.borrow_mut().watch(cx);
    }

    /// Lets nothing more through to the reader, and stops the producer.
    pub(crate) fn cancel(self: &Rc<Self>) {
        if !self.state.borrow_mut().cancel() {
            return self.thank();
        }
        let this = self.clone();
        spawn(async move {
            let outcome = this.stop().await;
            this.state.borrow_mut().settle(outcome);
            this.hang_up().await;
        });
    }

    /// How the stream ended, once the reader knows it.
    pub(crate) async fn outcome(self: Rc<Self>) -> Outcome {
        self.until(|state| state.outcome.clone()).await
    }

    fn rung(self: &Rc<Self>, signal: Signal) {
        let frame = match signal {
            Signal::Message { body, .. } => decode_as(self.read, body).ok(),
            Signal::End { .. } => return self.state.borrow_mut().closed(),
            Signal::Plain(_) => None,
        };
        match frame {
            Some(frame) => {
                let verdict = self.state.borrow_mut().sequence.rung(frame.head());
                self.arrived(frame, verdict);
            }
            // What cannot be read is asked for again; if that fails as well, the drain tells why.
            None => self.state.borrow_mut().lost(),
        }
    }

    async fn drain(self: &Rc<Self>, after: u64) {
        if self.pace == Pace::Frame && after > self.state.borrow().paced {
            frame().await;
            self.state.borrow_mut().paced = after;
            return;
        }
        self.state.borrow_mut().sequence.asked();
        let flight = InFlight::new();
        let answer = self.ask(DRAIN, DrainRequest { key: self.key(), after }).await;
        flight.landed();
        match answer.and_then(|body| decode_as(self.read, body)) {
            Ok(frame) => {
                let verdict = self.state.borrow_mut().sequence.answered(after, frame.head());
                if verdict == Verdict::Broken {
                    let what = format!("Frame {} came where {} was asked for.", frame.seq, after + 1);
                    return self.failed(after, Error::new(Code::GAP, what)).await;
                }
                self.arrived(frame, verdict);
            }
            Err(error) => self.failed(after, error).await,
        }
    }

    fn arrived(&self, frame: Received, verdict: Verdict) {
        self.state.borrow_mut().arrived((verdict == Verdict::Take).then_some(frame));
    }

    /// Acknowledges the frame with the end, now that the reader is done with it: not before, since a page
    /// that reloads in the middle of it gets it again.
    fn thank(self: &Rc<Self>) {
        let Some(after) = self.state.borrow_mut().unthanked.take() else { return };
        let this = self.clone();
        spawn(async move {
            // The backend lets go of the stream now; one that does not learn it forgets it later.
            drop(this.ask(DRAIN, DrainRequest { key: this.key(), after }).await);
            this.hang_up().await;
        });
    }

    async fn failed(self: &Rc<Self>, after: u64, error: Error) {
        let wait = if is_final(&error) { None } else { self.state.borrow_mut().sequence.failed(after) };
        match wait {
            Some(wait) => delay(wait).await,
            None => {
                self.state.borrow_mut().last(Err(error));
                self.give_up();
            }
        }
    }

    /// Nothing more is taken: the producer is told, if it can be.
    fn give_up(self: &Rc<Self>) {
        let this = self.clone();
        spawn(async move {
            // Why it is given up is what the reader learns; that this fails as well adds nothing.
            drop(this.ask_to_stop().await);
            this.hang_up().await;
        });
    }

    /// Stops the producer, as patiently as a drain is asked for.
    async fn stop(&self) -> Outcome {
        let mut failures = 0;
        loop {
            let opening = self.state.borrow().opening;
            let error = match self.ask_to_stop().await {
                Ok(end) => return Ok(end),
                Err(error) => error,
            };
            if let Some(Err(refused)) = &self.state.borrow().last {
                return Err(refused.clone());
            }
            // A cancel may overtake the command; then its stream is not known yet, or not as this page's.
            if opening && [Code::UNKNOWN_KEY, Code::FOREIGN_STREAM].contains(&error.code) {
                delay(EARLY).await;
                continue;
            }
            failures += 1;
            match backoff(failures).filter(|_| !is_final(&error)) {
                Some(wait) => delay(wait).await,
                None => return Err(error),
            }
        }
    }

    async fn ask_to_stop(&self) -> Outcome {
        self.ask(CANCEL, CancelRequest { key: self.key() }).await?.json()
    }

    /// Asks until there is an answer. One may get lost without anybody being told, when the page fails to
    /// fetch it; and a drain or a cancel that is asked again answers the same. So silence costs a retry, and
    /// is never an error: a producer may take its time to stop, a machine may sleep, and a page does not
    /// outlive its backend.
    async fn ask(&self, command: &str, request: impl Serialize) -> Result<Body, Error> {
        let mut patience = PATIENCE;
        loop {
            if let Some(answer) = within(patience, ask(&*self.transport, command, &request)).await {
                return answer;
            }
            patience = LONGEST.min(patience * 2);
        }
    }

    /// Takes the callback back.
    async fn hang_up(&self) {
        race(self.until(|state| state.closed.then_some(())), delay(GRACE)).await;
        let line = self.state.borrow_mut().line.take();
        drop(line);
    }

    async fn changed(&self) {
        let mut asleep = false;
        self.until(|_| std::mem::replace(&mut asleep, true).then_some(())).await;
    }

    async fn until<T>(&self, mut ready: impl FnMut(&State) -> Option<T>) -> T {
        poll_fn(|cx| {
            let found = ready(&self.state.borrow());
            found.map_or_else(
                || {
                    self.watch(cx);
                    Poll::Pending
                },
                Poll::Ready,
            )
        })
        .await
    }
}

/// Whether asking again would be answered by the same.
fn is_final(error: &Error) -> bool {
    let codes = [
        Code::UNKNOWN_KEY,
        Code::FOREIGN_STREAM,
        Code::FUTURE_FRAME,
        Code::STALE_FRAME,
        Code::BAD_ARGUMENT,
        Code::NOT_TAURI,
    ];
    codes.contains(&error.code)
}
