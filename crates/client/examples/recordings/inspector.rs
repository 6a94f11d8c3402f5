//! What the inspector tells in each recording.

use millstream_shared::{
    Account, Code, Error, Limits, Policy, Wire,
    inspector::{
        Inspected, InspectedFrame, InspectedReader, InspectedRecording, InspectedState, Inspector,
        InspectorEvent, InspectorFrames, InspectorFramesRequest, InspectorRequest, STALLED_MS,
    },
};

use crate::tape::{Recording, Tape, stream};

/// All of them.
pub fn all() -> Vec<Recording> {
    vec![running(), stalled(), detached(), recordings(), empty(), failed(), frames()]
}

/// A run of `hash` with its log, a followed log with two readers, and the inspector itself.
fn running() -> Recording {
    let mut tape = Tape::new();
    for step in 0..8_u32 {
        let at = 250 * u64::from(step);
        let n = u64::from(step);
        let events = InspectedReader {
            p50: Some(11.8),
            p99: Some(24.2 + n as f64),
            in_flight: 40 + step % 3,
            ..reader("main", Wire::Json, 1_200 + 64 * n, 2_048 * n + 90_000)
        };
        let follower = InspectedReader {
            items: 3_000 + 700 * step,
            bytes: 360_000 + 84_000 * n,
            account: Account {
                offered: 48_000 + 10_000 * n,
                delivered: 40_000 + 8_000 * n,
                dropped: 5_000 + 1_300 * n,
                ..Account::default()
            },
            items_per_second: 32_000.0,
            bytes_per_second: 4_800_000.0,
            p50: Some(61.5),
            p99: Some(210.0),
            in_flight: 512,
            ..reader("second", Wire::Bytes, 0, 5_200_000 + 1_200_000 * n)
        };
        let owner = InspectedReader {
            items_per_second: 40_000.0,
            bytes_per_second: 6_100_000.0,
            p50: Some(15.9),
            p99: Some(33.3),
            in_flight: 650,
            ..reader("main", Wire::Bytes, 48_000 + 10_000 * n, 7_300_000 + 1_500_000 * n)
        };
        tape.frame(
            250 * step,
            [InspectorEvent::Streams {
                at,
                streams: vec![
                    live(3, "hash", "outlet", 4_100 + at, vec![events]),
                    live(4, "hash", "log", 4_100 + at, vec![reader("main", Wire::Json, 2, 410)]),
                    Inspected {
                        policy: Policy::DropOldest,
                        shared: true,
                        limits: Limits { items: 8_192, bytes: 1 << 20 },
                        ..live(9, "tail", "outlet", 3_726_000 + at, vec![owner, follower])
                    },
                    own(12, at),
                ],
                recordings: Vec::new(),
            }],
        );
    }
    watching("running", tape.coalesced(3), 1_750)
}

/// Pages that have not drained for a while: the only one of its stream, so that the buffer is full and the producer
/// waits; a further one, which slows nobody down; and one whose stream was stopped meanwhile.
fn stalled() -> Recording {
    let mut tape = Tape::new();
    for (step, owes) in [(0_u32, 4_900_u64), (1, 5_400), (2, 5_900)] {
        let at = 500 * u64::from(step);
        let stalled = owes > STALLED_MS;
        let state = |before| if stalled { InspectedState::Stalled } else { before };
        let stuck = InspectedReader {
            owes: Some(owes),
            stalled,
            items: 1_024,
            bytes: 131_072,
            in_flight: 1_024,
            account: Account { offered: 9_216, delivered: 8_192, ..Account::default() },
            items_per_second: 0.0,
            bytes_per_second: 0.0,
            p50: Some(8.0),
            p99: Some(19.0),
            ..reader("main", Wire::Json, 0, 1_180_000)
        };
        let limits = Limits { items: 1_024, bytes: 1 << 20 };
        let follower = InspectedReader { webview: "second".into(), ..stuck.clone() };
        let last = InspectedReader { items: 0, bytes: 0, in_flight: 12, ..stuck.clone() };
        let n = u64::from(step);
        let keeps_up = reader("main", Wire::Bytes, 20_250 + 4_000 * n, 9_006_000 + 400_000 * n);
        let process = live(5, "process", "outlet", 61_000 + at, vec![stuck]);
        let tail = live(7, "tail", "outlet", 240_000 + at, vec![keeps_up, follower]);
        let hash = live(8, "hash", "outlet", 31_000 + at, vec![last]);
        tape.frame(
            500 * step,
            [InspectorEvent::Streams {
                at,
                streams: vec![
                    Inspected { limits, state: state(InspectedState::Running), ..process },
                    own(6, at),
                    Inspected { limits, shared: true, state: state(InspectedState::Running), ..tail },
                    Inspected { limits, state: state(InspectedState::Ending), ..hash },
                ],
                recordings: Vec::new(),
            }],
        );
    }
    watching("stalled", &mut tape, 1_000)
}

/// A stream whose page has gone and may come back, and one that is about to end.
fn detached() -> Recording {
    let mut tape = Tape::new();
    let away = InspectedReader {
        attached: false,
        items: 420,
        bytes: 61_000,
        items_per_second: 0.0,
        bytes_per_second: 0.0,
        ..reader("main", Wire::Json, 9_000, 880_000)
    };
    let last = InspectedReader { items_per_second: 0.0, ..reader("main", Wire::Json, 77, 9_100) };
    tape.frame(
        0,
        [InspectorEvent::Streams {
            at: 0,
            streams: vec![
                Inspected {
                    detached: true,
                    state: InspectedState::Detached,
                    ..live(1, "download", "outlet", 90_061_000, vec![away])
                },
                Inspected { state: InspectedState::Ending, ..live(2, "hash", "outlet", 800, vec![last]) },
                own(3, 0),
            ],
            recordings: Vec::new(),
        }],
    );
    watching("detached", &mut tape, 400)
}

