/**
 * What a receiving end has to do, as scripts that any implementation can be run against: each is one rule, named
 * by its number in Reactive Streams where it has one. `shared/fixtures/conformance/README.md` describes them.
 */
import { INLET } from "@millstream/contract/conformance";
import type { Page } from "./conformance/page.ts";
import type { Reader } from "./conformance/reader.ts";
import type { Script } from "./conformance/script.ts";
import { LeftOut, Stage } from "./conformance/stage.ts";
import { returned } from "./conformance/watch.ts";

export type { Page } from "./conformance/page.ts";
export type { Reader } from "./conformance/reader.ts";

/** A receiving end under test, whose `Reader` reads it already. */
export interface Subject {
  /** The stream is cancelled, by somebody who does not read it. */
  cancel(): void;

  /**
   * Another page takes the stream up, with the `key` that it has, and has this reader read it: the same web view's
   * after a reload, or another web view's. It has all frames up to `after`; with none, those that it acknowledged.
   * Where streams are not taken up there is no such method: scripts with an attach are then left out.
   */
  attach?(page: Page, reader: Reader, after: number | undefined): Subject;
}

/** What became of the scripts. */
export interface Report {
  /** How many scripts went as they should. */
  readonly passed: number;
  /** Those that did not. */
  readonly failures: readonly Failure[];
  /** How many were left out, as they ask for what the receiving end under test has not. */
  readonly leftOut: number;
}

/** A rule that was broken. */
export interface Failure {
  /** The rule's number in Reactive Streams, or its name here. */
  readonly rule: string;
  /** What should have held. */
  readonly title: string;
  /** The step at which it did not, from 1; 0 where there was no stream to begin with. */
  readonly step: number;
  /** What was expected, and what was seen. */
  readonly what: string;
}

/**
 * Runs all scripts for a receiving end, each with a new one.
 *
 * `make` opens a stream of whole numbers on the page, by any command, and has the reader read it. `settle` lets
 * everything run that can, and every wait come to its end that only time would end, but for the waiting for an
 * answer that may have been lost; with a test runner's timers that takes none: `() => vi.advanceTimersByTimeAsync(1_050)`.
 *
 * A step after which that does not come to its end is a broken rule like any other, and so is one that makes the
 * receiving end ask without end. One that never gives the event loop its turn back can only be ended from outside.
 */
export async function checkInlet(
  make: (page: Page, reader: Reader) => Subject,
  settle: () => Promise<unknown>,
): Promise<Report> {
  const failures: Failure[] = [];
  let leftOut = 0;
  const scripts = INLET as readonly Script[];
  for (const script of scripts) {
    const broken = await play(script, make, settle);
    if (broken === "leftOut") leftOut += 1;
    else if (broken) failures.push(broken);
  }
  return { passed: scripts.length - failures.length - leftOut, failures, leftOut };
}

/** Plays a script, up to the first step that is not as expected. */
async function play(
  { rule, title, steps }: Script,
  make: (page: Page, reader: Reader) => Subject,
  settle: () => Promise<unknown>,
): Promise<Failure | "leftOut" | undefined> {
  const stage = Stage.open(make);
  const calm = async () => {
    if (!(await returned(settle()))) return "it does not come to rest";
    return stage.isCalm() ? undefined : "it asks without end";
  };
  try {
    let what = await calm();
    for (let step = 0; ; step += 1) {
      if (what !== undefined) return { rule, title, step, what };
      const next = steps[step];
      if (next === undefined) return undefined;
      const seen = stage.play(next);
      what = (await calm()) ?? seen;
    }
  } catch (error) {
    if (error instanceof LeftOut) return "leftOut";
    throw error;
  }
}
