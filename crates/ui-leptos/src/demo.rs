//! The page without a backend.

use std::{cell::Cell, rc::Rc};

use futures_util::future::try_join_all;
use leptos::prelude::window;
use millstream_client::{Recording, Scripted, install};
use millstream_shared::{
    Code, Error,
    grants::{Grant, GrantKind, GrantsPick},
    hash::{HashExport, HashExportRequest, HashExported, HashRequest, SumFormat, Verify},
    inspector::{InspectorRecordedHere, InspectorWindow, RecordedHere},
};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Response, UrlSearchParams};

use crate::state::runs::word_of;

/// Plays recorded streams in the backend's place, so that the page opens in a plain browser.
///
/// `Add files` gives one recording after the other; `?play=folder,many` asks for those at once, they are
/// the answer; `?inspect=stalled` is what the inspector tells; and `?speed=4` plays four times as fast.
///
/// # Errors
/// [`Code::NOT_FOUND`] when a recording cannot be fetched, [`Code::BAD_ITEM`] when it cannot be read.
pub async fn rehearse() -> Result<Vec<Grant>, Error> {
    let recordings = try_join_all(FILES.iter().copied().map(load)).await?;
    let inspected = try_join_all(INSPECTED.iter().copied().map(load)).await?;
    let grants: Vec<_> = recordings.iter().map(grant).collect();
    let known = grants.clone();
    let next = Cell::new(0);
    let pick = move |kind: GrantKind| {
        let fits = |grant: &&Grant| kind != GrantKind::Sums || grant.kind == kind;
        let fitting: Vec<_> = known.iter().filter(fits).collect();
        let picked = fitting.get(next.replace(next.get() + 1) % fitting.len().max(1));
        picked.into_iter().map(|grant| (*grant).clone()).collect()
    };
    let search = window().location().search().unwrap_or_default();
    let asked = |name: &str| UrlSearchParams::new_with_str(&search).ok().and_then(|search| search.get(name));
    let inspect = asked("inspect").unwrap_or_else(|| "running".to_owned());
    let scripted = Scripted::new(recordings.into_iter().chain(inspected).collect())
        .speed(asked("speed").and_then(|speed| speed.parse().ok()).unwrap_or(1.0))
        .choose(move |request, recordings| {
            let hashed = HashRequest::deserialize(request).ok();
            let wanted = hashed.map_or_else(|| Some(inspect.clone()), named);
            recordings.iter().position(|known| Some(&known.title) == wanted.as_ref()).unwrap_or(usize::MAX)
        })
        .answer::<InspectorRecordedHere>(|()| Ok(RecordedHere::default()))
        .answer::<InspectorWindow>(|()| open_window())
        .answer::<GrantsPick>(move |request| Ok(pick(request.kind)))
        .answer::<HashExport>(|request| Ok(copy(&request)));
    install(Rc::new(scripted));
    let titles = asked("play").unwrap_or_default();
    Ok(titles.split(',').filter_map(|title| grants.iter().find(|it| it.id == title).cloned()).collect())
}

/// The recordings; the page's build puts them beside it.
const FILES: [&str; 9] =
    ["cancelled", "failed", "folder", "many", "names", "nothing", "one-file", "verify-digest", "verify-sums"];

/// What the inspector tells.
const INSPECTED: [&str; 7] = [
    "inspector/detached",
    "inspector/empty",
    "inspector/failed",
    "inspector/frames",
    "inspector/recordings",
    "inspector/running",
    "inspector/stalled",
];

async fn load(title: &str) -> Result<Recording, Error> {
    let lost = |error: JsValue| {
        Error::new(Code::NOT_FOUND, format!("The recording {title} could not be fetched: {error:?}."))
    };
    let response = JsFuture::from(window().fetch_with_str(&format!("recordings/{title}.json"))).await;
    let response: Response = response.map_err(lost)?.unchecked_into();
    let text = JsFuture::from(response.text().map_err(lost)?).await.map_err(lost)?;
    serde_json::from_str(&text.as_string().unwrap_or_default()).map_err(|error| {
        Error::new(Code::BAD_ITEM, format!("The recording {title} could not be read: {error}."))
    })
}

fn grant(recording: &Recording) -> Grant {
    let sums = recording.request.pointer("/verify/event").is_some_and(|event| event == "sums");
    Grant {
        id: recording.title.clone(),
        name: recording.title.clone(),
        kind: if sums { GrantKind::Sums } else { GrantKind::File },
        bytes: None,
    }
}

fn open_window() -> Result<(), Error> {
    let lost = |error| Error::new(Code::IO, format!("The window could not be opened: {error:?}."));
    let here = window().location().href().map_err(lost)?;
    window().open_with_url_and_target(&here, "inspector").map_err(lost)?;
    Ok(())
}

fn named(request: HashRequest) -> Option<String> {
    match request.verify {
        Verify::Sums { grant } => Some(grant),
        _ => request.grants.into_iter().next(),
    }
}

/// There is no file dialog here: everything goes to the clipboard.
fn copy(HashExportRequest { entries, algorithm, format, .. }: &HashExportRequest) -> HashExported {
    let tag = word_of(*algorithm).to_uppercase();
    let lines = entries.iter().map(|entry| match format {
        SumFormat::Gnu => format!("{}  {}\n", entry.digest, entry.name.name),
        SumFormat::Bsd => format!("{tag} ({}) = {}\n", entry.name.name, entry.digest),
        SumFormat::Bare => entry.digest.clone(),
    });
    let written = window().navigator().clipboard().write_text(&lines.collect::<String>());
    spawn_local(async move {
        if let Err(error) = JsFuture::from(written).await {
            leptos::logging::error!("The clipboard could not be reached: {error:?}");
        }
    });
    HashExported { lines: u32::try_from(entries.len()).unwrap_or(u32::MAX), name: None }
}
