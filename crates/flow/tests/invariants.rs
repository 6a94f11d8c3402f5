//! The invariants of a stream, under any interleaving of offers, drains, lost and late answers, cancels
//! and ends.
//!
//! A [`World`] plays one interleaving: a producer, a reader, and the frames on the way between them,
//! where answers get lost and anything may be overtaken. It is then brought to its end, and each test
//! looks at what happened.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod common;

use std::{
    collections::HashSet,
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use common::{Rings, end, frame, open};
use millstream_flow::{Account, Body, Code, Drain, End, Error, Failure, Form, Limits, Outlet, Stopped, Wire};
use millstream_shared::Frame;
use proptest::{collection::vec, option, prelude::*};
use serde::Serialize;

proptest! {
    #[test]
    fn one_frame_at_most_is_unacknowledged_and_the_buffer_keeps_its_limit(play in play()) {
        let world = World::play(&play);
        for step in &world.steps {
            prop_assert!(step.formed <= step.acknowledged + 1, "{step:?}");
            prop_assert!(step.items <= play.limits.items.max(1), "{step:?}");
            prop_assert!(step.bytes <= play.limits.bytes as usize + world.largest, "{step:?}");
        }
    }

    #[test]
    fn frames_are_contiguous_and_a_drain_asked_twice_answers_the_same(play in play()) {
        let world = World::play(&play);
        prop_assert_eq!(&world.gaps, &[0; 0]);
        // Whoever carries a frame to the reader, a ring or any number of drains: it is the same frame.
        for body in &world.bodies {
            let news = frame(body);
            if !news.items.is_empty() {
                let same = world.bodies.iter().find(|other| frame(other).seq == news.seq && has_news(other));
                prop_assert_eq!(same, Some(body));
            }
        }
    }

    #[test]
    fn items_arrive_in_order_and_once(play in play()) {
        let world = World::play(&play);
        let mut accepted = world.accepted.iter();
        for item in &world.received {
            prop_assert!(accepted.any(|other| other == item), "{:?} of {:?}", world.received, world.accepted);
        }
        if !play.latest && !world.cancelled {
            prop_assert_eq!(&world.received, &world.accepted);
        }
    }

    #[test]
    fn there_is_exactly_one_end_with_its_account_and_nothing_after_it(play in play()) {
        let world = World::play(&play);
        let ends: HashSet<_> = world.bodies.iter().map(frame).filter_map(|frame| frame.end)
            .map(|end| serde_json::to_string(&end).unwrap()).collect();
        prop_assert!(ends.len() <= 1, "{ends:?}");
        prop_assert_eq!(world.rings.over(), [world.end.clone()]);
        if !world.cancelled {
            prop_assert_eq!(world.ended.as_ref(), Some(&world.end));
        }
        prop_assert!(!world.after_the_end);
        let Account { offered, delivered, coalesced, dropped, discarded } = *world.end.account();
        prop_assert_eq!(offered, delivered + coalesced + dropped + discarded);
        prop_assert_eq!(offered, world.accepted.len() as u64);
        if !world.cancelled {
            prop_assert_eq!(delivered, world.received.len() as u64);
            prop_assert_eq!(discarded, 0);
        }
    }

    #[test]
    fn a_cancel_is_idempotent_and_reaches_a_waiting_producer_at_once(play in play()) {
        let world = World::play(&play);
        prop_assert!(world.woken, "a sender still waited after a cancel");
        prop_assert!(!world.rang_after_cancel, "the bell rang for a reader who has left");
    }

    #[test]
    fn a_bad_drain_gets_a_typed_error_and_changes_nothing(play in play()) {
        let world = World::play(&play);
        for Ask { after, formed, acknowledged, cancelled, error } in &world.asks {
            let expected = match after {
                _ if after > formed => Some(Code::FUTURE_FRAME),
                _ if *cancelled || after == formed => None,
                _ if after + 1 == *formed && acknowledged < formed => None,
                _ => Some(Code::STALE_FRAME),
            };
            prop_assert_eq!(error, &expected, "{} of {}", after, formed);
        }
    }
}

/// One interleaving, and what it is played with.
#[derive(Clone, Debug)]
struct Play {
    wire: Wire,
    inline: usize,
    limits: Limits,
    latest: bool,
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    /// The producer sends an item of so many bytes more than it needs, into a slot.
    Send {
        pad: usize,
        slot: Option<u64>,
    },
    /// The reader asks for what comes after the last frame that it has.
    Drain,
    /// The reader asks for what comes after some other frame.
    BadDrain {
        after: u64,
    },
    /// Something that is on the way arrives.
    Arrive {
        which: usize,
    },
    /// An answer that is on the way gets lost.
    Lose {
        which: usize,
    },
    Cancel,
    Finish {
        failed: bool,
    },
}

fn play() -> impl Strategy<Value = Play> {
    let wire = prop_oneof![Just(Wire::Json), Just(Wire::Bytes)];
    let inline = prop_oneof![Just(0_usize), Just(60), Just(8192)];
    let limits = (0..5_u32, 0..120_u32).prop_map(|(items, bytes)| Limits { items, bytes });
    let step = prop_oneof![
        10 => (0..40_usize, option::of(0..3_u64)).prop_map(|(pad, slot)| Step::Send { pad, slot }),
        6 => Just(Step::Drain),
        2 => (0..6_u64).prop_map(|after| Step::BadDrain { after }),
        8 => (0..4_usize).prop_map(|which| Step::Arrive { which }),
        2 => (0..4_usize).prop_map(|which| Step::Lose { which }),
    ];
    let last = prop_oneof![
        2 => Just(None),
        1 => Just(Some(Step::Cancel)),
        1 => any::<bool>().prop_map(|failed| Some(Step::Finish { failed })),
    ];
    (wire, inline, limits, any::<bool>(), vec(step.clone(), 0..40), vec(last, 0..3), vec(step, 0..12))
        .prop_map(|(wire, inline, limits, latest, mut steps, last, after)| {
            steps.extend(last.into_iter().flatten());
            steps.extend(after);
            Play { wire, inline, limits, latest, steps }
        })
}

#[derive(Clone, Debug, Serialize)]
struct Item {
    id: usize,
    pad: String,
    #[serde(skip)]
    slot: Option<u64>,
}

/// A frame on its way to the reader.
struct Letter {
    body: Body,
    /// A ring cannot get lost.
    ring: bool,
}

/// How the stream stood after a step.
#[derive(Debug)]
struct Stand {
    items: u32,
    bytes: usize,
    /// The last frame that was formed, and the last that was acknowledged.
    formed: u64,
    acknowledged: u64,
}

/// A drain, how the stream stood before it, and the code of its error if it got one.
struct Ask {
    after: u64,
    formed: u64,
    acknowledged: u64,
    cancelled: bool,
    error: Option<Code>,
}

type Sending = Pin<Box<dyn Future<Output = Result<(), Stopped>>>>;

struct World {
    outlet: Option<Outlet<Item>>,
    drain: Drain,
    rings: Rings,
    sending: Vec<(usize, Sending)>,
    letters: Vec<Letter>,
    sent: usize,
    /// The reader's last frame, and whether a bell asks it to drain.
    last: u64,
    formed: u64,
    acknowledged: u64,
    // What the tests look at.
    steps: Vec<Stand>,
    bodies: Vec<Body>,
    gaps: Vec<u64>,
    accepted: Vec<usize>,
    received: Vec<usize>,
    ended: Option<End>,
    end: End,
    asks: Vec<Ask>,
    largest: usize,
    cancelled: bool,
    woken: bool,
    rang_after_cancel: bool,
    after_the_end: bool,
}

impl World {
    fn play(play: &Play) -> Self {
        let (outlet, drain, rings) = open(Form::Frames { wire: play.wire, inline: play.inline });
        let slot: fn(&Item) -> Option<u64> = if play.latest { |item| item.slot } else { |_| None };
        let mut world = Self {
            outlet: Some(outlet.limits(play.limits).latest(slot)),
            drain,
            rings,
            sending: vec![],
            letters: vec![],
            sent: 0,
            last: 0,
            formed: 0,
            acknowledged: 0,
            steps: vec![],
            bodies: vec![],
            gaps: vec![],
            accepted: vec![],
            received: vec![],
            ended: None,
            end: End::Finished { account: Account::default() },
            asks: vec![],
            largest: 0,
            cancelled: false,
            woken: true,
            rang_after_cancel: false,
            after_the_end: false,
        };
        for step in &play.steps {
            world.step(step);
            world.settle();
        }
        world.close();
        world
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Send { pad, slot } => self.send(pad, slot),
            Step::Drain => self.ask(self.last),
            // A reader who acknowledges what it never got has nothing to complain of.
            Step::BadDrain { after } if after == self.formed && after != self.last => {}
            Step::BadDrain { after } => self.ask(after),
            Step::Arrive { which } if which < self.letters.len() => {
                let letter = self.letters.remove(which);
                self.arrive(&letter.body);
            }
            Step::Lose { which } if self.letters.get(which).is_some_and(|letter| !letter.ring) => {
                self.letters.remove(which);
            }
            Step::Arrive { .. } | Step::Lose { .. } => {}
            Step::Cancel => {
                self.cancelled = true;
                self.drain.cancel();
                self.poll();
                self.woken &= self.sending.is_empty();
            }
            Step::Finish { failed } => {
                let result =
                    if failed { Err(Failure::Error(Error::new(Code::IO, "It broke."))) } else { Ok(()) };
                self.outlet.iter().for_each(|outlet| outlet.finish(result.clone()));
            }
        }
    }

    fn send(&mut self, pad: usize, slot: Option<u64>) {
        let Some(outlet) = self.outlet.clone() else { return };
        let item = Item { id: self.sent, pad: "x".repeat(pad), slot };
        self.largest = self.largest.max(serde_json::to_vec(&item).unwrap().len());
        self.sending.push((self.sent, Box::pin(async move { outlet.send(item).await })));
        self.sent += 1;
    }

    /// Polls what waits, and takes the rings in.
    fn settle(&mut self) {
        self.poll();
        let rings = self.rings.take();
        self.rang_after_cancel |= self.cancelled && !rings.is_empty();
        for body in rings {
            self.on_its_way(body, true);
        }
        let status = self.drain.status();
        let Self { formed, acknowledged, .. } = *self;
        self.steps.push(Stand { items: status.items, bytes: status.bytes, formed, acknowledged });
    }

    /// Senders take their turn one by one: an item counts as offered when its `send` is done.
    fn poll(&mut self) {
        let mut context = Context::from_waker(Waker::noop());
        let accepted = &mut self.accepted;
        self.sending.retain_mut(|(id, sending)| match sending.as_mut().poll(&mut context) {
            Poll::Pending => true,
            Poll::Ready(result) => {
                accepted.extend(result.is_ok().then_some(*id));
                false
            }
        });
    }

    fn ask(&mut self, after: u64) {
        let answer = self.drain.drain(after);
        let Self { formed, acknowledged, cancelled, .. } = *self;
        let error = answer.as_ref().err().map(|error| error.code.clone());
        self.asks.push(Ask { after, formed, acknowledged, cancelled, error });
        if let Ok(body) = answer {
            self.acknowledged = self.acknowledged.max(after);
            self.on_its_way(body, false);
        }
    }

    fn on_its_way(&mut self, body: Body, ring: bool) {
        self.formed = self.formed.max(frame(&body).seq);
        self.bodies.push(body.clone());
        self.letters.push(Letter { body, ring });
    }

    /// The reader's side of the protocol: what is known already is passed over.
    fn arrive(&mut self, body: &Body) {
        let Frame { seq, items, end, .. } = frame(body);
        if seq <= self.last || !has_news(body) {
            return;
        }
        if seq > self.last + 1 {
            self.gaps.push(seq);
        }
        self.after_the_end |= self.ended.is_some();
        self.last = seq;
        self.received.extend(items.iter().map(|item| item["id"].as_u64().unwrap() as usize));
        self.ended = end;
    }

    /// Lets everything arrive, and drains until the end is acknowledged or the reader has left.
    fn close(&mut self) {
        while !self.sending.is_empty() {
            self.round();
        }
        self.outlet = None;
        self.settle();
        while !self.cancelled && self.ended.is_none() {
            self.round();
        }
        self.ask(self.last);
        self.end = end(&self.drain);
    }

    fn round(&mut self) {
        assert!(self.bodies.len() < 1000, "the stream stalled");
        for letter in std::mem::take(&mut self.letters) {
            self.arrive(&letter.body);
        }
        self.ask(self.last);
        self.settle();
    }
}

/// Whether a frame carries something, or only asks for a drain or says that the bell is armed.
fn has_news(body: &Body) -> bool {
    let Frame { items, end, .. } = frame(body);
    !items.is_empty() || end.is_some()
}
