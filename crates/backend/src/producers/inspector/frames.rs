//! The frames of one stream, as another reader gets them.

use std::{sync::Arc, time::Instant};

use millstream_flow::{Bell, Body, Drain, End, Failure, Form, Outlet};
use millstream_shared::{Error, Wire, frame::Envelope, inspector::InspectedFrame};
use serde::{Deserialize, de::IgnoredAny};
use tokio::sync::Notify;

/// The most characters of a frame's document that are shown.
const SHOWN: usize = 2_000;

/// Observes a stream until it ends.
///
/// # Errors
/// [`Failure::Stopped`] once the reader has gone; as [`Drain::drain`].
pub async fn run(stream: Arc<Drain>, outlet: Outlet<InspectedFrame>) -> Result<(), Failure> {
    let rung = Arc::new(Notify::new());
    let form = Form::Frames { wire: Wire::Bytes, inline: 0 };
    let observer = stream.observe(form, Rung(Arc::clone(&rung)));
    // The stream is not to be held open by being looked at.
    drop(stream);
    let (begun, mut after) = (Instant::now(), 0);
    loop {
        let body = observer.drain(after)?;
        let Body::Bytes(bytes) = &body else { return Ok(()) };
        let Envelope { json, .. } = Envelope::decode(bytes)?;
        let Head { seq, items, end } = head(json)?;
        if seq == after {
            rung.notified().await;
            continue;
        }
        after = seq;
        let last = end.is_some();
        let frame = InspectedFrame {
            seq,
            at: super::millis(begun.elapsed()),
            items: u32::try_from(items.len()).unwrap_or(u32::MAX),
            bytes: body.len() as u64,
            text: beginning(&String::from_utf8_lossy(json)),
            last,
        };
        outlet.send(frame).await?;
        if last {
            return Ok(());
        }
    }
}

/// What is shown of a document, cut between characters.
fn beginning(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

#[derive(Deserialize)]
struct Head {
    seq: u64,
    items: Vec<IgnoredAny>,
    end: Option<IgnoredAny>,
}

fn head(json: &[u8]) -> Result<Head, Error> {
    serde_json::from_slice(json).map_err(|error| {
        Error::new(millstream_shared::Code::BAD_FRAME, format!("A frame could not be looked at: {error}."))
    })
}

struct Rung(Arc<Notify>);

impl Bell for Rung {
    fn ring(&self, _: Body) -> Result<(), Error> {
        self.0.notify_one();
        Ok(())
    }

    fn over(&self, _: &End) {}
}
