//! The instrument of `cargo xtask bench flow` and `cargo xtask test faults`: runs a job over a wiring, into a
//! handler, and times it.

mod handler;

use std::{cell::RefCell, pin::pin, rc::Rc};

use futures_channel::oneshot;
use futures_util::{StreamExt, future::join_all};
use handler::Handler;
use js_sys::{Promise, Reflect};
use leptos::task::spawn_local;
use millstream_client::{
    AttachOptions, Batches, Canceller, Channel, Inlet, Options, Pace, attach, call, invoke, lane, open,
    pace::{delay, now},
    transport::{Body, Signal, Transport, transport},
};
use millstream_shared::{
    Code, Error, Key, Wire,
    lab::{LAB_STOCK, LAB_STOCK_RAW, Lab, LabEvent, LabLeft, LabLeftAnswer, LabRequest, LabTotals},
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

/// What to do.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    over: Wiring,
    request: LabRequest,
    /// Whether frames go over the second lane.
    #[serde(default)]
    lane: bool,
    /// Whether each record is looked at, and not only how many bytes there are.
    #[serde(default)]
    records: bool,
    /// Cancels so many milliseconds after the first item.
    cancel_after: Option<u32>,
    /// Leaves so many such streams open, and answers at once.
    leave: Option<u32>,
    /// Opens the stream `detached`.
    #[serde(default)]
    detached: bool,
    /// Opens the stream `shared`.
    #[serde(default)]
    shared: bool,
    /// Takes up the stream with this key, and opens none.
    key: Option<Key>,
    /// Takes it up behind this frame.
    after: Option<u64>,
    /// Milliseconds that the handler takes for each batch, while nothing else runs in the page.
    #[serde(default)]
    takes: f64,
    /// Fails in the handler when so many items have been seen.
    fails_at: Option<u64>,
    /// Stands still with the stream open when so many items have been seen, and answers.
    rests_at: Option<u64>,
}

/// What a job goes through.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Wiring {
    /// A stock channel of items.
    Stock,
    /// A stock channel of raw bytes.
    StockRaw,
    /// A stock channel of items, read by the client's own type.
    Channel,
    /// A stock channel of raw bytes, read by the client's own type.
    ChannelRaw,
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
    /// What was sent, once that was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent: Option<LabTotals>,
    /// The index of the first item.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<u64>,
    /// How many items did not come right behind the one before.
    strays: u64,
    /// Microseconds from each tick's sending to the backend's hearing of its arrival.
    echoes: Vec<f64>,
    /// What became of a cancel.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled: Option<Cancelled>,
    /// Where the handler stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    rests: Option<Rest>,
}

/// Milliseconds from a cancel, in the clock of the machine: pages see it to the millisecond.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cancelled {
    /// Until the producer had stopped.
    stopped: f64,
    /// Until that was answered.
    answered: f64,
}

/// A place in a stream.
#[derive(Serialize)]
pub struct Rest {
    key: Key,
    after: u64,
}

async fn measure(job: Job) -> Result<Figures, Error> {
    let mut handler = Handler::new(&job);
    let since = now();
    let (mut cancelled, mut rests) = (None, None);
    match job.leave {
        Some(streams) => (0..streams).for_each(|_| leave(&job)),
        None if matches!(job.over, Wiring::Stock | Wiring::StockRaw) => {
            handler = stock(&job, handler).await?
        }
        None if matches!(job.over, Wiring::Channel | Wiring::ChannelRaw) => {
            channel(&job, &mut handler).await?
        }
        None if job.rests_at.is_some() => rests = Some(resting(&job, &mut handler).await?),
        None => cancelled = outlet(&job, &mut handler).await?,
    }
    let milliseconds = now() - since;
    let echoes = join_all(handler.echoes.drain(..)).await.into_iter().collect::<Result<_, _>>()?;
    if job.leave.is_none() && job.key.is_none() && rests.is_none() && cancelled.is_none() {
        handler.check()?;
    }
    let Handler { seen, sent, first, strays, .. } = handler;
    Ok(Figures { milliseconds, seen, sent, first, strays, echoes, cancelled, rests })
}

