//! What the tests of the registry share: pages, as the plugin makes them.

use std::{
    pin::pin,
    task::{Context, Waker},
};

use millstream_flow::{Absence, Bell, Body, End, Error, Key, Name, Outlet, Place, Registry, Start};
use serde_json::Value;

use crate::common::{JSON, Rings};

pub const KEY: Key = Key::new(7);

/// A page's bell, as the plugin makes it: it tells the registry when the stream is over.
pub struct PageBell {
    rings: Rings,
    registry: Registry,
    name: Name,
    webview: String,
}

impl Bell for PageBell {
    fn ring(&self, body: Body) -> Result<(), Error> {
        self.rings.ring(body)
    }

    fn over(&self, end: &End) {
        Bell::over(&self.rings, end);
        self.registry.over(self.name, &self.webview);
    }
}

pub fn bell(registry: &Registry, webview: &str, rings: &Rings) -> impl FnOnce(Name) -> PageBell + use<> {
    let (registry, webview, rings) = (registry.clone(), webview.to_owned(), rings.clone());
    |name| PageBell { rings, registry, name, webview }
}

pub fn open(registry: &Registry, start: Start, rings: &Rings) -> Result<Outlet<u32>, Error> {
    let bell = bell(registry, &start.place.webview.clone(), rings);
    registry.open(start, bell)
}

pub fn attach(registry: &Registry, webview: &str, after: Option<u64>, rings: &Rings) -> Result<u64, Error> {
    registry.attach(KEY, place(webview), JSON, after, bell(registry, webview, rings))
}

pub fn is_over(absence: &Absence) -> bool {
    pin!(absence.over()).poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

pub fn start(webview: &str) -> Start {
    let (command, argument) = ("count".to_owned(), "outlet".to_owned());
    let place = place(webview);
    let arguments = Value::Null;
    Start { key: Some(KEY), place, command, argument, arguments, form: JSON, detached: false, shared: false }
}

pub fn detached(webview: &str) -> Start {
    Start { detached: true, ..start(webview) }
}

pub fn shared(webview: &str) -> Start {
    Start { shared: true, ..start(webview) }
}

pub fn place(webview: &str) -> Place {
    Place { webview: webview.to_owned(), window: webview.to_owned() }
}
