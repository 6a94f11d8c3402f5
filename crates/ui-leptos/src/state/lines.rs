//! The lines of the inspector's list.

use millstream_shared::{
    Limits, Stream,
    inspector::{Inspected, InspectedReader, Inspector, InspectorFrames},
};

use super::format::share;

/// One line of the inspector's list: a stream with its first reader, or a further reader of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The stream.
    pub stream: Inspected,
    /// The reader's place; 0 is the owner.
    pub place: usize,
    /// The reader; none for a stream that has none.
    pub reader: Option<InspectedReader>,
}

/// The streams in which a search finds its word, in their command, argument or web views, with all their
/// readers.
pub fn lines(streams: &[Inspected], search: &str) -> Vec<Line> {
    let wanted = search.to_lowercase();
    let fits = |text: &str| text.to_lowercase().contains(&wanted);
    let found = streams.iter().filter(|stream| {
        fits(&title_of(stream)) || stream.readers.iter().any(|reader| fits(&reader.webview))
    });
    let line = |stream: &Inspected, place: usize| Line {
        stream: stream.clone(),
        place,
        reader: stream.readers.get(place).cloned(),
    };
    found.flat_map(|stream| (0..stream.readers.len().max(1)).map(move |place| line(stream, place))).collect()
}

/// Tells a line from all others, wherever it stands.
pub fn key_of(line: &Line) -> String {
    format!("{}.{}", line.stream.id, line.place)
}

/// What a stream is called: its command, and the argument that took the outlet.
pub fn title_of(stream: &Inspected) -> String {
    format!("{} · {}", stream.command, stream.argument)
}

/// Whether an inspector reads it: nobody's work is lost with it.
pub fn is_own(stream: &Inspected) -> bool {
    stream.command == Inspector::COMMAND || stream.command == InspectorFrames::COMMAND
}

/// The web views whose readers are stalled.
pub fn stalled_in(stream: &Inspected) -> Vec<&str> {
    let stalled = stream.readers.iter().filter(|reader| reader.stalled);
    stalled.map(|reader| reader.webview.as_str()).collect()
}

/// Whether there is nothing to inspect but inspectors.
pub fn is_quiet(streams: &[Inspected]) -> bool {
    streams.iter().all(is_own)
}

/// How full a buffer is, in whole percent: by items or by bytes, whichever is more.
pub fn fill(reader: &InspectedReader, limits: Limits) -> u64 {
    share(reader.items.into(), limits.items.into()).max(share(reader.bytes, limits.bytes.into()))
}
