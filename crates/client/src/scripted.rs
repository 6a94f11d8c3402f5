//! Replays recordings without Tauri, so that a front end runs in a plain browser, and in tests.

use std::{collections::HashMap, future::ready, rc::Rc};

use millstream_shared::{
    Call, Code, Error,
    stream::{ATTACH, CANCEL, DRAIN, LIST, StreamInfo},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use self::stage::Stage;
use crate::{
    playback::Playback,
    recording::Recording,
    transport::{Answer, Body, Line, Signal, Transport},
};

mod stage;

/// A transport that plays recorded streams, as a backend would send them: it rings, waits to be drained,
/// can be cancelled, and attached to. `install(Rc::new(Scripted::new(recordings)))`.
pub struct Scripted {
    recordings: Vec<Recording>,
    answers: HashMap<&'static str, Answering>,
    choose: Option<Box<Choosing>>,
    stage: Rc<Stage>,
}

type Answering = Box<dyn Fn(Value) -> Result<Value, Error>>;
type Choosing = dyn Fn(&Value, &[&Recording]) -> usize;

impl Scripted {
    /// Plays these. A command gets its first recording whose request is the same, else its first.
    pub fn new(recordings: Vec<Recording>) -> Self {
        Self { recordings, answers: HashMap::new(), choose: None, stage: Rc::default() }
    }

    /// Answers a command that is no stream.
    #[must_use]
    pub fn answer<C: Call>(
        mut self,
        answer: impl Fn(C::Request) -> Result<C::Response, Error> + 'static,
    ) -> Self {
        let answering = move |request| json_of(&answer(typed(request)?)?);
        self.answers.insert(C::COMMAND, Box::new(answering));
        self
    }

    /// Chooses among a command's recordings by its request: an index, from 0. One that is out of range
    /// is the first.
    #[must_use]
    pub fn choose(mut self, choose: impl Fn(&Value, &[&Recording]) -> usize + 'static) -> Self {
        self.choose = Some(Box::new(choose));
        self
    }

    /// Plays so many times as fast as recorded; infinity is at once.
    #[must_use]
    pub fn speed(self, speed: f64) -> Self {
        self.stage.set_speed(speed);
        self
    }

    /// Streams that run already, as if a page had opened them, read them up to `after`, and been loaded
    /// anew. Each is its command's first recording; one that was not recorded does not run.
    #[must_use]
    pub fn running(self, streams: impl IntoIterator<Item = StreamInfo>) -> Self {
        for info in streams {
            let recording = self.recordings.iter().find(|recording| recording.command == info.command);
            if let Some(moments) = recording.and_then(|recording| recording.outlets.get(&info.argument)) {
                self.stage.run(Playback::behind(moments.clone(), info.after), info);
            }
        }
        self
    }

    /// How many callbacks the page has registered here.
    pub fn callbacks(&self) -> usize {
        self.stage.callbacks()
    }

    /// How many streams have not ended here.
    pub fn streams(&self) -> usize {
        self.stage.streams()
    }

    fn run(&self, command: &str, mut arguments: Value) -> Result<Body, Error> {
        let request = arguments.get_mut("request").map(Value::take).unwrap_or_default();
        match command {
            DRAIN => self.stage.drain(typed(request)?),
            CANCEL => text_of(&self.stage.cancel(typed(request)?)?),
            ATTACH => text_of(&self.stage.attach(typed(request)?)?),
            LIST => text_of(&self.stage.list()),
            "plugin:event|listen" => text_of(&0),
            command if command.starts_with("plugin:event|") => text_of(&()),
            command => match self.answers.get(command) {
                Some(answer) => text_of(&answer(request)?),
                None => self.play(command, &request, &arguments),
            },
        }
    }

    fn play(&self, command: &str, request: &Value, arguments: &Value) -> Result<Body, Error> {
        let candidates: Vec<_> = self.recordings.iter().filter(|r| r.command == command).collect();
        let chosen = match &self.choose {
            Some(choose) => choose(request, &candidates),
            None => candidates.iter().position(|r| r.request == *request).unwrap_or_default(),
        };
        let Some(recording) = candidates.get(chosen).or_else(|| candidates.first()) else {
            let what = format!("`{command}` was not recorded.");
            return Err(Error::new(Code::NOT_TAURI, what).hint("Start the application to run it."));
        };
        for (name, moments) in &recording.outlets {
            if let Some(outlet) = arguments.get(name) {
                let playback = Playback::new(moments.clone());
                self.stage.start(command, name, typed(outlet.clone())?, playback)?;
            }
        }
        text_of(&())
    }
}

impl Transport for Scripted {
    fn invoke(&self, command: &str, arguments: String) -> Answer {
        let answer = serde_json::from_str(&arguments)
            .map_err(|error| Error::new(Code::BAD_ARGUMENT, format!("The arguments are no JSON: {error}.")))
            .and_then(|arguments| self.run(command, arguments));
        Box::pin(ready(answer.map_err(Into::into)))
    }

    fn register(&self, handler: Box<dyn FnMut(Signal)>) -> Result<Line, Error> {
        Ok(self.stage.register(handler))
    }

    fn label(&self) -> Option<String> {
        None
    }
}

fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(value)
        .map_err(|error| Error::new(Code::BAD_ARGUMENT, format!("An argument has another form: {error}.")))
}

fn text_of(value: &impl Serialize) -> Result<Body, Error> {
    json_of(value).map(|json| Body::Text(json.to_string()))
}

fn json_of(value: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(value)
        .map_err(|error| Error::new(Code::BAD_ITEM, format!("An answer cannot be written as JSON: {error}.")))
}
