//! The instrument of `cargo xtask bench flow`: runs a job over a wiring, into a handler, and times it.

use std::{cell::RefCell, pin::pin, rc::Rc};

use futures_channel::oneshot;
use futures_util::{
    FutureExt, StreamExt,
    future::{LocalBoxFuture, join_all, ready},
};
use js_sys::{Promise, Reflect};
use leptos::task::spawn_local;
use millstream_client::{
    Inlet, Options, Pace, call, invoke, open,
    pace::{delay, now},
    transport::{Body, Signal, transport},
};
use millstream_shared::{
    Code, Error, Wire,
    lab::{LAB_STOCK, LAB_STOCK_RAW, Lab, LabEcho, LabEchoRequest, LabEvent, LabRequest, LabTotals},
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, prelude::Closure};
use wasm_bindgen_futures::future_to_promise;

/// Puts the instrument where a driver finds it: `window.lab` takes a job and answers its figures, as JSON.
pub fn install() {
    let run = Closure::<dyn Fn(String) -> Promise>::new(|job: String| {
        future_to_promise(async move {
            let job = serde_json::from_str(&job).map_err(|error| JsValue::from_str(&error.to_string()))?;
            let figures = measure(job).await.map_err(|error| JsValue::from_str(&error.to_string()))?;
            let text = serde_json::to_string(&figures);
            text.map(JsValue::from).map_err(|error| JsValue::from_str(&error.to_string()))
        })
    });
    if Reflect::set(&js_sys::global(), &"lab".into(), &run.into_js_value()).is_err() {
        leptos::logging::error!("The page takes no instrument.");
    }
}

/// What to measure.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    over: Wiring,
    request: LabRequest,
    /// Whether each record is looked at, and not only how many bytes there are.
    #[serde(default)]
    records: bool,
    /// Cancels so many milliseconds after the first item.
    cancel_after: Option<u32>,
    /// Leaves so many such streams open, and answers at once.
    leave: Option<u32>,
}

/// What a job goes through.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Wiring {
    /// A stock channel of items.
    Stock,
    /// A stock channel of raw bytes.
    StockRaw,
    /// An outlet on the wire `json`.
    Json,
    /// An outlet on the wire `bytes`.
    Bytes,
}

/// What came of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// From before the command was called until all was handled.
    milliseconds: f64,
    /// What the handler has seen.
    seen: LabTotals,
    /// Microseconds from each tick's sending to the backend's hearing of its arrival.
    echoes: Vec<f64>,
    /// Milliseconds from the cancel to its answer: the producer has stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled: Option<f64>,
}

async fn measure(job: Job) -> Result<Figures, Error> {
    let mut handler = Handler { records: job.records, ..Handler::default() };
    let since = now();
    let mut cancelled = None;
    match job.leave {
        Some(streams) => (0..streams).for_each(|_| leave(&job)),
        None if matches!(job.over, Wiring::Stock | Wiring::StockRaw) => {
            handler = stock(&job, handler).await?
        }
        None => cancelled = outlet(&job, &mut handler).await?,
    }
    let milliseconds = now() - since;
    let echoes = join_all(handler.echoes.drain(..)).await.into_iter().collect::<Result<_, _>>()?;
    if job.leave.is_none() && cancelled.is_none() {
        handler.check(job.over)?;
    }
    Ok(Figures { milliseconds, seen: handler.seen, echoes, cancelled })
}

/// Looks at everything that arrives.
#[derive(Default)]
struct Handler {
    seen: LabTotals,
    echoes: Vec<Echo>,
    records: bool,
    sent: Option<LabTotals>,
}

type Echo = LocalBoxFuture<'static, Result<f64, Error>>;