/// Through an outlet. Answers what became of a cancel, if there was one.
async fn outlet(job: &Job, handler: &mut Handler) -> Result<Option<Cancelled>, Error> {
    let inlet = opened(job);
    if job.request.every > 0 || !job.request.messages.is_empty() {
        let mut parcels = pin!(inlet.parcels());
        while let Some(parcel) = parcels.next().await.transpose()? {
            handler.event(parcel.item)?;
            parcel.attachments.iter().try_for_each(|bytes| handler.bytes(bytes))?;
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
                drop(tell.send(cancel(&canceller).await));
            });
        }
        events.into_iter().try_for_each(|event| handler.event(event))?;
        handler.batch();
    }
    match cancelled {
        Some(told) => told.await.map_err(|_| broken("A cancel was lost.".into()))?.map(Some),
        None => Ok(None),
    }
}

async fn cancel(canceller: &Canceller) -> Result<Cancelled, Error> {
    let since = js_sys::Date::now();
    canceller.cancel().await?;
    let answered = js_sys::Date::now() - since;
    let LabLeftAnswer { stopped, .. } = call::<LabLeft>(&()).await?;
    Ok(Cancelled { stopped: stopped - since, answered })
}

/// Through an outlet, as far as the job says. The inlet is kept: to drop it would cancel.
async fn resting(job: &Job, handler: &mut Handler) -> Result<Rest, Error> {
    thread_local! {
        static KEPT: RefCell<Vec<Batches<LabEvent>>> = const { RefCell::new(Vec::new()) };
    }
    let mut batches = opened(job).batches();
    while handler.seen.samples < job.rests_at.unwrap_or(0) {
        let events = batches.next().await.transpose()?;
        let events =
            events.ok_or_else(|| broken("The stream ended before the handler could rest.".into()))?;
        events.into_iter().try_for_each(|event| handler.event(event))?;
        handler.batch();
    }
    let rest = Rest { key: batches.key(), after: batches.after() };
    KEPT.with_borrow_mut(|kept| kept.push(batches));
    Ok(rest)
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
                _ => Err(broken("The channel was called with what is no message.".into())),
            };
            if taken.is_err() || Some(heard) == sent {
                drop(tell.take().map(|tell| tell.send(taken)));
            }
        }
    }))?;
    let command = if job.over == Wiring::Stock { LAB_STOCK } else { LAB_STOCK_RAW };
    let arguments = Arguments { request: job.request.clone(), channel: line.argument() };
    invoke::<()>(command, &arguments).await?;
    told.await.map_err(|_| broken("The channel's callback is gone.".into()))??;
    drop(line);
    Ok(handler.replace(Handler::new(job)))
}

fn take(handler: &mut Handler, body: Body) -> Result<(), Error> {
    match body {
        Body::Bytes(bytes) => handler.bytes(&bytes),
        Body::Text(_) => handler.event(body.json()?),
    }
}

/// Through a stock channel, read by the client's own type.
async fn channel(job: &Job, handler: &mut Handler) -> Result<(), Error> {
    #[derive(Serialize)]
    struct Arguments<'a> {
        request: &'a LabRequest,
        channel: &'a Channel<Message>,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Message {
        Event(LabEvent),
        Bytes(Vec<u8>),
    }
    let mut channel = Channel::new()?;
    let command = if job.over == Wiring::Channel { LAB_STOCK } else { LAB_STOCK_RAW };
    invoke::<()>(command, &Arguments { request: &job.request, channel: &channel }).await?;
    while let Some(message) = channel.next().await.transpose()? {
        match message {
            Message::Event(event) => handler.event(event)?,
            Message::Bytes(bytes) => handler.bytes(&bytes)?,
        }
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
    let (wire, pace) = (if job.over == Wiring::Json { Wire::Json } else { Wire::Bytes }, Pace::Eager);
    let Job { detached, shared, after, .. } = *job;
    thread_local! {
        /// One for all jobs.
        static LANE: Rc<dyn Transport> = lane(transport());
    }
    let transport = job.lane.then(|| LANE.with(Rc::clone));
    match job.key {
        Some(key) => attach::<Lab>(key, AttachOptions { wire, pace, after, transport }),
        None => open::<Lab>(&job.request, Options { wire, pace, detached, shared, transport }),
    }
}

fn broken(message: String) -> Error {
    Error::new(Code::BAD_ITEM, message)
}
