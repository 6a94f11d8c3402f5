use std::{
    io::{self, BufRead as _, BufReader, Read, Seek, Write},
    iter,
    sync::mpsc::{Receiver, Sender, channel},
    time::Instant,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use millstream_shared::{Code, End, Error, Wire, frame::Envelope};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Value, json};

use crate::{Bell, Body, Drain, Form};

/// Writes what flows through the outlets of one command, frame by frame, as `docs/recording.md` says.
///
/// It observes: no stream waits for it. It holds one frame in memory at a time, however long it runs.
pub struct Recorder {
    title: String,
    taps: Vec<Tap>,
    news: Receiver<News>,
    begun: Instant,
    written: Written,
}

/// The means to steer a [`Recorder`] from other threads.
#[derive(Clone, Debug)]
pub struct Recording {
    news: Sender<News>,
}

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Frames.
    pub frames: u64,
    /// Bytes.
    pub bytes: u64,
}

/// The command whose outlets are recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Its name.
    pub command: String,
    /// Its argument `request`.
    pub request: Value,
}

impl Recorder {
    /// A recorder of nothing yet, and the means to give it outlets.
    pub fn new(title: impl Into<String>) -> (Self, Recording) {
        let (tx, news) = channel();
        let written = Written::default();
        (
            Self { title: title.into(), taps: Vec::new(), news, begun: Instant::now(), written },
            Recording { news: tx },
        )
    }

    /// Records until all outlets have ended, or it is told to stop; then writes the whole into `out`.
    /// `command` is asked for once that is known. Meanwhile everything is kept in `spool`, which must be
    /// empty, and `progress` hears of each frame.
    ///
    /// # Errors
    /// [`Code::IO`] when `spool` or `out` cannot be written; as [`Drain::drain`].
    pub fn run(
        mut self,
        spool: &mut (impl Read + Write + Seek),
        out: &mut impl Write,
        command: impl FnOnce() -> Recorded,
        mut progress: impl FnMut(Written),
    ) -> Result<(), Error> {
        let mut stopped = false;
        while let Ok(news) = self.news.recv() {
            // All that is there: a stream that has ended may have others behind it.
            for news in iter::once(news).chain(self.news.try_iter().collect::<Vec<_>>()) {
                match news {
                    News::Stop => stopped = true,
                    News::Tapped(tap) => self.taps.push(tap),
                    News::Rang => {}
                }
            }
            for tap in 0..self.taps.len() {
                self.follow(tap, spool, &mut progress)?;
            }
            if stopped || !self.taps.is_empty() && self.taps.iter().all(|tap| tap.over) {
                break;
            }
        }
        for tap in 0..self.taps.len() {
            self.close(tap, spool)?;
        }
        self.assemble(spool, out, command()).map_err(|error| io_error(&error))
    }

    /// Writes down all that waits in an outlet.
    fn follow(
        &mut self,
        tap: usize,
        spool: &mut impl Write,
        progress: &mut impl FnMut(Written),
    ) -> Result<(), Error> {
        while let Some(Tap { drain, after, over: false, .. }) = self.taps.get(tap) {
            let body = drain.drain(*after)?;
            let (head, moment) = self.moment(&body)?;
            if head.seq == *after || head.items.is_empty() && head.end.is_none() {
                break;
            }
            self.write(tap, &moment, spool)?;
            progress(self.written);
            self.taps[tap].after = head.seq;
            self.taps[tap].over = head.end.is_some();
            if head.end.is_some() {
                // The stream lets go of this reader now.
                self.taps[tap].drain.drain(head.seq)?;
            }
        }
        Ok(())
    }

    /// Ends a reading that has not ended by itself: every recording has an end.
    fn close(&mut self, tap: usize, spool: &mut impl Write) -> Result<(), Error> {
        self.follow(tap, spool, &mut |_| {})?;
        let Tap { drain, after, over: false, .. } = &self.taps[tap] else { return Ok(()) };
        drain.cancel();
        let end = End::Cancelled { account: drain.status().account };
        let frame = json!({ "seq": after + 1, "items": [], "more": false, "end": end });
        self.write(tap, &json!({ "at": self.at(), "frame": frame }).to_string(), spool)
    }

