//! What is being recorded of this window's streams, whoever asked for it.

use futures_util::StreamExt;
use leptos::prelude::*;
use millstream_client::hear;
use millstream_shared::inspector::{InspectorRecorded, RecordedHere};

use crate::runs::Runs;

/// Follows what is recorded of this window's streams.
pub async fn follow_recorded(recorded: WriteSignal<RecordedHere>, runs: Runs) {
    let mut events = hear::<InspectorRecorded>();
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => recorded.set(event.payload),
            Err(error) => runs.notice.set(Some(error)),
        }
    }
}
