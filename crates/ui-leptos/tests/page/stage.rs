//! A page for each test, and recordings in the backend's place.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    rc::Rc,
};

use leptos::{mount::mount_to, prelude::*};
use millstream_client::{
    Scripted, Transport, install,
    pace::delay,
    transport::{Answer, Body, Line, Signal as Ring},
};
use millstream_shared::{
    Broadcast, Error,
    grants::{Grant, GrantKind, GrantsDrag, GrantsEvent, GrantsPick, GrantsTake},
    hash::{HashExport, HashExported},
    inspector::{
        InspectorCancel, InspectorRecord, InspectorRecordedHere, InspectorStop, InspectorWindow, RecordedHere,
    },
};
use millstream_ui_leptos::App;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

use crate::fixtures::{bad_log, inspectors, recordings};

/// What the backend answers, and what it was asked.
#[derive(Clone, Default)]
pub struct Stage {
    /// What is picked next.
    pub picked: Rc<RefCell<VecDeque<Picked>>>,
    /// What the command line named.
    pub named: Rc<Cell<Vec<Grant>>>,
    /// What the inspector tells.
    pub inspected: Rc<Cell<&'static str>>,
    /// What is recorded of the page when it asks.
    pub recorded: Rc<RefCell<RecordedHere>>,
    asked: Rc<RefCell<Vec<(String, Value)>>>,
    callbacks: Callbacks,
}

/// The page's callbacks, by their ids.
type Callbacks = Rc<RefCell<HashMap<u32, Handler>>>;
type Handler = Rc<RefCell<Box<dyn FnMut(Ring)>>>;

/// What comes of a dialog.
type Picked = Result<Vec<Grant>, Error>;

impl Stage {
    /// Puts recordings in the backend's place, so many times as fast as recorded.
    pub fn new(speed: f64) -> Self {
        let stage = Self::default();
        let (picked, named, inspected) = (stage.picked.clone(), stage.named.clone(), stage.inspected.clone());
        let recorded = stage.recorded.clone();
        let recordings = recordings().into_iter().chain([bad_log()]).chain(inspectors()).collect();
        let script = Scripted::new(recordings)
            .speed(speed)
            .choose(move |request, recordings| {
                let wanted = request.pointer("/verify/data/grant").or_else(|| request.pointer("/grants/0"));
                let wanted = wanted.and_then(Value::as_str).unwrap_or_else(|| inspected.get());
                recordings.iter().position(|recording| recording.title == wanted).unwrap_or_default()
            })
            .answer::<InspectorCancel>(|_| Ok(()))
            .answer::<InspectorWindow>(|()| Ok(()))
            .answer::<InspectorRecord>(|_| Ok(true))
            .answer::<InspectorRecordedHere>(move |()| Ok(recorded.borrow().clone()))
            .answer::<InspectorStop>(|_| Ok(()))
            .answer::<GrantsPick>(move |_| picked.borrow_mut().pop_front().unwrap_or_else(|| Ok(Vec::new())))
            .answer::<GrantsTake>(move |()| Ok(named.take()))
            .answer::<HashExport>(|_| Ok(HashExported { lines: 1, name: None }));
        let (asked, callbacks) = (stage.asked.clone(), stage.callbacks.clone());
        install(Rc::new(Listening { script, asked, callbacks }));
        stage
    }

    /// Picks this next.
    pub fn picks(self, grants: Vec<Grant>) -> Self {
        self.picked.borrow_mut().push_back(Ok(grants));
        self
    }

    /// Lets the inspector tell this.
    pub fn inspects(self, name: &'static str) -> Self {
        self.inspected.set(name);
        self
    }

    /// The requests that a command got, in order.
    pub fn sent(&self, command: &str) -> Vec<Value> {
        let asked = self.asked.borrow();
        let own = asked.iter().filter(|(name, _)| name == command);
        own.map(|(_, arguments)| arguments["request"].clone()).collect()
    }

    /// Tells the page of a drag over the window, once it listens.
    pub async fn drag(&self, payload: &GrantsEvent) {
        self.tell::<GrantsDrag>(payload).await;
    }

    /// Tells the page of an event, once it listens.
    pub async fn tell<B: Broadcast>(&self, payload: &B::Payload) {
        let event = B::EVENT;
        until("the page listens", || self.listener(event).is_some()).await;
        let handler = self.listener(event).unwrap();
        let body = json!({ "event": event, "id": 0, "payload": payload }).to_string();
        (handler.borrow_mut())(Ring::Plain(Body::Text(body)));
        settle().await;
    }

    fn listener(&self, event: &str) -> Option<Handler> {
        let asked = self.asked.borrow();
        let listens =
            |(name, told): &&(String, Value)| name == "plugin:event|listen" && told["event"] == event;
        let id = asked.iter().find(listens)?.1["handler"].as_u64()?;
        self.callbacks.borrow().get(&u32::try_from(id).ok()?).cloned()
    }
}

