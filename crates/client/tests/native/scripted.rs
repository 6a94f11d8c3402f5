//! The golden streams, replayed as a backend would send them.

use std::{fs, path::PathBuf, rc::Rc};

use futures_util::{StreamExt as _, future::join};
use millstream_client::{
    AttachOptions, Options, Pace, Parcel, Recording, Scripted, attach, call, install, list, open,
    open_logged,
    pace::{block_on, delay, now},
};
use millstream_shared::{
    Account, Code, End, Error, Key, Stream,
    grants::{Grant, GrantKind, GrantsPick, GrantsPickRequest, GrantsTake},
    hash::{Hash, HashEvent, HashLog, HashRequest, Verify},
    stream::StreamInfo,
};
use serde_json::{Value, json};

const TITLES: [&str; 9] =
    ["one-file", "folder", "verify-digest", "verify-sums", "cancelled", "failed", "nothing", "many", "names"];

fn recording(title: &str) -> Recording {
    golden(&format!("hash/{title}"))
}

fn golden(path: &str) -> Recording {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures");
    let text = fs::read_to_string(folder.join(format!("{path}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn options(scripted: Scripted) -> Options {
    Options { pace: Pace::Eager, transport: Some(Rc::new(scripted)), ..Options::default() }
}

fn request(recording: &Recording) -> HashRequest {
    serde_json::from_value(recording.request.clone()).unwrap()
}

/// All that was recorded on an outlet, and how it ended.
fn recorded(recording: &Recording, outlet: &str) -> (Vec<Value>, End) {
    let frames = recording.outlets[outlet].iter().map(|moment| &moment.frame);
    let end = frames.clone().next_back().unwrap().end.clone().unwrap();
    (frames.flat_map(|frame| frame.items.clone()).collect(), end)
}

#[test]
fn replays_every_golden_stream() {
    for title in TITLES {
        let recording = recording(title);
        let options = options(Scripted::new(vec![recording.clone()]));
        let (outlet, log) = open_logged::<Hash>(&request(&recording), options);
        let (outlet_end, log_end) = (outlet.end(), log.end());
        let (events, lines) = block_on(join(outlet.collect::<Vec<_>>(), log.collect::<Vec<_>>()));
        let values = |events: Vec<Result<HashEvent, Error>>| -> Vec<Value> {
            events.into_iter().filter_map(Result::ok).map(|event| json!(event)).collect()
        };
        let logged = |lines: Vec<Result<HashLog, Error>>| -> Vec<Value> {
            lines.into_iter().filter_map(Result::ok).map(|line| json!(line)).collect()
        };
        let ends = (block_on(outlet_end).unwrap(), block_on(log_end).unwrap());
        assert_eq!((values(events), ends.0), recorded(&recording, "outlet"), "{title}");
        assert_eq!((logged(lines), ends.1), recorded(&recording, "log"), "{title}");
    }
}

struct Parts;

impl Stream for Parts {
    const COMMAND: &'static str = "parts";
    type Request = ();
    type Item = String;
}

/// An item with what is attached to it.
fn whole(Parcel { item, attachments, .. }: Parcel<String>) -> (String, Vec<Vec<u8>>) {
    (item, attachments.iter().map(|bytes| bytes.to_vec()).collect())
}

#[test]
fn replays_attachments_byte_for_byte() {
    let scripted = Scripted::new(vec![golden("recordings/attachments")]);
    let parcels = open::<Parts>(&(), options(scripted)).parcels();
    let parts: Vec<_> = block_on(parcels.map(|parcel| whole(parcel.unwrap())).collect());
    let expected = [
        ("every byte", vec![(0..=255).collect()]),
        ("none", vec![]),
        ("several", vec![vec![], vec![1, 2, 3], vec![]]),
        ("eight", vec![vec![255; 8]]),
        ("a frame without", vec![]),
        ("an empty one", vec![vec![]]),
    ];
    assert_eq!(parts, expected.map(|(item, bytes)| (item.to_owned(), bytes)));
}

#[test]
fn replays_attachments_to_a_page_that_comes_back() {
    let scripted = Rc::new(Scripted::new(vec![golden("recordings/attachments")]));
    let transport = || Some(scripted.clone() as _);
    let options = Options { detached: true, pace: Pace::Eager, transport: transport(), ..Options::default() };
    let mut first = open::<Parts>(&(), options).parcels().batches();
    let key = first.key();
    // The second frame has been sent, and is acknowledged by nobody.
    block_on(first.next()).unwrap().unwrap();
    block_on(first.next()).unwrap().unwrap();
    let options =
        AttachOptions { pace: Pace::Eager, transport: transport(), after: Some(1), ..Default::default() };
    let mut again = attach::<Parts>(key, options).parcels();
    let (item, bytes) = whole(block_on(again.next()).unwrap().unwrap());
    assert_eq!((item.as_str(), bytes), ("several", vec![vec![], vec![1, 2, 3], vec![]]));
}

#[test]
fn attachments_that_are_broken_are_a_bad_frame() {
    let mut recording = golden("recordings/attachments");
    let moments = recording.outlets.get_mut("outlet").unwrap();
    moments[0].attachments[0].item = 9;
    let mut parcels = open::<Parts>(&(), options(Scripted::new(vec![recording]))).parcels();
    assert_eq!(block_on(parcels.next()).unwrap().unwrap_err().code, Code::BAD_FRAME);
}

#[test]
fn rings_at_the_recorded_times() {
    for (speed, expected) in [(1.0, 1_000.0), (10.0, 100.0), (f64::INFINITY, 0.0)] {
        let recording = recording("one-file");
        let options = options(Scripted::new(vec![recording.clone()]).speed(speed));
        let (outlet, _log) = open_logged::<Hash>(&request(&recording), options);
        let start = now();
        assert_eq!(block_on(outlet.count()), 12);
        assert_eq!(now() - start, expected);
    }
}

#[test]
fn is_cancelled_like_a_backend() {
    let recording = recording("one-file");
    let options = options(Scripted::new(vec![recording.clone()]));
    let (mut outlet, _log) = open_logged::<Hash>(&request(&recording), options);
    assert!(matches!(block_on(outlet.next()), Some(Ok(HashEvent::Started { files: 1, .. }))));
    let account = Account { offered: 2, delivered: 2, ..Account::default() };
    assert_eq!(block_on(outlet.cancel()), Ok(End::Cancelled { account }));
}

#[test]
fn a_command_gets_the_recording_of_its_request() {
    let recordings: Vec<_> = ["many", "nothing", "failed"].map(recording).into();
    let nothing = request(&recordings[1]);
    let (outlet, _log) = open_logged::<Hash>(&nothing, options(Scripted::new(recordings.clone())));
    assert_eq!(block_on(outlet.collect::<Vec<_>>()).len(), 2);
    let other = HashRequest { grants: vec![], algorithms: vec![], verify: Verify::Nothing };
    let (outlet, _log) = open_logged::<Hash>(&other, options(Scripted::new(recordings)));
    assert_eq!(block_on(outlet.count()), 2_029);
}

#[test]
fn a_chooser_chooses_among_a_commands_recordings() {
    let recordings: Vec<_> = ["many", "nothing"].map(recording).into();
    let scripted = Scripted::new(recordings).choose(|request, recordings| {
        assert_eq!(request["grants"], json!(["anything"]));
        recordings.iter().position(|recording| recording.title == "nothing").unwrap()
    });
    let request =
        HashRequest { grants: vec!["anything".into()], algorithms: vec![], verify: Verify::Nothing };
    let (outlet, _log) = open_logged::<Hash>(&request, options(scripted));
    assert_eq!(block_on(outlet.collect::<Vec<_>>()).len(), 2);
}

#[test]
fn answers_commands_that_are_no_streams() {
    let grant = Grant { id: "1".into(), name: "a.txt".into(), kind: GrantKind::File, bytes: Some(3) };
    let picked = grant.clone();
    let scripted = Scripted::new(vec![]).answer::<GrantsPick>(move |request| {
        assert_eq!(request.kind, GrantKind::Folder);
        Ok(vec![picked.clone()])
    });
    install(Rc::new(scripted));
    let request = GrantsPickRequest { kind: GrantKind::Folder };
    assert_eq!(block_on(call::<GrantsPick>(&request)), Ok(vec![grant]));
    let refused = block_on(call::<GrantsTake>(&())).map_err(|error| error.code);
    assert_eq!(refused, Err(Code::NOT_TAURI));
}

#[test]
fn lets_go_of_its_callbacks() {
    let recording = recording("one-file");
    let scripted = Rc::new(Scripted::new(vec![recording.clone()]));
    let options = Options { transport: Some(scripted.clone()), ..Options::default() };
    let (outlet, log) = open_logged::<Hash>(&request(&recording), options);
    assert_eq!(scripted.callbacks(), 2);
    block_on(join(outlet.count(), log.count()));
    block_on(delay(10));
    assert_eq!(scripted.callbacks(), 0);
}

#[test]
fn lets_go_of_streams_that_have_ended() {
    let recording = recording("one-file");
    let scripted = Rc::new(Scripted::new(vec![recording.clone()]));
    let options = Options { transport: Some(scripted.clone()), ..Options::default() };
    let (outlet, log) = open_logged::<Hash>(&request(&recording), options);
    assert_eq!(scripted.streams(), 2);
    assert!(block_on(log.cancel()).is_ok());
    block_on(delay(1));
    assert_eq!(scripted.streams(), 1);
    block_on(outlet.count());
    block_on(delay(1));
    assert_eq!(scripted.streams(), 0);
}

#[test]
fn is_attached_to_like_a_backend() {
    let recording = recording("one-file");
    let scripted = Rc::new(Scripted::new(vec![recording.clone()]));
    let transport = || Some(scripted.clone() as _);
    let options = Options { detached: true, pace: Pace::Eager, transport: transport(), ..Options::default() };
    let (outlet, _log) = open_logged::<Hash>(&request(&recording), options);
    let attached = |after| {
        let options =
            AttachOptions { after, pace: Pace::Eager, transport: transport(), ..Default::default() };
        attach::<Hash>(outlet.key(), options)
    };
    let frames = &recording.outlets["outlet"];
    let mut first = attached(None).batches();
    assert!(block_on(first.next()).is_some());
    assert!(block_on(first.next()).is_some());
    // Two frames have been sent, and the first is acknowledged.
    let refused = |after| block_on(attached(Some(after)).next()).unwrap().unwrap_err().code;
    assert_eq!([refused(0), refused(9)], [Code::STALE_FRAME, Code::FUTURE_FRAME]);
    let sent: usize = frames.iter().take(1).map(|moment| moment.frame.items.len()).sum();
    let rest = block_on(attached(None).collect::<Vec<_>>());
    assert_eq!(rest.len(), recorded(&recording, "outlet").0.len() - sent);
}

#[test]
fn takes_up_a_stream_that_runs_already() {
    let recording = recording("one-file");
    let info = |key, argument: &str, after| StreamInfo {
        key: Key::new(key),
        command: "hash".into(),
        argument: argument.into(),
        own: true,
        after,
    };
    let running = [info(1, "outlet", 2), info(2, "nothing", 0)];
    let scripted = Rc::new(Scripted::new(vec![recording.clone()]).running(running.clone()));
    install(scripted.clone());
    assert_eq!(block_on(list()), Ok(vec![running[0].clone()]));
    let inlet = attach::<Hash>(&running[0], AttachOptions { pace: Pace::Eager, ..Default::default() });
    let (start, end) = (now(), inlet.end());
    let items = block_on(inlet.collect::<Vec<_>>());
    let frames = &recording.outlets["outlet"];
    let expected = frames[2..].iter().flat_map(|moment| moment.frame.items.clone()).collect::<Vec<_>>();
    assert_eq!(items.iter().map(|item| json!(item.as_ref().unwrap())).collect::<Vec<_>>(), expected);
    assert_eq!(now() - start, f64::from(frames.last().unwrap().at - frames[1].at));
    assert_eq!(block_on(end).unwrap(), recorded(&recording, "outlet").1);
    block_on(delay(1));
    assert_eq!(block_on(list()), Ok(vec![]));
}