/// One that waits, one that goes on, one that is done, and one that failed.
fn recordings() -> Recording {
    let recording = |id, name: &str, command: Option<&str>, frames, bytes| InspectedRecording {
        id,
        name: name.into(),
        command: command.map(Into::into),
        frames,
        bytes,
        done: false,
        error: None,
    };
    let mut tape = Tape::new();
    for step in 0..3 {
        tape.frame(
            300 * step,
            [InspectorEvent::Streams {
                at: 300 * u64::from(step),
                streams: vec![
                    live(4, "hash", "outlet", 2_000, vec![reader("main", Wire::Json, 300, 40_000)]),
                    own(5, 300 * u64::from(step)),
                ],
                recordings: vec![
                    InspectedRecording {
                        done: true,
                        ..recording(1, "release.json", Some("hash"), 81, 96_410)
                    },
                    InspectedRecording {
                        error: Some(
                            Error::new(Code::IO, "full.json cannot be written: no space left on the device.")
                                .hint("Make room, or record to another place."),
                        ),
                        ..recording(2, "full.json", Some("tail"), 12_004, 48_200_113)
                    },
                    recording(
                        3,
                        "<b>photos</b>\u{202E}nosj.json",
                        Some("hash"),
                        14 + u64::from(step),
                        18_222 + 900 * u64::from(step),
                    ),
                    recording(4, "next.json", None, 0, 0),
                ],
            }],
        );
    }
    watching("recordings", &mut tape, 600)
}

/// Nothing but the inspector itself.
fn empty() -> Recording {
    let mut tape = Tape::new();
    tape.frame(0, [InspectorEvent::Streams { at: 0, streams: vec![own(1, 0)], recordings: Vec::new() }]);
    watching("empty", &mut tape, 100)
}

/// The inspector itself breaks off.
fn failed() -> Recording {
    let mut tape = Tape::new();
    tape.frame(0, [InspectorEvent::Streams { at: 0, streams: vec![own(1, 0)], recordings: Vec::new() }]);
    let error = Error::new(Code::PANICKED, "The producer of `inspector` panicked: a clock went backwards.")
        .hint("Watch again; if it happens again, report it.");
    stream::<Inspector>("failed", &InspectorRequest {}, tape.failed(120, error))
}

/// The frames of a run of `hash`, one of which holds what tries a page.
fn frames() -> Recording {
    let mut tape = Tape::new();
    let texts = [
        r#"{"seq":412,"items":[{"event":"chunk","data":{"bytesRead":73400320,"reading":[]}}]}"#,
        r#"{"seq":413,"items":[{"event":"opened","data":{"file":9,"name":"<img src=x onerror=alert(1)>"}}]}"#,
        "{\"seq\":414,\"items\":[{\"event\":\"opened\",\"data\":{\"name\":\"\u{202E}gpj.exe\"}}]}",
        r#"{"seq":415,"items":[],"end":{"event":"finished","data":{"account":{"offered":415}}}}"#,
    ];
    for (n, (text, items)) in texts.into_iter().zip([1, 1, 1, 0]).enumerate() {
        let at = 120 * n as u32;
        tape.frame(
            at,
            [InspectedFrame {
                seq: 412 + n as u64,
                at: at.into(),
                items,
                bytes: text.len() as u64,
                text: text.into(),
                last: n + 1 == 4,
            }],
        );
    }
    stream::<InspectorFrames>("frames", &InspectorFramesRequest { id: 3 }, tape.finished(360))
}

fn watching(title: &str, tape: &mut Tape, at: u32) -> Recording {
    let tape = std::mem::replace(tape, Tape::new());
    stream::<Inspector>(title, &InspectorRequest {}, tape.cancelled(at))
}

fn live(id: u64, command: &str, argument: &str, age: u64, readers: Vec<InspectedReader>) -> Inspected {
    Inspected {
        id,
        command: command.into(),
        argument: argument.into(),
        policy: Policy::Block,
        limits: Limits::default(),
        detached: false,
        shared: false,
        age,
        state: InspectedState::Running,
        readers,
    }
}

/// The stream that these events come on.
fn own(id: u64, at: u64) -> Inspected {
    let limits = Limits { items: 1, bytes: 1 << 20 };
    let reader = InspectedReader {
        p50: Some(16.6),
        p99: Some(18.9),
        ..reader("main", Wire::Json, 1 + at / 100, 1_400 * (1 + at / 100))
    };
    Inspected { policy: Policy::Latest, limits, ..live(id, "inspector", "outlet", at, vec![reader]) }
}

/// A reader that keeps up, after so many items.
fn reader(webview: &str, wire: Wire, delivered: u64, frame_bytes: u64) -> InspectedReader {
    InspectedReader {
        webview: webview.into(),
        wire: Some(wire),
        attached: true,
        owes: None,
        stalled: false,
        account: Account { offered: delivered, delivered, ..Account::default() },
        items: 0,
        bytes: 0,
        in_flight: 0,
        frames: delivered.div_ceil(4),
        frame_bytes,
        items_per_second: (delivered % 500) as f64,
        bytes_per_second: (frame_bytes % 20_000) as f64,
        p50: None,
        p99: None,
    }
}
