//! What is being recorded of this window's streams, whoever asked for it.

use futures_util::StreamExt;
use leptos::prelude::*;
use millstream_client::{call, hear};
use millstream_shared::inspector::{InspectorRecorded, InspectorRecordedHere, RecordedHere};

use crate::runs::Runs;

/// Follows what is recorded of this window's streams, from how that stands when the page has loaded.
pub async fn follow_recorded(recorded: WriteSignal<RecordedHere>, runs: Runs) {
    let mut events = hear::<InspectorRecorded>();
    events.listening().await;
    match call::<InspectorRecordedHere>(&()).await {
        Ok(here) => recorded.set(here),
        Err(error) => runs.notice.set(Some(error)),
    }
    // What came meanwhile has waited.
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => recorded.set(event.payload),
            Err(error) => runs.notice.set(Some(error)),
        }
    }
}
