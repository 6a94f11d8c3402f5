//! `inspector`: what flows, live: every stream of every window.
//!
//! One command with one outlet, on which [`InspectorEvent`]s come until the page cancels: all streams as they
//! stand, ten times a second at most, and only when something has changed. The policy is `latest`: a newer
//! event takes the place of a waiting one. The inspector's own streams are among them.
//!
//! `inspector_frames` is a second stream: the frames of one chosen stream as another reader gets them, from
//! now on. The policy is `dropOldest`: a fast stream is never slowed down by being looked at.
//!
//! [`InspectorRecorded`] is an event beside them: a page hears of recordings without watching all that flows.

use serde::{Deserialize, Serialize};

use crate::{Account, Broadcast, Call, Error, Limits, Policy, Stream, Wire};

/// The stream.
pub struct Inspector;

impl Stream for Inspector {
    const COMMAND: &'static str = "inspector";
    type Request = InspectorRequest;
    type Item = InspectorEvent;
}

/// Nothing to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct InspectorRequest {}

/// What arrives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "event", content = "data", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum InspectorEvent {
    /// How everything stands.
    Streams {
        /// Milliseconds since this inspector began.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        at: u64,
        /// The streams that are live, the oldest first.
        streams: Vec<Inspected>,
        /// What is being recorded, and what was, in this session of the application; the oldest first.
        recordings: Vec<InspectedRecording>,
    },
}

/// A live stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Inspected {
    /// Tells it from all others, as long as the application runs.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub id: u64,
    /// The command that opened it.
    pub command: String,
    /// The command's argument that took the outlet.
    pub argument: String,
    /// What a full buffer does.
    pub policy: Policy,
    /// How much may wait in a reader's buffer.
    pub limits: Limits,
    /// Whether it outlives its page for a while.
    pub detached: bool,
    /// Whether other web views may attach to it.
    pub shared: bool,
    /// Milliseconds since it was opened.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub age: u64,
    /// Where it stands.
    pub state: InspectedState,
    /// Its readers, the owner first.
    pub readers: Vec<InspectedReader>,
}

/// Where a stream stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum InspectedState {
    /// It takes items, and its readers drain.
    Running,
    /// One of its readers is [stalled](InspectedReader::stalled), whether it takes items, waits for its owner's page
    /// or is about to end.
    Stalled,
    /// Its owner's page is away, and it waits.
    Detached,
    /// It takes no more items, and its readers do not know of the end yet.
    Ending,
}

/// A reader whose page is there and that has owed a drain for more than so many milliseconds is stalled: fifty times
/// what a hidden window takes.
pub const STALLED_MS: u64 = 5_000;

/// One reader of a stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct InspectedReader {
    /// The label of its web view.
    pub webview: String,
    /// How its frames are written; none where a stock channel gets plain items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub wire: Option<Wire>,
    /// Whether its page is there.
    pub attached: bool,
    /// Milliseconds for which it has owed a drain; none when it owes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
    pub owes: Option<u64>,
    /// Whether its page is there, and it has owed a drain for more than [`STALLED_MS`].
    #[serde(default)]
    pub stalled: bool,
    /// What has become of the items.
    pub account: Account,
    /// Items that wait in its buffer.
    pub items: u32,
    /// Bytes that wait in its buffer.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// Items in the frame that is in flight.
    pub in_flight: u32,
    /// Frames that were sent.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub frames: u64,
    /// Bytes of these frames.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub frame_bytes: u64,
    /// Items delivered a second, over the last second.
    pub items_per_second: f64,
    /// Bytes of frames a second, over the last second.
    pub bytes_per_second: f64,
    /// Milliseconds from a frame's sending to its acknowledgement, for half of all frames; none before the
    /// first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub p50: Option<f64>,
    /// The same, for 99 of 100 frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub p99: Option<f64>,
}

/// A recording on disk, or on its way there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct InspectedRecording {
    /// Tells it from all others.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub id: u64,
    /// The file's name, without its folder.
    pub name: String,
    /// The command that is recorded; none while the next one is waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub command: Option<String>,
    /// Frames so far.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub frames: u64,
    /// Bytes of the file so far.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// Whether the file is complete.
    pub done: bool,
    /// Why it is not, if it never will be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub error: Option<Error>,
}

/// The frames of one stream.
pub struct InspectorFrames;

impl Stream for InspectorFrames {
    const COMMAND: &'static str = "inspector_frames";
    type Request = InspectorFramesRequest;
    type Item = InspectedFrame;
}

/// Which stream to look at. Refused with `unknown_stream` when it is not live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct InspectorFramesRequest {
    /// [`Inspected::id`].
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub id: u64,
}

/// A frame, as a reader got it who joined when this stream was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct InspectedFrame {
    /// Its number.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub seq: u64,
    /// Milliseconds since the first one was waited for.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub at: u64,
    /// How many items it holds.
    pub items: u32,
    /// Its size in bytes.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// The beginning of its document, up to 2,000 characters.
    pub text: String,
    /// Whether it holds the end.
    pub last: bool,
}

/// Cancels a stream, as its page would. Answers nothing; a stream that is over already is left alone.
pub struct InspectorCancel;

impl Call for InspectorCancel {
    const COMMAND: &'static str = "inspector_cancel";
    type Request = InspectorFramesRequest;
    type Response = ();
}

/// Opens a window of the same front end that shows the inspector, or brings it to the front.
pub struct InspectorWindow;

impl Call for InspectorWindow {
    const COMMAND: &'static str = "inspector_window";
    type Request = ();
    type Response = ();
}

/// Records a command, all its outlets, into a file that the person names in a native dialog. Answers
/// whether the dialog was confirmed; how it goes on, the [`InspectorEvent`]s tell.
pub struct InspectorRecord;

impl Call for InspectorRecord {
    const COMMAND: &'static str = "inspector_record";
    type Request = InspectorRecordRequest;
    type Response = bool;
}

/// What to record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct InspectorRecordRequest {
    /// [`Inspected::id`]: the command that opened this stream, from now on. None: the next command that
    /// opens a stream, from its first item on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
    pub id: Option<u64>,
}

/// Ends a recording and completes its file. One that has ended already is left alone.
pub struct InspectorStop;

impl Call for InspectorStop {
    const COMMAND: &'static str = "inspector_stop";
    type Request = InspectorStopRequest;
    type Response = ();
}

/// Which recording to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct InspectorStopRequest {
    /// [`InspectedRecording::id`].
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub id: u64,
}

/// Tells a web view what is being recorded of the streams that it opened or reads, each time that this changes; whoever
/// has begun to read a stream that is recorded already hears of it with the stream's next frame. A page that has just
/// loaded asks with [`InspectorRecordedHere`].
pub struct InspectorRecorded;

impl Broadcast for InspectorRecorded {
    const EVENT: &'static str = "millstream://recorded";
    type Payload = RecordedHere;
}

/// Answers what is being recorded of the web view that asks; from then on the [`InspectorRecorded`] events tell. To
/// miss none of them, a page listens first.
pub struct InspectorRecordedHere;

impl Call for InspectorRecordedHere {
    const COMMAND: &'static str = "inspector_recorded_here";
    type Request = ();
    type Response = RecordedHere;
}

/// What is being recorded of a web view: all of it, so that a later one takes the place of an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordedHere {
    /// The commands, the oldest recording first.
    pub commands: Vec<RecordedCommand>,
}

/// A command that is being recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RecordedCommand {
    /// The command's name.
    pub command: String,
    /// The file's name, without its folder.
    pub name: String,
}
