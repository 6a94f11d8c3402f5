//! The inspector's producers, over streams that are opened as the plugin opens them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use std::{fs, sync::Mutex, thread, time::Duration};

use millstream_backend::producers::inspector::{self, Look, Recordings, frames};
use millstream_flow::{
    Bell, Body, Drain, End, Error, Form, Key, Name, Outlet, Place, Registry, Start, Wire, stream,
};
use millstream_shared::{
    Frame,
    inspector::{Inspected, InspectedFrame, InspectedState, InspectorEvent, RecordedHere},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::advance;

const JSON: Form = Form::Frames { wire: Wire::Json, inline: 0 };

#[tokio::test(start_paused = true)]
async fn tells_how_all_streams_stand_when_something_has_changed() {
    let registry = Registry::default();
    let outlet = open(&registry, 1, "hash");
    let mut told = inspect(&registry);
    let first = told.next().await.expect("the first look");
    assert_eq!((first[0].command.as_str(), first[0].state), ("hash", InspectedState::Running));
    assert_eq!(told.next().await, None, "nothing has changed");
    for item in 0..3 {
        outlet.send_blocking(item).unwrap();
    }
    let second = told.next().await.expect("items came");
    assert_eq!((second[0].readers[0].items, second[0].readers[0].account.offered), (3, 3));
    drained::<u32>(&registry.find(Key::new(1), "main").unwrap(), 0);
    let third = told.next().await.expect("items went");
    let reader = &third[0].readers[0];
    assert_eq!((reader.items, reader.in_flight, reader.account.delivered), (0, 3, 3));
    assert!(reader.items_per_second > 0.0);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_stops_draining_is_seen_as_stalled_and_not_killed() {
    let registry = Registry::default();
    let outlet = open(&registry, 1, "hash");
    let mut told = inspect(&registry);
    outlet.send_blocking(1).unwrap();
    assert_eq!(told.next().await.unwrap()[0].state, InspectedState::Running);
    advance(Duration::from_secs(6)).await;
    let stalled = told.next().await.unwrap();
    assert_eq!(stalled[0].state, InspectedState::Stalled);
    assert!(stalled[0].readers[0].owes.unwrap() > 5_000);
    assert!(!outlet.is_stopped());
    drained::<u32>(&registry.find(Key::new(1), "main").unwrap(), 0);
    drained::<u32>(&registry.find(Key::new(1), "main").unwrap(), 1);
    assert_eq!(told.next().await.unwrap()[0].state, InspectedState::Running);
}

#[tokio::test(start_paused = true)]
async fn a_further_reader_that_stops_draining_makes_the_stream_stalled() {
    let registry = Registry::default();
    let outlet = open(&registry, 1, "hash");
    let second = Place { webview: "second".into(), window: "second".into() };
    registry.attach(Key::new(1), second, JSON, None, |_: Name| Deaf).unwrap();
    let mut told = inspect(&registry);
    let [main, second] = ["main", "second"].map(|webview| registry.find(Key::new(1), webview).unwrap());
    drained::<u32>(&second, 0);
    outlet.send_blocking(1).unwrap();
    drained::<u32>(&main, 0);
    drained::<u32>(&main, 1);
    let running = told.next().await.unwrap();
    assert_eq!((running[0].state, stalled(&running[0])), (InspectedState::Running, vec![]));
    advance(Duration::from_secs(6)).await;
    let stuck = told.next().await.unwrap();
    assert_eq!((stuck[0].state, stalled(&stuck[0])), (InspectedState::Stalled, vec!["second"]));
    drained::<u32>(&second, 0);
    drained::<u32>(&second, 1);
    assert_eq!(told.next().await.unwrap()[0].state, InspectedState::Running);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_hangs_after_its_stream_was_stopped_is_seen_as_stalled() {
    let registry = Registry::default();
    let outlet = open(&registry, 1, "hash");
    let mut told = inspect(&registry);
    outlet.send_blocking(1).unwrap();
    drop(outlet);
    assert_eq!(told.next().await.unwrap()[0].state, InspectedState::Ending);
    advance(Duration::from_secs(6)).await;
    let stuck = told.next().await.unwrap();
    assert_eq!((stuck[0].state, stalled(&stuck[0])), (InspectedState::Stalled, vec!["main"]));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_away_is_not_stalled_whatever_it_owes() {
    let registry = Registry::default();
    let outlet = open(&registry, 1, "hash");
    let mut told = inspect(&registry);
    outlet.send_blocking(1).unwrap();
    assert_eq!(registry.leave(|_| true).len(), 1);
    advance(Duration::from_secs(6)).await;
    let away = told.next().await.unwrap();
    assert!(away[0].readers[0].owes.unwrap() > 5_000);
    assert_eq!((away[0].state, stalled(&away[0])), (InspectedState::Detached, vec![]));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_away_and_a_stream_that_ends_are_seen_as_such() {
    let registry = Registry::default();
    let outlet = open(&registry, 1, "hash");
    let mut told = inspect(&registry);
    assert_eq!(registry.leave(|_| true).len(), 1);
    assert_eq!(told.next().await.unwrap()[0].state, InspectedState::Detached);
    drop(outlet);
    assert_eq!(told.next().await.unwrap()[0].state, InspectedState::Ending);
}

#[tokio::test(start_paused = true)]
async fn an_inspector_is_no_news_to_itself() {
    let registry = Registry::default();
    let outlet = open(&registry, 1, "inspector");
    let mut told = inspect(&registry);
    told.next().await.expect("the first look");
    outlet.send_blocking(1).unwrap();
    assert_eq!(told.next().await, None);
}

#[tokio::test]
async fn the_frames_of_a_stream_are_shown_to_its_end() {
    let registry = Registry::default();
    let outlet = open(&registry, 1, "hash");
    let (frames, watch) = stream::<InspectedFrame>(JSON, Deaf);
    let looked_at = registry.owner(0).unwrap();
    let task = tokio::spawn(frames::run(looked_at, frames));
    // It looks from its first step on.
    tokio::task::yield_now().await;
    let mut seen: Vec<InspectedFrame> = Vec::new();
    for item in 0..3 {
        outlet.send_blocking(item).unwrap();
        while seen.len() <= item as usize {
            seen.extend(drained(&watch, watch.status().frames).items);
            tokio::task::yield_now().await;
        }
    }
    drop(outlet);
    task.await.unwrap().unwrap();
    seen.extend(drained(&watch, watch.status().frames).items);
    let heads: Vec<_> = seen.iter().map(|frame| (frame.seq, frame.items, frame.last)).collect();
    assert_eq!(heads, [(1, 1, false), (2, 1, false), (3, 1, false), (4, 0, true)]);
    assert_eq!(seen[2].text, r#"{"seq":3,"items":[2],"more":false}"#);
}

#[test]
fn a_recording_becomes_a_file_when_the_stream_ends() {
    let (registry, recordings, folder) =
        (Registry::default(), Recordings::default(), tempfile::tempdir().unwrap());
    let outlet = open(&registry, 1, "hash");
    let path = folder.path().join("run.json");
    fs::write(&path, "what was there before").unwrap();
    let begun = recordings.begin(path.clone());
    recordings.known(begun.id, start(1, "hash"));
    begun.recording.tap("outlet", &registry.owner(0).unwrap());
    let writer = thread::spawn(move || begun.run(|| ()));
    outlet.send_blocking(1).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"what was there before", "as a whole or not at all");
    drop(outlet);
    writer.join().unwrap();
    let document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!((&document["title"], &document["command"]), (&json!("run"), &json!("hash")));
    let shown = &recordings.list()[0];
    assert_eq!(
        (shown.done, shown.error.clone(), shown.bytes),
        (true, None, fs::metadata(&path).unwrap().len())
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
}

#[test]
fn a_page_is_told_what_is_recorded_of_it_until_that_ends() {
    let (registry, recordings, folder) =
        (Registry::default(), Recordings::default(), tempfile::tempdir().unwrap());
    let told = || told(&recordings, &registry);
    let outlet = open(&registry, 1, "hash");
    let [first, second, elsewhere, _waiting] =
        ["1.json", "2.json", "3.json", "4.json"].map(|name| recordings.begin(folder.path().join(name)));
    assert_eq!(told(), [] as [&str; 0], "nobody knows yet whom it concerns");
    recordings.known(first.id, start(1, "hash"));
    recordings.known(second.id, start(1, "hash"));
    assert_eq!(told(), ["main: hash 1.json, hash 2.json"]);
    let other = Place { webview: "other".into(), window: "other".into() };
    recordings.known(elsewhere.id, Start { place: other, ..start(2, "hash") });
    assert_eq!(told(), ["other: hash 3.json"]);
    assert_eq!(told(), [] as [&str; 0], "nothing has changed");
    first.recording.tap("outlet", &registry.owner(0).unwrap());
    drop(outlet);
    first.run(|| ());
    assert_eq!(told(), ["main: hash 2.json"]);
    recordings.stop(second.id);
    second.run(|| ());
    assert_eq!(told(), ["main: "]);
}

#[test]
fn whoever_reads_a_stream_is_told_that_it_is_recorded_with_its_next_frame() {
    let (registry, recordings, folder) =
        (Registry::default(), Recordings::default(), tempfile::tempdir().unwrap());
    let outlet = open(&registry, 1, "hash");
    let begun = recordings.begin(folder.path().join("run.json"));
    recordings.known(begun.id, start(1, "hash"));
    begun.recording.tap("outlet", &registry.owner(0).unwrap());
    assert_eq!(told(&recordings, &registry), ["main: hash run.json"]);
    let second = Place { webview: "second".into(), window: "second".into() };
    registry.attach(Key::new(1), second, JSON, None, |_: Name| Deaf).unwrap();
    outlet.send_blocking(1).unwrap();
    let (heard, id) = (Mutex::new(Vec::new()), begun.id);
    recordings.stop(id);
    begun.run(|| heard.lock().unwrap().extend(told(&recordings, &registry)));
    assert_eq!(heard.into_inner().unwrap(), ["second: hash run.json"]);
    assert_eq!(told(&recordings, &registry), ["main: ", "second: "]);
}

#[test]
fn a_page_that_comes_anew_can_ask_what_is_recorded_of_it() {
    let (registry, recordings, folder) =
        (Registry::default(), Recordings::default(), tempfile::tempdir().unwrap());
    let _outlet = open(&registry, 1, "hash");
    let begun = recordings.begin(folder.path().join("run.json"));
    recordings.known(begun.id, start(1, "hash"));
    assert_eq!(told(&recordings, &registry), ["main: hash run.json"]);
    let here = |webview| named(&recordings.here(webview, |start| registry.readers(start)));
    assert_eq!([here("main"), here("second")], ["hash run.json", ""]);
}

/// Which web views are told what.
fn told(recordings: &Recordings, registry: &Registry) -> Vec<String> {
    let mut told = Vec::new();
    let tell = |webview: &str, here: &RecordedHere| told.push(format!("{webview}: {}", named(here)));
    recordings.tell(|start| registry.readers(start), tell);
    told
}

fn named(here: &RecordedHere) -> String {
    let names: Vec<_> = here.commands.iter().map(|it| format!("{} {}", it.command, it.name)).collect();
    names.join(", ")
}

#[test]
fn a_recording_that_cannot_be_written_says_so() {
    let (recordings, folder) = (Recordings::default(), tempfile::tempdir().unwrap());
    recordings.begin(folder.path().join("not/there.json")).run(|| ());
    let shown = &recordings.list()[0];
    assert_eq!((shown.done, shown.error.as_ref().unwrap().code.as_str()), (false, "io"));
}

#[test]
fn a_recording_can_be_stopped() {
    let (registry, recordings, folder) =
        (Registry::default(), Recordings::default(), tempfile::tempdir().unwrap());
    let outlet = open(&registry, 1, "hash");
    let begun = recordings.begin(folder.path().join("run.json"));
    begun.recording.tap("outlet", &registry.owner(0).unwrap());
    recordings.stop(begun.id);
    begun.run(|| ());
    assert!(recordings.list()[0].done);
    assert!(!outlet.is_stopped());
}

/// What an inspector tells, look by look.
struct Told(Drain);

impl Told {
    /// The next event, if the next two looks bring one.
    async fn next(&mut self) -> Option<Vec<Inspected>> {
        for _ in 0..2 {
            advance(Duration::from_millis(100)).await;
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            let frame: Frame<InspectorEvent> = drained(&self.0, self.0.status().frames);
            if let Some(InspectorEvent::Streams { streams, .. }) = frame.items.into_iter().last() {
                return Some(streams);
            }
        }
        None
    }
}

fn inspect(registry: &Registry) -> Told {
    let (outlet, drain) = stream(JSON, Deaf);
    let registry = registry.clone();
    let look = move || Look { streams: registry.inspect(), recordings: vec![] };
    tokio::spawn(inspector::run(look, outlet));
    Told(drain)
}

/// The web views whose readers are stalled.
fn stalled(stream: &Inspected) -> Vec<&str> {
    stream.readers.iter().filter(|it| it.stalled).map(|it| it.webview.as_str()).collect()
}

fn open(registry: &Registry, key: u128, command: &str) -> Outlet<u32> {
    registry.open(start(key, command), |_: Name| Deaf).unwrap()
}

fn start(key: u128, command: &str) -> Start {
    Start {
        key: Some(Key::new(key)),
        place: Place { webview: "main".into(), window: "main".into() },
        command: command.into(),
        argument: "outlet".into(),
        arguments: json!({ "request": null, "outlet": key.to_string() }),
        form: JSON,
        detached: true,
        shared: true,
    }
}

fn drained<T: DeserializeOwned>(drain: &Drain, after: u64) -> Frame<T> {
    let Body::Json(text) = drain.drain(after).unwrap() else { panic!("the wire is json") };
    serde_json::from_str(&text).unwrap()
}

struct Deaf;

impl Bell for Deaf {
    fn ring(&self, _: Body) -> Result<(), Error> {
        Ok(())
    }

    fn over(&self, _: &End) {}
}
