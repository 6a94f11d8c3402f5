/** How a locale writes numbers: what `Intl` says, as data, so that formatting is the same everywhere. */
export interface Numerals {
  /** Between whole and fraction. */
  readonly decimal: string;
  /** Between groups of digits. */
  readonly group: string;
  /** The ten digits, zero first. */
  readonly digits: string;
  /** Digits in a group, beyond the last three: 3, or 2 in India. */
  readonly rest: number;
  /** Digits that must stand before the first separator for there to be one: 1, or 2 in Spanish. */
  readonly least: number;
}

/** The numerals of a locale (BCP 47). */
export function numerals(locale: string | undefined): Numerals {
  const format = new Intl.NumberFormat(locale);
  const long = format.formatToParts(12345678.5);
  const whole = long.filter((part) => part.type === "integer");
  const part = (type: string, otherwise: string) => long.find((p) => p.type === type)?.value ?? otherwise;
  return {
    decimal: part("decimal", "."),
    group: part("group", ","),
    digits: Array.from({ length: 10 }, (_, digit) => format.format(digit)).join(""),
    rest: whole.at(-2)?.value.length === 2 ? 2 : 3,
    least: format.formatToParts(1234).some((p) => p.type === "group") ? 1 : 2,
  };
}

/** A whole number with its groups: `1,234,567`. */
export function count(value: number, n: Numerals): string {
  const plain = String(Math.trunc(value));
  if (plain.length < 3 + n.least) return digits(plain, n);
  const groups = [digits(plain.slice(-3), n)];
  for (let end = plain.length - 3; end > 0; end -= n.rest) {
    groups.unshift(digits(plain.slice(Math.max(0, end - n.rest), end), n));
  }
  return groups.join(n.group);
}

/** A size in decimal units with three significant digits: `10.6 GB`. */
export function bytes(value: number, n: Numerals): string {
  return value < 1000 ? `${count(value, n)} B` : scaled(value, ["kB", "MB", "GB", "TB", "PB", "EB"], n);
}

/** The exact size, for whoever asks: `10,600,000,000 bytes`. */
export function exactBytes(value: number, n: Numerals): string {
  return value === 1 ? `${count(1, n)} byte` : `${count(value, n)} bytes`;
}

/** Bytes a second: `1.18 GB/s`. */
export function rate(value: number, n: Numerals): string {
  return `${bytes(Math.floor(value + 0.5), n)}/s`;
}

/** A number of things a second, without the things: `60`, `1.23 k`. */
export function pace(value: number, n: Numerals): string {
  const whole = Math.floor(value + 0.5);
  return whole < 1000 ? count(whole, n) : scaled(whole, ["k", "M", "G"], n);
}

/** How much of a whole, rounded down so that 100 means all: `74 %`. */
export function percent(part: number, whole: number, n: Numerals): string {
  return `${count(share(part, whole), n)} %`;
}

/** The number before the `%`. Nothing of nothing is 0. */
export function share(part: number, whole: number): number {
  return whole > 0 ? Math.max(0, Math.min(100, Math.floor((part * 100) / whole))) : 0;
}

/** How long something took, with three significant digits below a minute: `840 ms`, `12.3 s`, `1 min 20 s`. */
export function duration(ms: number, n: Numerals): string {
  if (ms < 1000) return `${count(ms, n)} ms`;
  return ms < 59_950 ? `${significant(ms, 1000, n)[0]} s` : clock(Math.floor(ms / 1000 + 0.5), n);
}

/** How long something will take, in whole seconds so that it does not flicker: `2 s`, `1 min 20 s`. */
export function left(ms: number, n: Numerals): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 60 ? `${count(seconds, n)} s` : clock(seconds, n);
}

/** How long something has been there, in whole seconds that have passed: `0 s`, `1 min 20 s`. */
export function since(ms: number, n: Numerals): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${count(seconds, n)} s` : clock(seconds, n);
}

/** A short time, as the status bar shows it: `0.9 ms`. */
export function milliseconds(ms: number, n: Numerals): string {
  return `${tenths(ms, n)} ms`;
}

/** The number before the `ms`: with one place below 100. */
export function tenths(ms: number, n: Numerals): string {
  return ms < 100 ? fixed(Math.floor(ms * 10 + 0.5), 1, n) : count(Math.floor(ms + 0.5), n);
}

/** A number with its noun: `1 file`, `2 files`. */
export function plural(value: number, one: string, many: string, n: Numerals): string {
  return `${count(value, n)} ${value === 1 ? one : many}`;
}

/**
 * A name, or a sentence with one, in which nothing hides: control characters, and those that turn the direction of
 * writing (`\u{202e}gpj.exe` looks like a picture), stand as their codes.
 */
export function legible(name: string): string {
  return name.replaceAll(HIDING, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const HIDING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Minutes and seconds, hours and minutes, days and hours: the two largest. */
function clock(seconds: number, n: Numerals): string {
  const pair = (large: number, unit: string, small: number, below: string) =>
    `${count(large, n)} ${unit} ${digits(String(small).padStart(2, "0"), n)} ${below}`;
  if (seconds < 3600) return pair(Math.floor(seconds / 60), "min", seconds % 60, "s");
  if (seconds < 86_400)
    return pair(Math.floor(seconds / 3600), "h", Math.floor((seconds % 3600) / 60), "min");
  return pair(Math.floor(seconds / 86_400), "d", Math.floor((seconds % 86_400) / 3600), "h");
}

/** The value in the largest unit that leaves a whole part; the units are thousands apart. */
function scaled(value: number, units: readonly string[], n: Numerals): string {
  let unit = 1000;
  for (const [i, name] of units.entries()) {
    const [text, carried] = significant(value, unit, n);
    if (!carried || i === units.length - 1) return `${text} ${name}`;
    unit *= 1000;
  }
  return count(value, n);
}

/**
 * `value / unit` with three significant digits, and whether that is 1000 or more. Halves go up; by
 * whole steps, since languages round a decimal's half each in their own way.
 */
function significant(value: number, unit: number, n: Numerals): [string, boolean] {
  for (const places of [2, 1, 0]) {
    const steps = Math.floor(value / (unit / 10 ** places) + 0.5);
    if (steps < 1000) return [fixed(steps, places, n), false];
  }
  return [count(Math.floor(value / unit + 0.5), n), true];
}

/** `steps / 10^places`, with exactly so many places. */
function fixed(steps: number, places: number, n: Numerals): string {
  const power = 10 ** places;
  const whole = count(Math.floor(steps / power), n);
  if (places === 0) return whole;
  return `${whole}${n.decimal}${digits(String(steps % power).padStart(places, "0"), n)}`;
}

/** ASCII digits as the locale writes them. */
function digits(ascii: string, n: Numerals): string {
  const local = Array.from(n.digits);
  return Array.from(ascii, (digit) => local[Number(digit)] ?? digit).join("");
}
