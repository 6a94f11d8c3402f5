import type { End } from "@millstream/contract";
import type { Subject } from "../conformance.ts";
import type { Answer, Page } from "./page.ts";
import type { Reader } from "./reader.ts";
import {
  type Act,
  type By,
  type Ending,
  type Expected,
  endOf,
  failure,
  frameOf,
  type Step,
} from "./script.ts";

/** A receiving end between its page and its reader. */
export class Stage {
  readonly #subject: Subject;
  readonly #page: Page;
  readonly #reader: Reader;

  constructor(subject: Subject, page: Page, reader: Reader) {
    this.#subject = subject;
    this.#page = page;
    this.#reader = reader;
  }

  /** Does a step, or says what is not as expected. */
  play(step: Step): string | undefined {
    if (typeof step === "string") return this.#act(step);
    if ("expect" in step) return this.#expect(step.expect);
    if ("ring" in step) {
      this.#page.ring(step.ring === "broken" ? undefined : frameOf(step.ring));
    } else if ("drained" in step) {
      const { after, by } = step.drained;
      const { asks } = this.#page;
      const answer = this.#answer(by, (frame) => this.#page.body(frameOf(frame)));
      if (!this.#page.drained(after, answer)) return seen("drains that are under way", after, asks);
    } else if (!this.#page.cancelled(this.#answer(step.cancelled, endOf))) {
      return seen("cancels that are under way", 1, 0);
    }
    return undefined;
  }

  #act(step: Act): undefined {
    if (step === "close") this.#page.close();
    else if (step === "cancel") this.#subject.cancel();
    else this.#reader.turn(MOODS[step]);
  }

  #answer<T extends object>(by: By<T>, body: (whole: T) => unknown): Answer {
    if (by === "lost") return { refusal: "the answer was lost" };
    if (by === "broken") return { answer: this.#page.body(undefined) };
    if ("refused" in by) return { refusal: failure(by.refused) };
    return { answer: body(by) };
  }

  #expect({ over, ...expected }: Expected): string | undefined {
    const { asks, cancels, callbacks, starts } = this.#page;
    const read = expected.read ? this.#reader.take() : [];
    const is = { read, asks, cancels, callbacks, starts };
    for (const [about, value] of Object.entries(expected)) {
      const found = is[about as keyof typeof is];
      if (JSON.stringify(found) !== JSON.stringify(value)) return seen(about, value, found);
    }
    const { outcomes } = this.#reader;
    const isOver =
      !over ||
      (over.length === outcomes.length && over.every((written, place) => isSo(written, outcomes[place])));
    return isOver ? undefined : seen("over", over, outcomes);
  }
}

const MOODS = { pause: "paused", resume: "reads", throw: "throws", leave: "leaves" } as const;

function isSo(written: Ending | { readonly error: string }, outcome: End | Error | undefined): boolean {
  if (!outcome) return false;
  if (outcome instanceof Error)
    return "error" in written && "code" in outcome && outcome.code === written.error;
  if ("error" in written) return false;
  const { event, data } = endOf(written);
  return (
    outcome.event === event &&
    (outcome.event !== "failed" || outcome.data.code === written.code) &&
    Object.entries(data.account).every(
      ([count, value]) => outcome.data.account[count as keyof typeof data.account] === value,
    )
  );
}

function seen(about: string, expected: unknown, found: unknown): string {
  return `${about}: ${JSON.stringify(found)}, and not ${JSON.stringify(expected)}`;
}
