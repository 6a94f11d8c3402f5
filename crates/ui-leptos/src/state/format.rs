//! Numbers as people read them.

use serde::{Deserialize, Serialize};

/// How a locale writes numbers: what `Intl` says, as data, so that formatting is the same everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numerals {
    /// Between whole and fraction.
    pub decimal: String,
    /// Between groups of digits.
    pub group: String,
    /// The ten digits, zero first.
    pub digits: String,
    /// Digits in a group, beyond the last three: 3, or 2 in India.
    pub rest: usize,
    /// Digits that must stand before the first separator for there to be one: 1, or 2 in Spanish.
    pub least: usize,
}

/// A whole number with its groups: `1,234,567`.
pub fn count(value: u64, n: &Numerals) -> String {
    let plain = value.to_string();
    if plain.len() < 3 + n.least {
        return digits(&plain, n);
    }
    let mut end = plain.len() - 3;
    let mut groups = vec![digits(&plain[end..], n)];
    while end > 0 {
        let start = end.saturating_sub(n.rest);
        groups.push(digits(&plain[start..end], n));
        end = start;
    }
    groups.reverse();
    groups.join(&n.group)
}

/// A size in decimal units with three significant digits: `10.6 GB`.
pub fn bytes(value: u64, n: &Numerals) -> String {
    if value < 1000 {
        return format!("{} B", count(value, n));
    }
    scaled(value as f64, &["kB", "MB", "GB", "TB", "PB", "EB"], n)
}

/// The exact size, for whoever asks: `10,600,000,000 bytes`.
pub fn exact_bytes(value: u64, n: &Numerals) -> String {
    plural(value, "byte", "bytes", n)
}

/// Bytes a second: `1.18 GB/s`.
pub fn rate(value: f64, n: &Numerals) -> String {
    format!("{}/s", bytes(rounded(value), n))
}

/// A number of things a second, without the things: `60`, `1.23 k`.
pub fn pace(value: f64, n: &Numerals) -> String {
    let whole = rounded(value);
    if whole < 1000 { count(whole, n) } else { scaled(whole as f64, &["k", "M", "G"], n) }
}

/// How much of a whole, rounded down so that 100 means all: `74 %`.
pub fn percent(part: u64, whole: u64, n: &Numerals) -> String {
    format!("{} %", count(share(part, whole), n))
}

/// The number before the `%`. Nothing of nothing is 0.
pub fn share(part: u64, whole: u64) -> u64 {
    if whole == 0 { 0 } else { (part as f64 * 100.0 / whole as f64).min(100.0) as u64 }
}

/// How long something took, with three significant digits below a minute: `840 ms`, `12.3 s`,
/// `1 min 20 s`.
pub fn duration(ms: u64, n: &Numerals) -> String {
    match ms {
        0..1000 => format!("{} ms", count(ms, n)),
        1000..59_950 => format!("{} s", significant(ms as f64, 1000.0, n).0),
        _ => clock((ms + 500) / 1000, n),
    }
}

/// How long something will take, in whole seconds so that it does not flicker: `2 s`, `1 min 20 s`.
pub fn left(ms: u64, n: &Numerals) -> String {
    let seconds = ms.div_ceil(1000).max(1);
    if seconds < 60 { format!("{} s", count(seconds, n)) } else { clock(seconds, n) }
}

/// How long something has been there, in whole seconds that have passed: `0 s`, `1 min 20 s`.
pub fn since(ms: u64, n: &Numerals) -> String {
    let seconds = ms / 1000;
    if seconds < 60 { format!("{} s", count(seconds, n)) } else { clock(seconds, n) }
}

/// A short time, as the status bar shows it: `0.9 ms`.
pub fn milliseconds(ms: f64, n: &Numerals) -> String {
    format!("{} ms", tenths(ms, n))
}

/// The number before the `ms`: with one place below 100.
pub fn tenths(ms: f64, n: &Numerals) -> String {
    if ms < 100.0 { fixed(rounded(ms * 10.0), 1, n) } else { count(rounded(ms), n) }
}

/// A number with its noun: `1 file`, `2 files`.
pub fn plural(value: u64, one: &str, many: &str, n: &Numerals) -> String {
    format!("{} {}", count(value, n), if value == 1 { one } else { many })
}

/// A name, or a sentence with one, in which nothing hides: control characters, and those that turn the
/// direction of writing (`\u{202e}gpj.exe` looks like a picture), stand as their codes.
pub fn legible(name: &str) -> String {
    let shown = |c: char| match c {
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => c.escape_unicode().to_string(),
        c => c.to_string(),
    };
    name.chars().map(shown).collect()
}

/// Minutes and seconds, hours and minutes, days and hours: the two largest.
fn clock(seconds: u64, n: &Numerals) -> String {
    let pair = |large: u64, unit: &str, small: u64, below: &str| {
        format!("{} {unit} {} {below}", count(large, n), digits(&format!("{small:02}"), n))
    };
    match seconds {
        0..3600 => pair(seconds / 60, "min", seconds % 60, "s"),
        3600..86_400 => pair(seconds / 3600, "h", seconds % 3600 / 60, "min"),
        _ => pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h"),
    }
}

/// The value in the largest unit that leaves a whole part; the units are thousands apart.
fn scaled(value: f64, units: &[&str], n: &Numerals) -> String {
    let mut unit = 1000.0;
    for (i, name) in units.iter().enumerate() {
        let (text, carried) = significant(value, unit, n);
        if !carried || i == units.len() - 1 {
            return format!("{text} {name}");
        }
        unit *= 1000.0;
    }
    count(rounded(value), n)
}

/// `value / unit` with three significant digits, and whether that is 1000 or more. Halves go up; by
/// whole steps, since languages round a decimal's half each in their own way.
fn significant(value: f64, unit: f64, n: &Numerals) -> (String, bool) {
    for (places, power) in [(2, 100.0), (1, 10.0), (0, 1.0)] {
        let steps = rounded(value / (unit / power));
        if steps < 1000 {
            return (fixed(steps, places, n), false);
        }
    }
    (count(rounded(value / unit), n), true)
}

/// `steps / 10^places`, with exactly so many places.
fn fixed(steps: u64, places: usize, n: &Numerals) -> String {
    let power = [1, 10, 100][places];
    let whole = count(steps / power, n);
    if places == 0 {
        return whole;
    }
    format!("{whole}{}{}", n.decimal, digits(&format!("{:0places$}", steps % power), n))
}

/// The nearest whole number; halves go up, and what is below zero is zero.
fn rounded(value: f64) -> u64 {
    (value + 0.5) as u64
}

/// ASCII digits as the locale writes them.
fn digits(ascii: &str, n: &Numerals) -> String {
    let local = |digit: char| digit.to_digit(10).and_then(|at| n.digits.chars().nth(at as usize));
    ascii.chars().map(|digit| local(digit).unwrap_or(digit)).collect()
}
