//! The producer's end of a stream.

use millstream_shared::{Account, Code, End, Error, Frame};
use serde_json::Value;

/// A producer's end.
pub struct Outlet {
    pub callback: u32,
    pub rung: u64,
    pub armed: bool,
    pub seq: u64,
    pub unacked: Option<Frame<Value>>,
    pub buffer: Vec<Value>,
    pub end: Option<End>,
    pub told: bool,
    pub over: bool,
    pub account: Account,
}

impl Outlet {
    pub fn new(callback: u32) -> Self {
        Self {
            callback,
            rung: 0,
            armed: true,
            seq: 0,
            unacked: None,
            buffer: Vec::new(),
            end: None,
            told: false,
            over: false,
            account: Account::default(),
        }
    }

    pub fn ring(&mut self, bells: bool) -> Option<(u64, Frame<Value>)> {
        if !std::mem::take(&mut self.armed) {
            return None;
        }
        self.rung += 1;
        let bell = Frame { seq: self.seq, items: Vec::new(), more: true, end: None };
        Some((self.rung - 1, if bells { bell } else { self.form() }))
    }

    pub fn form(&mut self) -> Frame<Value> {
        self.seq += 1;
        let items = std::mem::take(&mut self.buffer);
        self.account.delivered += items.len() as u64;
        self.told = self.end.is_some();
        let end = self.end.clone().map(|end| with_account(end, self.account));
        let frame = Frame { seq: self.seq, items, more: false, end };
        self.unacked = Some(frame.clone());
        frame
    }

    pub fn drain(&mut self, after: u64) -> Result<Frame<Value>, Error> {
        let empty = Frame { seq: self.seq, items: Vec::new(), more: false, end: None };
        if self.over {
            let end = self.end.clone().map(|end| with_account(end, self.account));
            return Ok(Frame { end, ..empty });
        }
        if after == self.seq {
            self.unacked = None;
            if self.told {
                self.over = true;
                return self.drain(after);
            }
            if !self.buffer.is_empty() || self.end.is_some() {
                return Ok(self.form());
            }
            self.armed = true;
            return Ok(empty);
        }
        let again = self.unacked.clone().filter(|_| after + 1 == self.seq);
        again.ok_or_else(|| out_of_step(after > self.seq))
    }
}

pub fn with_account(end: End, account: Account) -> End {
    match end {
        End::Finished { .. } => End::Finished { account },
        End::Failed { error, .. } => End::Failed { error, account },
        End::Cancelled { .. } => End::Cancelled { account },
    }
}

pub fn out_of_step(future: bool) -> Error {
    Error::new(if future { Code::FUTURE_FRAME } else { Code::STALE_FRAME }, "out of step")
}
