//! What is dragged over the window, and dropped.

use futures_util::StreamExt;
use leptos::prelude::*;
use millstream_client::hear;
use millstream_shared::grants::{GrantsDrag, GrantsEvent};

use crate::{app::open, runs::Runs, state::app::StreamName};

/// Follows what is dragged over the window, and starts on what is dropped. `over` tells whether
/// something that could be dropped is over the window.
pub async fn follow_drops(over: WriteSignal<bool>, runs: Runs) {
    let mut events = hear::<GrantsDrag>();
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => {
                over.set(event.payload == GrantsEvent::Over);
                if let GrantsEvent::Granted { grants } = event.payload {
                    open(StreamName::Hash);
                    runs.start(&grants);
                }
            }
            Err(error) => runs.notice.set(Some(error)),
        }
    }
}
