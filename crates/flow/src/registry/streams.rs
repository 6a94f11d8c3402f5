//! What the registry holds, without its lock.

use std::{
    collections::{HashMap, VecDeque},
    iter,
    sync::Arc,
    time::Instant,
};

use millstream_shared::{Error, stream::StreamInfo};
use serde_json::Value;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Inspection, Name, Place, Start};
use crate::{Bell, Drain, Form};

/// How many streams are remembered. Each takes less than a kilobyte, or a small frame more when it
/// ended with a ring.
const REMEMBERED: usize = 1024;

#[derive(Default)]
pub struct Streams {
    pub live: HashMap<Name, Entry>,
    remembered: HashMap<Name, Entry>,
    /// The names of `remembered`, oldest first.
    order: VecDeque<Name>,
    opened: u64,
}

pub struct Entry {
    pub id: u64,
    pub start: Start,
    opened: Instant,
    pub owner: Reader,
    pub joined: Vec<Reader>,
    /// While the owner's page is away; dropped, that is over.
    away: Option<DropGuard>,
}

/// What an attach lets go of: the bell that was there, and the reading of a page that had left.
pub type Gone = (Option<Arc<dyn Bell>>, Option<Reader>);

pub struct Reader {
    pub place: Place,
    pub drain: Arc<Drain>,
    /// Whether it knows of the end, or has left.
    pub over: bool,
}

impl Streams {
    pub fn get(&mut self, name: &Name) -> Option<&mut Entry> {
        self.live.get_mut(name).or_else(|| self.remembered.get_mut(name))
    }

    pub fn bare_name(&self) -> Name {
        Name::Bare(self.opened)
    }

    pub fn insert(&mut self, name: Name, start: Start, drain: Arc<Drain>) {
        let owner = Reader { place: start.place.clone(), drain, over: false };
        let entry =
            Entry { id: self.opened, start, opened: Instant::now(), owner, joined: Vec::new(), away: None };
        self.opened += 1;
        self.live.insert(name, entry);
    }

    /// Answers what is let go of.
    pub fn over(&mut self, name: Name, webview: &str) -> Option<Entry> {
        let entry = self.live.get_mut(&name)?;
        for reader in entry.readers_mut().filter(|reader| reader.place.webview == webview) {
            reader.over = true;
        }
        if entry.owner.over {
            entry.away = None;
        }
        if entry.readers().any(|reader| !reader.over) {
            return None;
        }
        let mut entry = self.live.remove(&name)?;
        if let Name::Bare(_) = name {
            return Some(entry);
        }
        // A whole payload, and it may be remembered for long.
        entry.start.arguments = Value::Null;
        self.remembered.insert(name, entry);
        self.order.push_back(name);
        if self.order.len() <= REMEMBERED {
            return None;
        }
        self.order.pop_front().and_then(|oldest| self.remembered.remove(&oldest))
    }
}

impl Entry {
    /// Whether it was opened by this start. Streams of plain items cannot be told from others.
    pub fn is_of(&self, start: &Start) -> bool {
        self.start.key.is_some() && self.start.arguments == start.arguments
    }

    /// The owner first, then those who joined.
    pub fn readers(&self) -> impl Iterator<Item = &Reader> {
        iter::once(&self.owner).chain(&self.joined)
    }

    fn readers_mut(&mut self) -> impl Iterator<Item = &mut Reader> {
        iter::once(&mut self.owner).chain(&mut self.joined)
    }

    pub fn reader(&self, webview: &str) -> Option<&Reader> {
        self.readers().find(|reader| reader.place.webview == webview)
    }

    /// The owner's page goes away for a while. Answers what is cancelled when that is over; none when the
    /// stream is over for it already.
    pub fn leave(&mut self) -> Option<CancellationToken> {
        if self.owner.over {
            return None;
        }
        self.owner.drain.detach();
        let over = CancellationToken::new();
        self.away = Some(over.clone().drop_guard());
        Some(over)
    }

    /// Whether a web view may take it up.
    pub fn is_open_to(&self, webview: &str) -> bool {
        self.start.shared || self.start.place.webview == webview
    }

    /// A web view takes it up: the owner's, or another one, which joins; who had joined and left comes anew.
    /// Answers the frame behind which it goes on, and what is let go of. Refused, it changes nothing.
    pub fn attach(
        &mut self,
        place: Place,
        form: Form,
        bell: Arc<dyn Bell>,
        after: Option<u64>,
    ) -> Result<(u64, Gone), Error> {
        let own = place.webview == self.start.place.webview;
        let there = self.reader(&place.webview).filter(|reader| own || !reader.over);
        if let Some(reader) = there {
            let (after, bell) = reader.drain.take_up(form, bell, after)?;
            if own {
                self.away = None;
            }
            return Ok((after, (bell, None)));
        }
        let drain = Arc::new(self.owner.drain.join_to_drain(form, bell, after)?);
        let left = self.joined.iter().position(|reader| reader.place.webview == place.webview);
        let left = left.map(|at| self.joined.swap_remove(at));
        self.joined.push(Reader { place, drain, over: false });
        Ok((0, (None, left)))
    }

    pub fn info(&self, webview: &str) -> Option<StreamInfo> {
        let own = self.start.place.webview == webview;
        let Start { key, command, argument, shared, .. } = &self.start;
        let there = self.reader(webview).filter(|reader| !reader.over);
        let after = there.map_or(0, |reader| reader.drain.status().acknowledged);
        let (command, argument) = (command.clone(), argument.clone());
        (own || *shared).then_some(StreamInfo { key: (*key)?, command, argument, own, after })
    }

    pub fn inspect(&self) -> Inspection {
        let Start { command, argument, detached, shared, .. } = &self.start;
        Inspection {
            id: self.id,
            command: command.clone(),
            argument: argument.clone(),
            detached: *detached,
            shared: *shared,
            age: self.opened.elapsed(),
            readers: self.readers().map(|reader| (reader.place.clone(), reader.drain.status())).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may")]

    use millstream_shared::{End, Key};

    use super::*;
    use crate::{Body, stream};

    #[test]
    fn what_is_remembered_of_a_stream_is_not_its_arguments() {
        let mut streams = Streams::default();
        let name = Name::Keyed(Key::new(7));
        let (_outlet, drain) = stream::<()>(Form::Items, Silence);
        let place = Place { webview: "main".into(), window: "main".into() };
        let start = Start {
            key: Some(Key::new(7)),
            place,
            command: "hash".into(),
            argument: "outlet".into(),
            arguments: Value::from("a whole payload"),
            form: Form::Items,
            detached: false,
            shared: false,
        };
        streams.insert(name, start, Arc::new(drain));
        assert_eq!(streams.get(&name).unwrap().start.arguments, "a whole payload");
        assert!(streams.over(name, "main").is_none());
        assert_eq!(streams.get(&name).unwrap().start.arguments, Value::Null);
    }

    struct Silence;

    impl Bell for Silence {
        fn ring(&self, _: Body) -> Result<(), Error> {
            Ok(())
        }

        fn over(&self, _: &End) {}
    }
}
