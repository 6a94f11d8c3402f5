/**
 * What a receiving end has to do, as scripts that any implementation can be run against: each is one rule, named
 * by its number in Reactive Streams where it has one. `shared/fixtures/conformance/README.md` describes them.
 */
import { INLET } from "@millstream/contract/conformance";
import { Page } from "./conformance/page.ts";
import { Reader } from "./conformance/reader.ts";
import type { Script } from "./conformance/script.ts";
import { Stage } from "./conformance/stage.ts";

export type { Page } from "./conformance/page.ts";
export type { Reader } from "./conformance/reader.ts";

/** A receiving end under test, whose `Reader` reads it already. */
export interface Subject {
  /** The stream is cancelled, by somebody who does not read it. */
  cancel(): void;
}

/** What became of the scripts. */
export interface Report {
  /** How many scripts went as they should. */
  readonly passed: number;
  /** Those that did not. */
  readonly failures: readonly Failure[];
}

/** A rule that was broken. */
export interface Failure {
  /** The rule's number in Reactive Streams, or its name here. */
  readonly rule: string;
  /** What should have held. */
  readonly title: string;
  /** The step at which it did not, from 1. */
  readonly step: number;
  /** What was expected, and what was seen. */
  readonly what: string;
}

/**
 * Runs all scripts for a receiving end, each with a new one.
 *
 * `make` opens a stream of whole numbers on the page, by any command, and has the reader read it. `settle` lets
 * everything run that can, and every wait come to its end that only time would end; with a test runner's timers
 * that takes none: `() => vi.advanceTimersByTimeAsync(3_000)`.
 */
export async function checkInlet(
  make: (page: Page, reader: Reader) => Subject,
  settle: () => Promise<unknown>,
): Promise<Report> {
  const failures: Failure[] = [];
  const scripts = INLET as readonly Script[];
  for (const { rule, title, steps } of scripts) {
    const [page, reader] = [new Page(), new Reader()];
    const stage = new Stage(make(page, reader), page, reader);
    await settle();
    for (const [index, step] of steps.entries()) {
      const what = stage.play(step);
      await settle();
      if (what === undefined) continue;
      failures.push({ rule, title, step: index + 1, what });
      break;
    }
  }
  return { passed: scripts.length - failures.length, failures };
}
