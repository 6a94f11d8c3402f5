use std::{
    fmt::Debug,
    mem,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use millstream_shared::Error;

use super::{Answer, Bell, Expected, Offer, Outlet, Step, Stop};
use crate::{
    parcel::{Parcel, Parcels},
    script::{Halt, all, failure, seen},
};

/// A sending end, and what was seen of it.
pub struct Stage<O> {
    outlet: Arc<O>,
    bell: Bell,
    offers: Vec<Offered>,
    /// Frames that came with rings, since they were last looked at; an empty ring is answered by a drain.
    rings: Arc<Mutex<Vec<Parcels>>>,
    refused: Vec<u64>,
    answer: Option<Result<Answered, Error>>,
    /// The stream as a start that arrived once more has it.
    again: Option<Box<Self>>,
    /// The stream as another reader has it.
    other: Option<Box<Self>>,
}

/// An offer that waits.
struct Offered {
    item: u64,
    offer: Offer,
    woken: Arc<Woken>,
}

#[derive(Debug)]
enum Answered {
    Frame(Parcels),
    Attached(u64),
}

impl<O: Outlet> Stage<O> {
    pub fn new(outlet: O, bell: Bell) -> Self {
        Self {
            outlet: Arc::new(outlet),
            bell,
            offers: Vec::new(),
            rings: Arc::default(),
            refused: Vec::new(),
            answer: None,
            again: None,
            other: None,
        }
    }

    /// Does a step, lets its consequences happen, and says what is not as expected.
    pub fn play(&mut self, step: &Step) -> Result<(), Halt> {
        match step {
            Step::Offer(parcel) => self.offer(parcel.clone())?,
            Step::Offers(items) => (1..=*items).try_for_each(|item| self.offer(item.into()))?,
            Step::Finish => self.outlet.stop(Stop::Finished),
            Step::Fail(code) => self.outlet.stop(Stop::Failed(failure(code.clone()))),
            Step::Panic => self.outlet.stop(Stop::Panicked),
            Step::LetGo => self.outlet.stop(Stop::LetGo),
            Step::Stop => self.outlet.stop(Stop::Told),
            Step::Drain(after) => {
                self.answer = Some(self.outlet.drain_parcels(*after).map(Answered::Frame));
            }
            Step::DrainInside => self.drain_inside(),
            Step::Cancel => self.outlet.cancel(),
            Step::Detach => self.outlet.detach(),
            Step::Attach(after) => {
                let attached = self.outlet.attach(self.bell.clone(), *after);
                self.answer = Some(attached.map(Answered::Attached));
            }
            Step::Cut => self.bell.cut(),
            Step::HangUp => self.outlet.hang_up(),
            Step::Start => self.again = Some(self.beside(O::start)?),
            Step::Join => self.other = Some(self.beside(O::join)?),
            Step::Again(step) => on(self.again.as_deref_mut(), step)?,
            Step::Other(step) => on(self.other.as_deref_mut(), step)?,
            Step::Expect(expected) => self.expect(expected)?,
        }
        self.settle();
        Ok(())
    }

    fn beside(&self, open: impl FnOnce(&O, Bell) -> Option<O>) -> Result<Box<Self>, Halt> {
        let bell = Bell::default();
        let outlet = open(&self.outlet, bell.clone()).ok_or(Halt::LeftOut)?;
        Ok(Box::new(Self::new(outlet, bell)))
    }

    fn offer(&mut self, Parcel { item, attachments }: Parcel) -> Result<(), Halt> {
        let offer = if attachments.is_empty() {
            self.outlet.offer(item)
        } else {
            self.outlet.offer_with(item, attachments).ok_or(Halt::LeftOut)?
        };
        // As if woken: it has not been asked yet.
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        self.offers.push(Offered { item, offer, woken });
        self.settle();
        Ok(())
    }

    /// Polls the offers that were woken, and hears the rings, also of those beside it.
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
        self.again.as_deref_mut().into_iter().for_each(Self::settle);
        self.other.as_deref_mut().into_iter().for_each(Self::settle);
    }

    fn drain_inside(&self) {
        let (outlet, rings) = (Arc::downgrade(&self.outlet), Arc::clone(&self.rings));
        self.bell.inside(move |ring| {
            let Some(outlet) = outlet.upgrade() else { return };
            let mut last = ring.frame.seq;
            if has_news(&ring) {
                push(&rings, ring);
            }
            while let Ok(next) = outlet.drain_parcels(last)
                && has_news(&next)
                && next.frame.seq > last
            {
                last = next.frame.seq;
                push(&rings, next);
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
            let items: usize = rung.iter().map(|ring| ring.frame.items.len()).sum();
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

/// What concerns somebody beside it.
fn on<O: Outlet>(who: Option<&mut Stage<O>>, step: &Step) -> Result<(), Halt> {
    who.ok_or_else(|| Halt::from(format!("nobody is there who could do {step:?}")))?.play(step)
}

/// An empty ring is a request to drain: what comes of it counts as rung.
fn hear(outlet: &impl Outlet, ring: Parcels, rings: &Mutex<Vec<Parcels>>) {
    let is_bell = !has_news(&ring) && ring.frame.more;
    let frame = if is_bell { outlet.drain_parcels(ring.frame.seq).unwrap_or(ring) } else { ring };
    push(rings, frame);
}

fn push(rings: &Mutex<Vec<Parcels>>, frame: Parcels) {
    rings.lock().unwrap_or_else(PoisonError::into_inner).push(frame);
}

const fn has_news(Parcels { frame, .. }: &Parcels) -> bool {
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
