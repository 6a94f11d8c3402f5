//! Grants: what a person opened, under names that a page can use and cannot make up.
//!
//! A page never names a path. A dialog, a drop on the window or the command line mints a grant; every
//! command takes it in the path's place. A grant belongs to the window that it was given to.

use serde::{Deserialize, Serialize};

use crate::{Broadcast, Call};

/// Something that a person opened in this window. It need not be there: a name on the command line can
/// be wrong, and then its use gives the error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Grant {
    /// What to pass in the path's place.
    pub id: String,
    /// The last part of the path, to show; bytes that are not UTF-8 are replaced.
    pub name: String,
    /// What it was when it was opened.
    pub kind: GrantKind,
    /// The file's size in bytes when it was opened; none for a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
    pub bytes: Option<u64>,
}

/// What a [`Grant`] stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum GrantKind {
    /// A file.
    File,
    /// A folder and what is beneath it.
    Folder,
    /// A sum file, known by its name, with the files beside and beneath it that it may name.
    Sums,
}

/// Asks the person, in a native dialog, what to open. Answers nothing when it is dismissed.
pub struct GrantsPick;

impl Call for GrantsPick {
    const COMMAND: &'static str = "grants_pick";
    type Request = GrantsPickRequest;
    type Response = Vec<Grant>;
}

/// Which dialog to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GrantsPickRequest {
    /// `file` for one file or several, `folder` for one folder, `sums` for one sum file.
    pub kind: GrantKind,
}

/// Takes what was named on the command line for this window; a second call answers nothing.
pub struct GrantsTake;

impl Call for GrantsTake {
    const COMMAND: &'static str = "grants_take";
    type Request = ();
    type Response = Vec<Grant>;
}

/// Tells one window of a drag over it.
pub struct GrantsDrag;

impl Broadcast for GrantsDrag {
    const EVENT: &'static str = "millstream://grants";
    type Payload = GrantsEvent;
}

/// What happens to files that are dragged over the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "event", content = "data", rename_all = "camelCase")]
pub enum GrantsEvent {
    /// Something that could be dropped is over the window.
    Over,
    /// It left again.
    Left,
    /// It was dropped.
    Granted {
        /// What was dropped, in order. What cannot be opened says so where it is used.
        grants: Vec<Grant>,
    },
}
