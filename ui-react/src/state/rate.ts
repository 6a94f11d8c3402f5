/**
 * How fast something goes: the rate of the last second, and the time left once that rate is steady.
 *
 * Times are whole milliseconds from any start, values are cumulative.
 */
export interface Rate {
  /** What was seen when, oldest first; at most one each {@link APART}, none older than {@link MEMORY}. */
  readonly samples: readonly Sample[];
}

/** A cumulative value at a time. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

/** The window that a rate is taken over, in ms. */
const WINDOW = 1000;
/** The least time between two samples, in ms. */
const APART = 100;
/** How long a sample is kept, in ms. */
const MEMORY = 5000;
/** How long to watch before any time left is believed, in ms. */
const WATCH = 2000;

/** Nothing seen yet. */
export const still: Rate = { samples: [] };

/** The rate after `value` was reached at `now`. */
export function seen(rate: Rate, value: number, now: number): Rate {
  const last = rate.samples.at(-1);
  const previous = rate.samples.at(-2);
  const fresh = rate.samples.filter((sample) => now - sample.at <= MEMORY);
  if (last && previous && last.at - previous.at < APART) fresh.pop();
  return { samples: [...fresh, { at: now, value }] };
}

/** A second's worth at `now`: the mean over the last second, 0 before two samples. */
export function perSecond(rate: Rate, now: number): number {
  return mean(rate, now, WINDOW);
}

/**
 * The time until `total` is reached in ms; none before two seconds were watched, and while the last
 * second differs from the last five by more than a quarter.
 */
export function timeLeft(rate: Rate, total: number, now: number): number | undefined {
  const first = rate.samples[0];
  const last = rate.samples.at(-1);
  if (!first || !last || now - first.at < WATCH) return undefined;
  const long = mean(rate, now, MEMORY);
  const short = mean(rate, now, WINDOW);
  if (long <= 0 || Math.abs(short - long) > long / 4) return undefined;
  return Math.floor(((total - last.value) * 1000) / long);
}

/** The mean since the newest sample that is `window` old, or since the oldest, per second. */
function mean(rate: Rate, now: number, window: number): number {
  const last = rate.samples.at(-1);
  const until = Math.max(now, last?.at ?? 0);
  const from = rate.samples.findLast((sample) => until - sample.at >= window) ?? rate.samples[0];
  if (!last || !from || until === from.at) return 0;
  return ((last.value - from.value) * 1000) / (until - from.at);
}