impl Handler {
    fn event(&mut self, event: LabEvent) {
        match event {
            LabEvent::Sample { value, .. } => {
                self.seen.samples += 1;
                self.seen.sum += u64::from(value);
            }
            LabEvent::Tick { at } => self.echoes.push(echo(at)),
            LabEvent::Done(totals) => self.sent = Some(totals),
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.seen.bytes += bytes.len() as u64;
        if !self.records {
            return;
        }
        let values = bytes.chunks_exact(16).filter_map(|record| record.last_chunk());
        self.seen.records += values.map(|value| f64::from_le_bytes(*value)).sum::<f64>() as u64;
    }

    /// What was sent must have been seen: all of it that this wiring carries.
    fn check(&self, over: Wiring) -> Result<(), Error> {
        let seen = self.seen;
        let is_all = self.sent.is_some_and(|sent| {
            let events = over == Wiring::StockRaw || (seen.samples, seen.sum) == (sent.samples, sent.sum);
            let raw = over == Wiring::Stock || seen.bytes == sent.bytes;
            events && raw && (!self.records || seen.records == sent.records)
        });
        if is_all { Ok(()) } else { Err(broken(format!("sent: {:?}; seen: {seen:?}", self.sent))) }
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

/// Through an outlet. Answers how long a cancel took, if there was one.
async fn outlet(job: &Job, handler: &mut Handler) -> Result<Option<f64>, Error> {
    let inlet = opened(job);
    if job.request.every > 0 {
        let mut parcels = pin!(inlet.parcels());
        while let Some(parcel) = parcels.next().await.transpose()? {
            handler.event(parcel.item);
            parcel.attachments.iter().for_each(|bytes| handler.bytes(bytes));
        }
        return Ok(None);
    }
    let canceller = inlet.canceller();
    let mut cancelled = None;
    let mut batches = pin!(inlet.batches());
    while let Some(events) = batches.next().await.transpose()? {
        if let (Some(after), None) = (job.cancel_after, &cancelled) {
            let (tell, told) = oneshot::channel();
            let canceller = canceller.clone();
            cancelled = Some(told);
            spawn_local(async move {
                delay(after).await;
                let since = now();
                drop(tell.send(canceller.cancel().await.map(|_| now() - since)));
            });
        }
        events.into_iter().for_each(|event| handler.event(event));
    }
    match cancelled {
        Some(told) => told.await.map_err(|_| broken("A cancel was lost.".into()))?.map(Some),
        None => Ok(None),
    }
}

/// Through a stock channel. What comes is handled at once, without being put in order first: less work than
/// Tauri's own class does.
async fn stock(job: &Job, handler: Handler) -> Result<Handler, Error> {
    #[derive(Serialize)]
    struct Arguments {
        request: LabRequest,
        channel: String,
    }
    let handler = Rc::new(RefCell::new(handler));
    let (tell, told) = oneshot::channel();
    let line = transport().register(Box::new({
        let handler = handler.clone();
        let (mut heard, mut sent, mut tell) = (0, None, Some(tell));
        move |signal| {
            let taken = match signal {
                Signal::End { index } => {
                    sent = Some(index);
                    Ok(())
                }
                Signal::Message { body, .. } => {
                    heard += 1;
                    take(&mut handler.borrow_mut(), body)
                }
                Signal::Plain(_) => Err(broken("The channel was called with what is no message.".into())),
            };
            if taken.is_err() || Some(heard) == sent {
                drop(tell.take().map(|tell| tell.send(taken)));
            }
        }
    }))?;
    let command = if job.over == Wiring::Stock { LAB_STOCK } else { LAB_STOCK_RAW };
    let arguments = Arguments { request: job.request, channel: line.argument() };
    invoke::<()>(command, &arguments).await?;
    told.await.map_err(|_| broken("The channel's callback is gone.".into()))??;
    drop(line);
    Ok(handler.take())
}

fn take(handler: &mut Handler, body: Body) -> Result<(), Error> {
    match body {
        Body::Bytes(bytes) => handler.bytes(&bytes),
        Body::Text(_) => handler.event(body.json()?),
    }
    Ok(())
}

fn leave(job: &Job) {
    let inlet = opened(job);
    spawn_local(async move {
        let mut batches = pin!(inlet.batches());
        if let Some(events) = batches.next().await {
            leptos::logging::error!("An idle stream had {events:?}");
        }
    });
}

fn opened(job: &Job) -> Inlet<LabEvent> {
    let wire = if job.over == Wiring::Json { Wire::Json } else { Wire::Bytes };
    open::<Lab>(&job.request, Options { wire, pace: Pace::Eager, transport: None })
}

fn broken(message: String) -> Error {
    Error::new(Code::BAD_ITEM, message)
}
