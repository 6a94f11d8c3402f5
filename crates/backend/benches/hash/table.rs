//! The figures, to read and to compute with.

use std::collections::BTreeMap;

use serde_json::json;

use crate::{Outcome, Sample, child::Memory};

/// All samples of one contender.
pub struct Figure {
    name: &'static str,
    seconds: Vec<f64>,
    bytes: u64,
    memory: Option<Memory>,
}

impl Figure {
    pub const fn new(name: &'static str) -> Self {
        Self { name, seconds: Vec::new(), bytes: 0, memory: None }
    }

    pub fn add(&mut self, sample: Sample) {
        self.seconds.push(sample.seconds);
        self.bytes = sample.bytes;
        self.memory = sample.memory.map(|memory| memory.most(self.memory.unwrap_or_default()));
    }

    fn median(&self) -> f64 {
        median(self.seconds.clone())
    }

    /// How many times longer this took than the other: the median of the rounds, each by itself.
    fn against(&self, other: &Self) -> f64 {
        median(self.seconds.iter().zip(&other.seconds).map(|(own, other)| own / other).collect())
    }

    fn best(&self) -> f64 {
        self.seconds.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

/// What was measured, and on what.
pub struct Table {
    figures: Vec<Figure>,
    machine: BTreeMap<&'static str, String>,
}

impl Table {
    pub const fn new(figures: Vec<Figure>, machine: BTreeMap<&'static str, String>) -> Self {
        Self { figures, machine }
    }

    pub fn markdown(&self) -> String {
        let mut text = String::from("# hash\n\nSHA-256, warm page cache, whole processes taking turns.\n\n");
        for (what, value) in &self.machine {
            text += &format!("- {what}: {value}\n");
        }
        text += "\nMemory grown is the peak of a run of ours over what its process had before it; the highest of all \
                 rounds.\n";
        text += "\n| what | median | best | GB/s | memory grown |\n|---|--:|--:|--:|--:|\n";
        for figure in &self.figures {
            let (median, best) = (figure.median(), figure.best());
            let rate = figure.bytes as f64 / median / 1e9;
            let memory = figure.memory.map_or("–".to_owned(), |memory| mib(memory.grown));
            text += &format!("| {} | {median:.3} s | {best:.3} s | {rate:.2} | {memory} |\n", figure.name);
        }
        text += "\n| ratio | measured | goal |\n|---|--:|--:|\n";
        for Ratio { what, measured, goal } in self.ratios() {
            text += &format!("| {what} | {measured:.3} | {goal} |\n");
        }
        text += "\n| memory at its peak, the program included | measured | goal |\n|---|--:|--:|\n";
        for (figure, memory) in self.figures.iter().filter_map(|figure| Some((figure, figure.memory?))) {
            text += &format!("| {} | {} | < 64 MiB |\n", figure.name, mib(memory.peak));
        }
        text
    }

    pub fn json(&self) -> Outcome<String> {
        let figures: Vec<_> = self
            .figures
            .iter()
            .map(|figure| {
                json!({
                    "name": figure.name,
                    "bytes": figure.bytes,
                    "seconds": figure.seconds,
                    "grownBytes": figure.memory.map(|memory| memory.grown),
                    "peakBytes": figure.memory.map(|memory| memory.peak),
                })
            })
            .collect();
        let ratios: BTreeMap<_, _> = self.ratios().map(|ratio| (ratio.what, ratio.measured)).into();
        Ok(serde_json::to_string_pretty(
            &json!({ "machine": self.machine, "figures": figures, "ratios": ratios }),
        )?)
    }

    fn ratios(&self) -> [Ratio; 4] {
        let ratio = |longer: usize, than: usize| match (self.figures.get(longer), self.figures.get(than)) {
            (Some(longer), Some(than)) => longer.against(than),
            _ => f64::NAN,
        };
        [
            Ratio { what: "speed against openssl", measured: ratio(2, 0), goal: "≥ 1" },
            Ratio { what: "speed against sha256sum", measured: ratio(3, 0), goal: "≥ 4" },
            Ratio { what: "8 files, 2 cores against 1", measured: ratio(5, 4), goal: "≥ 1.8" },
            Ratio { what: "time with progress against without", measured: ratio(0, 1), goal: "< 1.01" },
        ]
    }
}

struct Ratio {
    what: &'static str,
    measured: f64,
    goal: &'static str,
}

/// The middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}