/// A file to pick; its name is a recording's.
pub fn file(name: &str) -> Grant {
    Grant { id: name.to_owned(), name: name.to_owned(), kind: GrantKind::File, bytes: None }
}

/// A sum file to pick.
pub fn sums(name: &str) -> Grant {
    Grant { kind: GrantKind::Sums, ..file(name) }
}

/// Marks what a test puts into the document.
const MARK: &str = "data-page";

/// What is drawn, until it is dropped.
pub struct Page {
    root: HtmlElement,
    _mounted: Box<dyn Any>,
}

impl Page {
    /// The application, at its first page.
    pub fn open() -> Self {
        Self::at("")
    }

    /// The application, at this page.
    pub fn at(page: &str) -> Self {
        window().location().set_hash(page).unwrap();
        Self::of(|| view! { <App asked=None /> })
    }

    /// A part of it, under the stylesheet that both front ends have.
    pub fn of<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self {
        // What a test left behind that stopped half-way.
        all(&format!("[{MARK}]")).iter().for_each(Element::remove);
        let style = document().create_element("style").unwrap();
        style.set_attribute(MARK, "").unwrap();
        style.set_text_content(Some(include_str!("../../../../assets/app.css")));
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        root.set_attribute(MARK, "").unwrap();
        document().body().unwrap().append_with_node_2(&style, &root).unwrap();
        let mounted = mount_to(root.clone(), view);
        Self { root, _mounted: Box::new(mounted) }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.root.previous_element_sibling().unwrap().remove();
        self.root.remove();
    }
}

/// The element with this test id, if there is one.
pub fn find(id: &str) -> Option<HtmlElement> {
    let element = document().query_selector(&format!("[data-testid=\"{id}\"]")).unwrap();
    element.map(JsCast::unchecked_into)
}

/// The element with this test id.
pub fn part(id: &str) -> HtmlElement {
    find(id).unwrap_or_else(|| panic!("there is no {id}"))
}

/// Its text.
pub fn text(id: &str) -> String {
    part(id).text_content().unwrap()
}

/// One of its attributes.
pub fn attribute(id: &str, name: &str) -> Option<String> {
    part(id).get_attribute(name)
}

/// Whether it has the focus.
pub fn has_focus(id: &str) -> bool {
    document().active_element().as_ref() == Some(part(id).as_ref())
}

/// All elements that are chosen so.
pub fn all(selector: &str) -> Vec<Element> {
    let found = document().query_selector_all(selector).unwrap();
    (0..found.length()).map(|at| found.item(at).unwrap().unchecked_into()).collect()
}

/// Presses it, and lets the page follow.
pub async fn click(id: &str) {
    part(id).click();
    settle().await;
}

/// Puts a text into a field, as typing does.
pub async fn write(id: &str, text: &str) {
    part(id).unchecked_ref::<HtmlInputElement>().set_value(text);
    let init = EventInit::new();
    init.set_bubbles(true);
    part(id).dispatch_event(&Event::new_with_event_init_dict("input", &init).unwrap()).unwrap();
    settle().await;
}

/// Presses a key where the focus is; `Ctrl+o` with what is held.
pub async fn press(keys: &str) {
    let (held, key) = keys.rsplit_once('+').unwrap_or(("", keys));
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_ctrl_key(held == "Ctrl");
    init.set_meta_key(held == "Cmd");
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    document().active_element().unwrap().dispatch_event(&event).unwrap();
    settle().await;
}

/// Lets the page follow what happened.
pub async fn settle() {
    delay(0).await;
    delay(0).await;
}

/// Waits until something is so.
pub async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..1000 {
        if is_so() {
            return;
        }
        delay(5).await;
    }
    panic!("it never came that {what}");
}

/// Waits until a run is in a phase.
pub async fn phase(run: u32, wanted: &str) {
    let id = format!("hash-run-{run}");
    let is_so = || find(&id).is_some_and(|card| card.get_attribute("data-phase").as_deref() == Some(wanted));
    until(&format!("run {run} is {wanted}"), is_so).await;
}

/// Passes on, and remembers what was asked.
struct Listening {
    script: Scripted,
    asked: Rc<RefCell<Vec<(String, Value)>>>,
    callbacks: Callbacks,
}

impl Transport for Listening {
    fn invoke(&self, command: &str, arguments: String) -> Answer {
        self.asked.borrow_mut().push((command.to_owned(), serde_json::from_str(&arguments).unwrap()));
        self.script.invoke(command, arguments)
    }

    fn register(&self, handler: Box<dyn FnMut(Ring)>) -> Result<Line, Error> {
        let handler: Handler = Rc::new(RefCell::new(handler));
        let own = handler.clone();
        let line = self.script.register(Box::new(move |signal| (own.borrow_mut())(signal)))?;
        self.callbacks.borrow_mut().insert(line.id, handler);
        Ok(line)
    }

    fn label(&self) -> Option<String> {
        self.script.label()
    }
}
