/**
 * A list of any length of which only what is seen is drawn. Heights are in CSS pixels and all rows have
 * the same one; the stylesheet has it too (`--row`).
 */

/** A row's height. */
export const ROW = 32;
/** Rows that are seen at once, if there are so many. */
export const VIEW = 10;
/** Rows that are drawn above and below what is seen, so that a quick hand finds no hole. */
const SPARE = 8;
/** The tallest element that web views lay out exactly. Longer lists scroll by shares of it. */
const TALLEST = 16_000_000;

/** What is to be drawn of a list. */
export interface Span {
  /** The first row that is drawn, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Where the first one stands, from the list's top. */
  readonly top: number;
  /** The whole list's height. */
  readonly height: number;
}

/** What is to be drawn of `count` rows, scrolled by `scroll`. */
export function span(count: number, scroll: number): Span {
  const first = scroll / step(count);
  const from = Math.max(0, Math.min(Math.floor(first), count - VIEW) - SPARE);
  const to = Math.min(count, from + VIEW + 2 * SPARE + 1);
  // Around what is seen: in a list that is too tall that is not where the row would be by itself.
  return { from, to, top: scroll - (first - from) * ROW, height: Math.min(count * ROW, TALLEST) };
}

/** How far to scroll so that `row` is seen; as far as now where it is already. */
export function reveal(count: number, scroll: number, row: number): number {
  const first = scroll / step(count);
  if (row < first) return row * step(count);
  return row > first + VIEW - 1 ? (row - VIEW + 1) * step(count) : scroll;
}

/** The row that a key leads to; none for another key, or in an empty list. */
export function move(count: number, row: number | undefined, key: string): number | undefined {
  const by = STEPS[key];
  if (by === undefined || count === 0) return undefined;
  if (row === undefined) return key === "End" || (by < 0 && key !== "Home") ? count - 1 : 0;
  return Math.max(0, Math.min(count - 1, row + by));
}

const STEPS: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: VIEW - 1,
  PageUp: 1 - VIEW,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Pixels of scrolling for a row: its height, or less where the list is too tall. */
function step(count: number): number {
  return count * ROW <= TALLEST ? ROW : (TALLEST - VIEW * ROW) / (count - VIEW);
}
