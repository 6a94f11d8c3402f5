//! What a job's items go into.

use futures_util::{
    FutureExt,
    future::{LocalBoxFuture, ready},
};
use millstream_client::{call, pace::now};
use millstream_shared::{
    Error,
    lab::{LabEcho, LabEchoRequest, LabEvent, LabTotals},
};

use super::{Job, Wiring, broken};

/// Looks at everything that arrives.
pub struct Handler {
    pub seen: LabTotals,
    pub echoes: Vec<Echo>,
    pub sent: Option<LabTotals>,
    /// The index of the first item.
    pub first: Option<u64>,
    pub strays: u64,
    job: Job,
}

type Echo = LocalBoxFuture<'static, Result<f64, Error>>;

impl Handler {
    pub fn new(job: &Job) -> Self {
        let seen = LabTotals::default();
        Self { seen, echoes: Vec::new(), sent: None, first: None, strays: 0, job: job.clone() }
    }

    pub fn event(&mut self, event: LabEvent) -> Result<(), Error> {
        match event {
            LabEvent::Sample { index, value } => {
                self.seen.sum += u64::from(value);
                return self.item(index);
            }
            LabEvent::Tick { at } => self.echoes.push(echo(at)),
            LabEvent::Message { index, .. } => {
                self.seen.sum += index % 997;
                return self.item(index);
            }
            LabEvent::Done(totals) => self.sent = Some(totals),
        }
        Ok(())
    }

    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.seen.bytes += bytes.len() as u64;
        if self.job.over == Wiring::ChannelRaw {
            self.message(bytes)?;
        }
        if self.job.records {
            let values = bytes.chunks_exact(16).filter_map(|record| record.last_chunk());
            self.seen.records += values.map(|value| f64::from_le_bytes(*value)).sum::<f64>() as u64;
        }
        Ok(())
    }

    /// A batch is done.
    pub fn batch(&self) {
        let until = now() + self.job.takes;
        while now() < until {}
    }

    /// What was sent must have been seen: all of it that this wiring carries.
    pub fn check(&self) -> Result<(), Error> {
        let (seen, over) = (self.seen, self.job.over);
        let is_all = self.sent.is_some_and(|sent| {
            let events = over == Wiring::StockRaw || (seen.samples, seen.sum) == (sent.samples, sent.sum);
            let raw = matches!(over, Wiring::Stock | Wiring::Channel) || seen.bytes == sent.bytes;
            events && raw && (!self.job.records || seen.records == sent.records)
        });
        if is_all { Ok(()) } else { Err(broken(format!("sent: {:?}; seen: {seen:?}", self.sent))) }
    }

    fn message(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let index = bytes.first_chunk().copied().map_or(f64::NAN, f64::from_le_bytes) as u64;
        self.seen.sum += index % 997;
        self.item(index)
    }

    fn item(&mut self, index: u64) -> Result<(), Error> {
        if index != *self.first.get_or_insert(index) + self.seen.samples {
            self.strays += 1;
        }
        self.seen.samples += 1;
        if self.job.fails_at == Some(self.seen.samples) {
            return Err(broken("The handler failed, as it was told to.".into()));
        }
        Ok(())
    }
}

/// The call is on its way when this returns.
fn echo(at: u64) -> Echo {
    let mut echo = async move { call::<LabEcho>(&LabEchoRequest { at }).await }.boxed_local();
    match (&mut echo).now_or_never() {
        Some(answer) => ready(answer).boxed_local(),
        None => echo,
    }
}