    /// A frame as it is written down.
    fn moment(&self, body: &Body) -> Result<(Head, String), Error> {
        let broken = |error: serde_json::Error| {
            Error::new(Code::BAD_FRAME, format!("A frame could not be recorded: {error}."))
        };
        let Body::Bytes(bytes) = body else {
            return Err(Error::new(Code::BAD_FRAME, "A frame is not bytes."));
        };
        let Envelope { json, attachments } = Envelope::decode(bytes)?;
        let head: Head = serde_json::from_slice(json).map_err(broken)?;
        let frame = String::from_utf8_lossy(json);
        let mut moment = format!(r#"{{"at":{},"frame":{frame}"#, self.at());
        if !attachments.is_empty() {
            let bytes: Vec<_> = attachments
                .iter()
                .map(|attachment| json!({ "item": attachment.item, "bytes": STANDARD.encode(attachment.bytes) }))
                .collect();
            moment += &format!(r#","attachments":{}"#, json!(bytes));
        }
        Ok((head, moment + "}"))
    }

    /// Puts a moment behind the others, marked with its outlet.
    fn write(&mut self, tap: usize, moment: &str, spool: &mut impl Write) -> Result<(), Error> {
        writeln!(spool, "{tap}\t{moment}").map_err(|error| io_error(&error))?;
        self.written.frames += 1;
        self.written.bytes += moment.len() as u64;
        Ok(())
    }

    /// Sorts the moments by their outlets.
    fn assemble(
        &self,
        spool: &mut (impl Read + Seek),
        out: &mut impl Write,
        Recorded { command, request }: Recorded,
    ) -> io::Result<()> {
        let [title, command] = [&self.title, &command].map(|text| json!(text));
        write!(out, r#"{{"version":1,"title":{title},"command":{command},"request":{request},"outlets":{{"#)?;
        for (number, tap) in self.taps.iter().enumerate() {
            let (comma, name) = (if number > 0 { "," } else { "" }, json!(tap.outlet));
            write!(out, "{comma}\n{name}:[")?;
            spool.rewind()?;
            let (mark, mut separator) = (format!("{number}\t"), "\n");
            for line in BufReader::new(&mut *spool).split(b'\n') {
                if let Some(moment) = line?.strip_prefix(mark.as_bytes()) {
                    out.write_all(separator.as_bytes())?;
                    out.write_all(moment)?;
                    separator = ",\n";
                }
            }
            out.write_all(b"]")?;
        }
        out.write_all(b"}}\n")?;
        out.flush()
    }

    /// Milliseconds since it began.
    fn at(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Recording {
    /// Records this outlet as well, under its argument's name, from now on. Answers whether it is not too late.
    pub fn tap(&self, outlet: impl Into<String>, drain: &Drain) -> bool {
        let form = Form::Frames { wire: Wire::Bytes, inline: 0 };
        let drain = drain.observe(form, TapBell(self.news.clone()));
        let tap = Tap { outlet: outlet.into(), drain, after: 0, over: false };
        self.news.send(News::Tapped(tap)).is_ok()
    }

    /// Ends the recording. Answers whether it had not ended by itself.
    pub fn stop(&self) -> bool {
        self.news.send(News::Stop).is_ok()
    }
}

#[derive(Debug)]
enum News {
    Tapped(Tap),
    Rang,
    Stop,
}

#[derive(Debug)]
struct Tap {
    outlet: String,
    drain: Drain,
    after: u64,
    over: bool,
}

struct TapBell(Sender<News>);

impl Bell for TapBell {
    fn ring(&self, _: Body) -> Result<(), Error> {
        self.0.send(News::Rang).map_err(|_| Error::new(Code::IO, "The recorder has ended."))
    }

    fn over(&self, _: &End) {}
}

/// What a recorder needs to know of a frame.
#[derive(Deserialize)]
struct Head {
    seq: u64,
    items: Vec<IgnoredAny>,
    end: Option<IgnoredAny>,
}

fn io_error(error: &io::Error) -> Error {
    Error::new(Code::IO, format!("The recording could not be written: {error}."))
        .hint("Look whether there is room on the disk.")
}
