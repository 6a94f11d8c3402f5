//! The figures, to read and to compute with.

use serde_json::{Value, json};

use super::figures::{Samples, median, of, percentile, ratio};
use crate::failure::Outcome;

const MIB: f64 = 1048576.0;

/// A front end, and the wire that its client chooses by itself.
const FRONT_ENDS: [(&str, &str, &str); 2] = [("react", "React", "json"), ("leptos", "Leptos", "bytes")];

/// One row.
struct Row {
    what: String,
    /// With its unit.
    ours: String,
    /// The stock channel's, or what else it is compared with.
    theirs: String,
    measured: f64,
    goal: Goal,
}

enum Goal {
    AtLeast(f64, &'static str),
    AtMost(f64, &'static str),
}

/// `bench/flow.md`, where `{machine}` stands for the machine, and the figures.
pub fn flow(samples: &Samples) -> Outcome<(String, Value)> {
    let mut rows = Vec::new();
    for (name, title, wire) in FRONT_ENDS {
        rows.extend(throughput(samples, name, title, wire)?);
    }
    let (leptos, react) = (of(samples, "leptos", "events.bytes")?, of(samples, "react", "events.json")?);
    rows.push(Row {
        what: "small typed events, Leptos on `bytes` against React on `json`".to_owned(),
        ours: per_second(leptos),
        theirs: per_second(react),
        measured: ratio(leptos, react),
        goal: Goal::AtLeast(1.0, "×"),
    });
    for (name, title, _) in FRONT_ENDS {
        rows.extend(behaviour(samples, name, title)?);
    }
    let mut text = String::from(
        "# flow\n\nA release build in the real window, on a virtual display. Millstream against \
         `tauri::ipc::Channel`, in one run: contenders take turns, a rate is the median of the rounds, and a \
         ratio is the median of the rounds' ratios. The pace is `eager`: the next frame is asked for as soon \
         as the handler is done. Each event is typed, and handed to a handler that adds a field up; the sums \
         must come out. How each row is measured, and what sets its limit, stands in \
         [flow-figures.md](../docs/flow-figures.md).\n\n{machine}\n\
         | what | Millstream | stock | measured | goal | met |\n|---|--:|--:|--:|--:|---|\n",
    );
    for row in &rows {
        text += &row.markdown();
    }
    Ok((text, rows.iter().map(Row::json).collect()))
}

/// `bench/soak.md`, where `{machine}` stands for the machine, and the figures.
pub fn soak(samples: &Samples) -> Outcome<(String, Value)> {
    let mut text = String::from(
        "# soak\n\nTen million items and 10 GB of raw bytes through one outlet: each thousandth item carries \
         1 MB. Memory of the host and of its pages' processes, shared pages in proportion, as it grows from \
         before the stream was opened.\n\n{machine}\n\
         | front end | took | items/s | MB/s | growth after 1/4 | 1/2 | 3/4 | at the end | at most |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut figures = Vec::new();
    for (name, title, _) in FRONT_ENDS {
        let (seconds, memory) = (of(samples, name, "seconds")?, of(samples, name, "memory")?);
        let took = median(of(samples, name, "took")?);
        let growth = |part: f64| {
            let at = seconds.iter().rposition(|at| *at <= took * part).unwrap_or(0);
            memory.get(at).map_or(f64::NAN, |bytes| bytes / MIB)
        };
        let parts = [growth(0.25), growth(0.5), growth(0.75), growth(1.0), percentile(memory, 100.0) / MIB];
        let grown: String = parts.iter().map(|mib| format!(" {mib:.0} MiB |")).collect();
        text += &format!("| {title} | {took:.0} s | {:.0} | {:.0} |{grown}\n", 1e7 / took, 1e4 / took);
        figures.push(json!({ "frontEnd": title, "seconds": took, "growthMiB": parts }));
    }
    Ok((text, figures.into()))
}

fn throughput(samples: &Samples, name: &str, title: &str, wire: &str) -> Outcome<[Row; 5]> {
    let stock = of(samples, name, "events.stock")?;
    let events = of(samples, name, &format!("events.{wire}"))?;
    let records = of(samples, name, "records.bytes")?;
    let (raw, raw_stock) = (of(samples, name, "raw.bytes")?, of(samples, name, "raw.stock")?);
    let (lane, raw_lane) = (of(samples, name, "events.lane")?, of(samples, name, "raw.lane")?);
    Ok([
        Row {
            what: format!("small typed events, {title} on `{wire}`"),
            ours: per_second(events),
            theirs: per_second(stock),
            measured: ratio(events, stock),
            goal: Goal::AtLeast(40.0, "×"),
        },
        Row {
            what: format!("16-byte records, 4,096 an attachment, {title}"),
            ours: per_second(records),
            theirs: per_second(stock),
            measured: ratio(records, stock),
            goal: Goal::AtLeast(150.0, "×"),
        },
        Row {
            what: format!("raw bytes, 1 MiB a piece, {title}"),
            ours: format!("{:.0} MB/s", median(raw)),
            theirs: format!("{:.0} MB/s", median(raw_stock)),
            measured: ratio(raw, raw_stock),
            goal: Goal::AtLeast(1.0, "×"),
        },
        Row {
            what: format!("the same over the second lane, {title}"),
            ours: format!("{:.0} MB/s", median(raw_lane)),
            theirs: format!("{:.0} MB/s", median(raw_stock)),
            measured: ratio(raw_lane, raw_stock),
            goal: Goal::AtLeast(2.0, "×"),
        },
        Row {
            what: format!("small typed events over the second lane, {title} on `{wire}`"),
            ours: per_second(lane),
            theirs: per_second(stock),
            measured: ratio(lane, stock),
            goal: Goal::AtLeast(40.0, "×"),
        },
    ])
}

fn behaviour(samples: &Samples, name: &str, title: &str) -> Outcome<[Row; 6]> {
    let memory = median(of(samples, name, "memory.block")?) / MIB;
    let memory_stock = median(of(samples, name, "memory.stock")?) / MIB;
    let (silence, silence_stock) =
        (of(samples, name, "silence.outlet")?, of(samples, name, "silence.stock")?);
    let late = |percent: f64, limit: f64| {
        let [ours, theirs] = [silence, silence_stock].map(|echoes| percentile(echoes, percent) / 1000.0);
        Row {
            what: format!("one event after silence, p{percent:.0}, {title}"),
            ours: format!("{ours:.2} ms"),
            theirs: format!("{theirs:.2} ms"),
            measured: ours - theirs,
            goal: Goal::AtMost(limit, " ms"),
        }
    };
    let (stopped, answered) = (of(samples, name, "cancel.stopped")?, of(samples, name, "cancel.answered")?);
    let [stopped, answered] = [stopped, answered].map(|times| percentile(times, 99.0));
    let [frames, frames_none] = [of(samples, name, "frames.fifty")?, of(samples, name, "frames.none")?]
        .map(|gaps| percentile(gaps, 99.0));
    let (idle, none) = (median(of(samples, name, "idle.hundred")?), median(of(samples, name, "idle.none")?));
    Ok([
        Row {
            what: format!("growth of memory, 10,000,000 items (stock: 200,000), {title}"),
            ours: format!("{memory:.0} MiB"),
            theirs: format!("{memory_stock:.0} MiB"),
            measured: memory,
            goal: Goal::AtMost(64.0, " MiB"),
        },
        late(50.0, 0.3),
        late(99.0, 2.0),
        Row {
            what: format!("from a cancel at full load until the producer has stopped, p99, {title}"),
            ours: format!("{stopped:.0} ms; its answer {answered:.0} ms"),
            theirs: "–".to_owned(),
            measured: stopped,
            goal: Goal::AtMost(50.0, " ms"),
        },
        Row {
            what: format!(
                "50 busy streams in the inspector (stock: none), from frame to frame, p99, {title}"
            ),
            ours: format!("{frames:.0} ms"),
            theirs: format!("{frames_none:.0} ms"),
            measured: frames,
            // Three frames of a screen: who types or scrolls does not notice.
            goal: Goal::AtMost(50.0, " ms"),
        },
        Row {
            what: format!("CPU of 100 idle streams (stock: of none), a second, {title}"),
            ours: format!("{idle:.1} ms"),
            theirs: format!("{none:.1} ms"),
            measured: idle - none,
            // What the page's own pulse varies by.
            goal: Goal::AtMost(1.0, " ms"),
        },
    ])
}

impl Row {
    fn is_met(&self) -> bool {
        match self.goal {
            Goal::AtLeast(limit, _) => self.measured >= limit,
            Goal::AtMost(limit, _) => self.measured <= limit,
        }
    }

    fn markdown(&self) -> String {
        let Self { what, ours, theirs, measured, goal } = self;
        let (sign, limit, unit) = match goal {
            Goal::AtLeast(limit, unit) => ("≥", limit, unit),
            Goal::AtMost(limit, unit) => ("≤", limit, unit),
        };
        let met = if self.is_met() { "yes" } else { "**no**" };
        let measured =
            if measured.abs() < 10.0 { format!("{measured:.2}") } else { format!("{measured:.0}") };
        format!("| {what} | {ours} | {theirs} | {measured}{unit} | {sign} {limit}{unit} | {met} |\n")
    }

    fn json(&self) -> Value {
        let goal = match self.goal {
            Goal::AtLeast(limit, _) => json!({ "atLeast": limit }),
            Goal::AtMost(limit, _) => json!({ "atMost": limit }),
        };
        json!({ "what": self.what, "measured": self.measured, "goal": goal, "met": self.is_met() })
    }
}

fn per_second(rates: &[f64]) -> String {
    format!("{:.0} k/s", median(rates) / 1000.0)
}
