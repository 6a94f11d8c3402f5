use std::{
    fmt::Debug,
    mem,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use millstream_shared::{Error, Frame};

use super::{Answer, Bell, Expected, Offer, Outlet, Step, Stop};
use crate::script::{all, failure, seen};

/// A sending end, and what was seen of it.
pub struct Stage<O> {
    outlet: Arc<O>,
    bell: Bell,
    offers: Vec<Offered>,
    /// Frames that came with rings, since they were last looked at; an empty ring is answered by a drain.
    rings: Arc<Mutex<Vec<Frame<u64>>>>,
    refused: Vec<u64>,
    answer: Option<Result<Answered, Error>>,
}

/// An offer that waits.
struct Offered {
    item: u64,
    offer: Offer,
    woken: Arc<Woken>,
}

#[derive(Debug)]
enum Answered {
    Frame(Frame<u64>),
    Attached(u64),
}

impl<O: Outlet> Stage<O> {
    pub fn new(outlet: O, bell: Bell) -> Self {
        let (offers, rings, refused) = (Vec::new(), Arc::default(), Vec::new());
        Self { outlet: Arc::new(outlet), bell, offers, rings, refused, answer: None }
    }

    /// Does a step, lets its consequences happen, and says what is not as expected.
    pub fn play(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Offer(item) => self.offer(*item),
            Step::Offers(items) => (1..=*items).for_each(|item| self.offer(item)),
            Step::Finish => self.outlet.stop(Stop::Finished),
            Step::Fail(code) => self.outlet.stop(Stop::Failed(failure(code.clone()))),
            Step::Panic => self.outlet.stop(Stop::Panicked),
            Step::LetGo => self.outlet.stop(Stop::LetGo),
            Step::Stop => self.outlet.stop(Stop::Told),
            Step::Drain(after) => self.answer = Some(self.outlet.drain(*after).map(Answered::Frame)),
            Step::DrainInside => self.drain_inside(),
            Step::Cancel => self.outlet.cancel(),
            Step::Detach => self.outlet.detach(),
            Step::Attach(after) => {
                let attached = self.outlet.attach(self.bell.clone(), *after);
                self.answer = Some(attached.map(Answered::Attached));
            }
            Step::Cut => self.bell.cut(),
            Step::HangUp => self.outlet.hang_up(),
            Step::Expect(expected) => return self.expect(expected),
        }
        self.settle();
        Ok(())
    }

    fn offer(&mut self, item: u64) {
        let offer = self.outlet.offer(item);
        // As if woken: it has not been asked yet.
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        self.offers.push(Offered { item, offer, woken });
        self.settle();
    }

    /// Polls the offers that were woken, and hears the rings.
    fn settle(&mut self) {
        while self.offers.iter().any(|offered| offered.woken.0.load(Ordering::SeqCst)) {
            let refused = &mut self.refused;
            self.offers.retain_mut(|Offered { item, offer, woken }| {
                if !woken.0.swap(false, Ordering::SeqCst) {
                    return true;
                }
                let waker = Waker::from(Arc::clone(woken));
                let polled = offer.as_mut().poll(&mut Context::from_waker(&waker));
                refused.extend((polled == Poll::Ready(false)).then_some(*item));
                polled.is_pending()
            });
        }
        for ring in self.bell.take() {
            hear(&*self.outlet, ring, &self.rings);
        }
    }

    fn drain_inside(&self) {
        let (outlet, rings) = (Arc::downgrade(&self.outlet), Arc::clone(&self.rings));
        self.bell.inside(move |ring| {
            let Some(outlet) = outlet.upgrade() else { return };
            let mut last = ring.seq;
            if has_news(&ring) {
                push(&rings, ring);
            }
            while let Ok(frame) = outlet.drain(last)
                && has_news(&frame)
                && frame.seq > last
            {
                last = frame.seq;
                push(&rings, frame);
            }
        });
    }

    fn expect(&mut self, expected: &Expected) -> Result<(), String> {
        let Expected { rings, answer, waiting, refused, stopped, over, held, count } = expected;
        if let Some(rings) = rings {
            let rung = mem::take(&mut *self.rings.lock().unwrap_or_else(PoisonError::into_inner));
            seen("rings", rings, &rung, all(rings, &rung, |written, frame| written.is(frame)))?;
        }
        if let Some(count) = count {
            let rung = self.rings.lock().unwrap_or_else(PoisonError::into_inner);
            let items: usize = rung.iter().map(|frame| frame.items.len()).sum();
            seen("items in rings", count, &items, *count == items)?;
        }
        if let Some(answer) = answer {
            let is_right = self.answer.as_ref().is_some_and(|is| answer.is(is));
            seen("answer", answer, &self.answer, is_right)?;
        }
        if let Some(waiting) = waiting {
            let items: Vec<_> = self.offers.iter().map(|offered| offered.item).collect();
            seen("offers that wait", waiting, &items, *waiting == items)?;
        }
        if let Some(refused) = refused {
            seen("offers that were refused", refused, &self.refused, *refused == self.refused)?;
        }
        if let Some(stopped) = stopped {
            let is = self.outlet.is_stopped();
            seen("whether the producer is to stop", stopped, &is, *stopped == is)?;
        }
        if let Some(over) = over {
            let ends = self.bell.ends();
            seen(
                "ends that the bell was told",
                over,
                &ends,
                all(over, &ends, |written, end| written.is(end)),
            )?;
        }
        if let Some(held) = held {
            let is = self.bell.is_held();
            seen("whether the bell is held", held, &is, *held == is)?;
        }
        Ok(())
    }
}

/// An empty ring is a request to drain: what comes of it counts as rung.
fn hear(outlet: &impl Outlet, ring: Frame<u64>, rings: &Mutex<Vec<Frame<u64>>>) {
    let is_bell = !has_news(&ring) && ring.more;
    let frame = if is_bell { outlet.drain(ring.seq).unwrap_or(ring) } else { ring };
    push(rings, frame);
}

fn push(rings: &Mutex<Vec<Frame<u64>>>, frame: Frame<u64>) {
    rings.lock().unwrap_or_else(PoisonError::into_inner).push(frame);
}

const fn has_news(frame: &Frame<u64>) -> bool {
    !frame.items.is_empty() || frame.end.is_some()
}

impl Answer {
    fn is(&self, answered: &Result<Answered, Error>) -> bool {
        match (self, answered) {
            (Self::Frame(written), Ok(Answered::Frame(frame))) => written.is(frame),
            (Self::Attached { attached }, Ok(Answered::Attached(after))) => attached == after,
            (Self::Refused { error }, Err(refusal)) => *error == refusal.code,
            _ => false,
        }
    }
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}
