//! `lab`, and the same job over the stock channel.

use millstream_flow::Failure;
use millstream_shared::{
    Code, Error,
    lab::{LabEchoRequest, LabEvent, LabRequest},
};
use tauri::{
    async_runtime,
    ipc::{Channel, InvokeResponseBody},
};
use tauri_plugin_millstream::{Argument, Outlet};

use crate::producers::lab;

/// Through an outlet; see [`millstream_shared::lab::Lab`].
#[tauri::command]
pub fn lab(request: Argument<LabRequest>, outlet: Outlet<LabEvent>) {
    let request = request.0;
    if request.silence == 0 {
        outlet.spawn_blocking(move |outlet| {
            lab::flood(&request, |event, bytes| {
                Ok(outlet.send_blocking_with(event, bytes.into_iter().collect())?)
            })
        });
    } else {
        outlet.spawn(move |outlet| {
            lab::trickle(request, move |event| {
                let outlet = outlet.clone();
                async move { Ok(outlet.send(event).await?) }
            })
        });
    }
}

/// Through a stock channel; see [`millstream_shared::lab::LAB_STOCK`].
///
/// It hears of nothing that becomes of the page, so a job without an end goes on until the application
/// ends.
#[tauri::command]
pub fn lab_stock(request: Argument<LabRequest>, channel: Channel<LabEvent>) {
    let request = request.0;
    let send = move |event| channel.send(event).map_err(|error| unsent(&error));
    if request.silence == 0 {
        async_runtime::spawn_blocking(move || tell(lab::flood(&request, |event, _| send(event))));
    } else {
        let ticks = lab::trickle(request, move |event| std::future::ready(send(event)));
        async_runtime::spawn(async { tell(ticks.await) });
    }
}

/// The raw bytes alone; see [`millstream_shared::lab::LAB_STOCK_RAW`].
#[tauri::command]
pub fn lab_stock_raw(request: Argument<LabRequest>, channel: Channel<InvokeResponseBody>) {
    async_runtime::spawn_blocking(move || {
        tell(lab::flood(&request.0, |event, bytes| {
            let body = match (event, bytes) {
                (LabEvent::Done(_), _) => InvokeResponseBody::Json(json(&event)?),
                (_, Some(bytes)) => InvokeResponseBody::Raw(bytes),
                (_, None) => return Ok(()),
            };
            channel.send(body).map_err(|error| unsent(&error))
        }));
    });
}

/// How long ago a tick was sent; see [`millstream_shared::lab::LabEcho`].
#[tauri::command]
pub fn lab_echo(request: Argument<LabEchoRequest>) -> f64 {
    lab::now().saturating_sub(request.0.at) as f64
}

/// A stock channel has no end that could say so.
fn tell(outcome: Result<(), Failure>) {
    if let Err(failure) = outcome {
        eprintln!("A job over a stock channel failed: {failure}");
    }
}

fn json(event: &LabEvent) -> Result<String, Failure> {
    serde_json::to_string(event)
        .map_err(|error| Failure::Error(Error::new(Code::BAD_ITEM, error.to_string())))
}

fn unsent(error: &tauri::Error) -> Failure {
    Failure::Error(Error::new(Code::COMMAND_FAILED, format!("A stock channel refused: {error}.")))
}
