//! One interleaving, played.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use millstream_flow::{
    Account, Body, Code, Drain, End, Error, Failure, Form, Outlet, Policy, Status, Stopped, Wire,
};
use millstream_shared::{Frame, frame::Envelope};
use serde::Serialize;
use serde_json::Value;

use crate::{
    common::{Rings, end, frame, open},
    play::{Play, Step},
};

#[derive(Clone, Debug, Serialize)]
struct Item {
    id: usize,
    pad: String,
    #[serde(skip)]
    slot: Option<u64>,
    /// How long its attachments are.
    bulk: Vec<usize>,
}

/// A frame on its way to the reader.
struct Letter {
    body: Body,
    /// A ring cannot get lost.
    ring: bool,
}

/// How the stream stood after a step.
#[derive(Debug)]
pub struct Stand {
    pub items: u32,
    pub bytes: usize,
    /// The last frame that was formed, and the last that was acknowledged.
    pub formed: u64,
    pub acknowledged: u64,
}

/// A drain, how the stream stood before it, and the code of its error if it got one.
pub struct Ask {
    pub after: u64,
    pub formed: u64,
    pub acknowledged: u64,
    pub cancelled: bool,
    pub error: Option<Code>,
}

type Sending = Pin<Box<dyn Future<Output = Result<(), Stopped>>>>;

/// A reader who has joined: it reads well, or not at all.
pub struct Other {
    pub drain: Drain,
    pub last: u64,
    pub received: Vec<usize>,
    /// Whether each came with its own raw bytes.
    pub whole: bool,
    /// How many items had been accepted before it came.
    pub since: usize,
    pub ended: Option<End>,
    pub left: bool,
}

pub struct World {
    pub form: Form,
    outlet: Option<Outlet<Item>>,
    /// None once the page is lost.
    drain: Option<Drain>,
    pub others: Vec<Other>,
    pub away: bool,
    /// Whether the page is lost for good, and whether the producer had stopped by then.
    pub lost: Option<bool>,
    pub returns: usize,
    pub waited_in_vain: bool,
    pub rings: Rings,
    sending: Vec<(usize, Sending)>,
    letters: Vec<Letter>,
    pub sent: usize,
    rounds: usize,
    /// The reader's last frame, and whether a bell asks it to drain.
    pub last: u64,
    pub formed: u64,
    pub acknowledged: u64,
    // What the tests look at.
    pub steps: Vec<Stand>,
    pub bodies: Vec<Body>,
    pub gaps: Vec<u64>,
    pub accepted: Vec<usize>,
    pub received: Vec<usize>,
    /// Whether each came with its own raw bytes.
    pub whole: bool,
    pub ended: Option<End>,
    pub end: End,
    pub asks: Vec<Ask>,
    pub largest: usize,
    pub cancelled: bool,
    pub woken: bool,
    pub rang_after_cancel: bool,
    pub after_the_end: bool,
}

impl World {
    /// Plays it to its end.
    pub fn play(play: &Play) -> Self {
        let (outlet, drain, rings) = open(Form::Frames { wire: play.wire, inline: play.inline });
        let outlet = match play.policy {
            Policy::Latest => outlet.latest(|item: &Item| item.slot),
            policy => outlet.policy(policy),
        };
        let mut world = Self {
            form: Form::Frames { wire: play.wire, inline: play.inline },
            outlet: Some(outlet.limits(play.limits)),
            drain: Some(drain),
            others: vec![],
            away: false,
            lost: None,
            returns: 0,
            waited_in_vain: false,
            rings,
            sending: vec![],
            letters: vec![],
            sent: 0,
            rounds: 0,
            last: 0,
            formed: 0,
            acknowledged: 0,
            steps: vec![],
            bodies: vec![],
            gaps: vec![],
            accepted: vec![],
            received: vec![],
            whole: true,
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
            Step::Send { pad, slot, ref bulk } => self.send(pad, slot, bulk),
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
            Step::Reload if self.lost.is_none() => {
                self.away = true;
                self.drain.iter().for_each(Drain::detach);
                self.letters.clear();
            }
            Step::Return { knows } if self.away && self.lost.is_none() => self.come_back(knows),
            Step::Perish => {
                self.lose();
                self.drain = None;
                self.left();
            }
            Step::Expire => {
                self.drain.iter().for_each(Drain::detach);
                self.lose();
                self.drain.iter().for_each(Drain::cancel);
                self.left();
            }
            Step::Reload | Step::Return { .. } => {}
            Step::Join => self.join(),
            Step::DrainOther { who } => self.others.get_mut(who).into_iter().for_each(Other::ask),
            Step::Leave { who } => self.others.get_mut(who).into_iter().for_each(Other::leave),
            Step::Cancel => {
                self.drain.iter().for_each(Drain::cancel);
                self.left();
            }
            Step::Finish { failed } => {
                let result =
                    if failed { Err(Failure::Error(Error::new(Code::IO, "It broke."))) } else { Ok(()) };
                self.outlet.iter().for_each(|outlet| outlet.finish(result.clone()));
            }
        }
    }

    /// The page is there again, and goes on where it was.
    fn come_back(&mut self, knows: bool) {
        self.away = false;
        self.returns += 1;
        let drain = self.drain.as_ref().expect("it is not lost");
        let after = drain.attach(self.form, self.rings.clone(), knows.then_some(self.last));
        let after = after.expect("what has arrived can be gone on from");
        // What was formed behind it and not acknowledged comes again.
        assert!(self.cancelled || after <= self.last, "{after} of {}", self.last);
        self.acknowledged = self.acknowledged.max(after);
        self.ask(after);
    }

