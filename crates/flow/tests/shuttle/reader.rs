//! A reader that drains only when it was rung.

use std::sync::Arc;

use millstream_flow::{Bell, Body, Drain, End, Error, Form};
use millstream_shared::Frame;
use shuttle::sync::{
    Mutex,
    mpsc::{Receiver, Sender, channel},
};

pub struct Reader {
    pub drain: Arc<Drain>,
    pub items: Vec<(usize, usize)>,
    pub end: Option<End>,
    pub last: u64,
    pub doorbell: Doorbell,
    rings: Receiver<Body>,
    form: Form,
}

/// A bell that a reader hears, and that remembers the ends it was told: one at most.
#[derive(Clone)]
pub struct Doorbell {
    rings: Arc<Mutex<Sender<Body>>>,
    pub over: Arc<Mutex<Vec<End>>>,
}

impl Reader {
    /// What a reader needs before there is a stream.
    pub fn bell() -> (Doorbell, Receiver<Body>) {
        let (sender, rings) = channel();
        (Doorbell { rings: Arc::new(Mutex::new(sender)), over: Arc::default() }, rings)
    }

    pub fn new(form: Form, drain: Arc<Drain>, doorbell: Doorbell, rings: Receiver<Body>) -> Self {
        Self { drain, items: vec![], end: None, last: 0, doorbell, rings, form }
    }

    /// Waits for a ring, and drains until there is nothing.
    pub fn hear(&mut self) {
        let ring = self.rings.recv().expect("the bell is there");
        if !self.take(&ring) {
            self.catch_up();
        }
    }

    /// Drains until there is nothing, or the end.
    pub fn catch_up(&mut self) {
        while self.end.is_none() {
            let answer = self.drain.drain(self.last).expect("what has arrived can be gone on from");
            if self.take(&answer) {
                return;
            }
        }
    }

    /// Goes away, and comes back with another bell: the rings of the first are lost with its page.
    pub fn reload(&mut self) {
        self.drain.detach();
        let (sender, rings) = channel();
        let doorbell = Doorbell { rings: Arc::new(Mutex::new(sender)), over: Arc::default() };
        let after = self.drain.attach(self.form, doorbell.clone(), Some(self.last)).expect("it can go on");
        assert_eq!(after, self.last);
        assert!(self.doorbell.over.lock().unwrap().len() <= 1);
        (self.doorbell, self.rings) = (doorbell, rings);
        self.catch_up();
    }

    /// Takes a frame; says whether it tells that there is nothing to drain any more.
    fn take(&mut self, body: &Body) -> bool {
        let Body::Json(text) = body else { unreachable!("the wire is JSON") };
        let Frame::<(usize, usize)> { seq, items, more, end } = serde_json::from_str(text).unwrap();
        let is_idle = items.is_empty() && end.is_none() && !more;
        assert!(seq <= self.last + 1, "frame {seq} came behind {}", self.last);
        // Also the answer of a stream that was ended from elsewhere, whatever its number.
        let is_over = items.is_empty() && end.is_some();
        if is_over && self.end.is_none() {
            (self.last, self.end) = (seq, end);
        } else if seq == self.last + 1 && !is_idle {
            assert!(self.end.is_none(), "a frame came behind the end");
            self.last = seq;
            self.items.extend(items);
            self.end = end;
        }
        is_idle || self.end.is_some()
    }
}

impl Bell for Doorbell {
    fn ring(&self, body: Body) -> Result<(), Error> {
        // A reader who has gone listens no more.
        self.rings.lock().unwrap().send(body).or(Ok(()))
    }

    fn over(&self, end: &End) {
        self.over.lock().unwrap().push(end.clone());
    }
}
