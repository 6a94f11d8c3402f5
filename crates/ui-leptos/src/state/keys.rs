//! What keys ask for.

/// What a key asks for, wherever the focus is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// To open a page.
    Page {
        /// Its place in the rail, from 0.
        index: usize,
    },
    /// To add files.
    Add,
    /// To cancel a run.
    Cancel,
    /// To search.
    Search,
}

/// A key as the browser reports it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Key<'a> {
    /// Its name.
    pub key: &'a str,
    /// Whether Ctrl is held.
    pub ctrl_key: bool,
    /// Whether Cmd is held.
    pub meta_key: bool,
    /// Whether Alt is held.
    pub alt_key: bool,
    /// Whether Shift is held.
    pub shift_key: bool,
}

/// The shortcut that a key is, if it is one. While text is typed, only those with Ctrl or Cmd are.
pub fn shortcut(key: Key<'_>, typing: bool) -> Option<Shortcut> {
    if key.alt_key {
        return None;
    }
    if key.ctrl_key || key.meta_key {
        return match key.key.as_bytes() {
            [digit @ b'1'..=b'9'] => Some(Shortcut::Page { index: usize::from(digit - b'1') }),
            b"o" | b"O" if !key.shift_key => Some(Shortcut::Add),
            _ => None,
        };
    }
    match key.key {
        _ if typing => None,
        "Escape" => Some(Shortcut::Cancel),
        "/" => Some(Shortcut::Search),
        _ => None,
    }
}