    /// The page goes for good, with all that is on the way to it.
    fn lose(&mut self) {
        let stopped = self.outlet.as_ref().is_none_or(Outlet::is_stopped);
        self.lost.get_or_insert(stopped);
        self.away = true;
        self.letters.clear();
    }

    /// The reader has left: so it is with a cancel.
    fn left(&mut self) {
        self.cancelled = true;
        self.poll();
        self.woken &= self.sending.is_empty();
    }

    fn join(&mut self) {
        let Some(drain) = self.drain.as_ref().map(|drain| drain.join(self.form, Rings::default())) else {
            return;
        };
        let since = self.accepted.len();
        let (received, ended) = (vec![], None);
        self.others.push(Other { drain, last: 0, received, whole: true, since, ended, left: false });
    }

    fn send(&mut self, pad: usize, slot: Option<u64>, bulk: &[usize]) {
        let Some(outlet) = self.outlet.clone() else { return };
        let Form::Frames { wire, .. } = self.form else { return };
        let bulk = if wire == Wire::Bytes { bulk } else { &[] };
        let item = Item { id: self.sent, pad: "x".repeat(pad), slot, bulk: bulk.to_vec() };
        let attachments: Vec<_> = bulk.iter().map(|len| vec![mark(self.sent); *len]).collect();
        let bytes = serde_json::to_vec(&item).unwrap().len() + bulk.iter().sum::<usize>();
        self.largest = self.largest.max(bytes);
        self.sending.push((self.sent, Box::pin(async move { outlet.send_with(item, attachments).await })));
        self.sent += 1;
    }

    /// Polls what waits, and takes the rings in.
    fn settle(&mut self) {
        self.poll();
        // The last to send may have made room for those before it.
        self.poll();
        let rings = self.rings.take();
        self.rang_after_cancel |= self.cancelled && !rings.is_empty();
        for body in rings {
            self.on_its_way(body, true);
        }
        let Some(drain) = &self.drain else { return };
        let status = drain.status();
        let Self { formed, acknowledged, .. } = *self;
        let has_room = |drain: &Drain| {
            let Status { items, bytes, limits, attached, .. } = drain.status();
            attached && items < limits.items.max(1) && (items == 0 || bytes < limits.bytes as usize)
        };
        let has_left = |other: &&Other| !other.left;
        let room = !self.cancelled
            && (has_room(drain) || self.others.iter().filter(has_left).any(|other| has_room(&other.drain)));
        self.waited_in_vain |= room && !self.sending.is_empty();
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
        if self.away {
            return;
        }
        let Some(drain) = &self.drain else { return };
        let answer = drain.drain(after);
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
        self.whole &= is_whole(body);
        self.received.extend(items.iter().map(id));
        self.ended = end;
    }

    /// Lets everything arrive, and drains until the end is acknowledged or the reader has left.
    fn close(&mut self) {
        self.step(&Step::Return { knows: false });
        while !self.sending.is_empty() {
            self.round();
        }
        self.outlet = None;
        self.settle();
        while !self.cancelled && self.ended.is_none() {
            self.round();
        }
        self.ask(self.last);
        // Nobody but its bell can tell it of a stream whose page is lost.
        self.end = self.drain.as_ref().map_or_else(|| self.rings.over().remove(0), end);
        for other in &mut self.others {
            while !other.left && other.ended.is_none() {
                other.ask();
            }
        }
    }

    fn round(&mut self) {
        self.rounds += 1;
        assert!(self.rounds < 1000, "the stream stalled");
        for letter in std::mem::take(&mut self.letters) {
            self.arrive(&letter.body);
        }
        self.ask(self.last);
        self.settle();
    }
}

impl Other {
    fn ask(&mut self) {
        let body = self.drain.drain(self.last).unwrap();
        let Frame { seq, items, end, .. } = frame(&body);
        if self.ended.is_none() && seq == self.last + 1 {
            self.last = seq;
            self.whole &= is_whole(&body);
            self.received.extend(items.iter().map(id));
            self.ended = end;
        }
    }

    fn leave(&mut self) {
        self.left = true;
        self.drain.cancel();
    }
}

fn id(item: &Value) -> usize {
    item["id"].as_u64().unwrap() as usize
}

/// What an item's raw bytes consist of.
const fn mark(id: usize) -> u8 {
    id as u8 + 1
}

/// How many bytes waited to become a frame: items as JSON, and their attachments.
pub fn bytes_of(body: &Body) -> usize {
    let raw = match body {
        Body::Json(_) => 0,
        Body::Bytes(bytes) => {
            let parts = Envelope::decode(bytes).unwrap().attachments;
            parts.iter().map(|part| part.bytes.len()).sum()
        }
    };
    raw + frame(body).items.iter().map(|item| item.to_string().len()).sum::<usize>()
}

/// Whether each item in a frame has its own raw bytes, all of them and in order.
fn is_whole(body: &Body) -> bool {
    let Body::Bytes(bytes) = body else { return true };
    let parts = Envelope::decode(bytes).unwrap().attachments;
    let is: Vec<_> = parts.iter().map(|part| (part.item as usize, part.bytes.to_vec())).collect();
    let expected = |(place, item): (usize, &Value)| {
        let bulk = item["bulk"].as_array().unwrap().clone();
        let of = mark(id(item));
        bulk.into_iter().map(move |len| (place, vec![of; len.as_u64().unwrap() as usize]))
    };
    is == frame(body).items.iter().enumerate().flat_map(expected).collect::<Vec<_>>()
}

/// Whether a frame carries something, or only asks for a drain or says that the bell is armed.
pub fn has_news(body: &Body) -> bool {
    let Frame { items, end, .. } = frame(body);
    !items.is_empty() || end.is_some()
}
