import type { Attached, End } from "@millstream/contract";
import type { Subject } from "../conformance.ts";
import { type Answer, Page } from "./page.ts";
import { Reader } from "./reader.ts";
import {
  type Act,
  type By,
  type Ending,
  type Expected,
  endOf,
  failure,
  type Parcels,
  parcelOf,
  parcelsOf,
  type Step,
  type Written,
} from "./script.ts";

/** A receiving end between its page and its reader. */
export class Stage {
  #subject: Subject;
  #page: Page;
  #reader: Reader;
  /** Another page, whose reader reads the same stream. */
  #other: Stage | undefined;

  private constructor(subject: Subject, page: Page, reader: Reader) {
    this.#subject = subject;
    this.#page = page;
    this.#reader = reader;
  }

  /** The stream is opened. */
  static open(make: (page: Page, reader: Reader) => Subject): Stage {
    const [page, reader] = [new Page(), new Reader()];
    return new Stage(make(page, reader), page, reader);
  }

  /** Does a step, or says what is not as expected; throws `LeftOut` where it asks for what the subject has not. */
  play(step: Step): string | undefined {
    if (step === "join") {
      this.#other = this.#attach(null);
    } else if (typeof step === "string") {
      this.#act(step);
    } else if ("expect" in step) {
      return this.#expect(step.expect);
    } else if ("other" in step) {
      return this.#other
        ? this.#other.play(step.other)
        : `nobody is there who could do ${JSON.stringify(step)}`;
    } else if ("ring" in step) {
      this.#page.ring(step.ring === "broken" ? undefined : this.#carried(step.ring));
    } else if ("attach" in step) {
      this.#become(this.#attach(step.attach));
    } else {
      return this.#answered(step);
    }
    return undefined;
  }

  /** Whether nobody asks without end. */
  isCalm(): boolean {
    return this.#page.isCalm() && (this.#other?.isCalm() ?? true);
  }

  /** An answer comes; or nobody waits for one. */
  #answered(step: Answers): string | undefined {
    if ("drained" in step) {
      const { after, by } = step.drained;
      const { asks } = this.#page;
      const answer = this.#answer(by, (frame) => this.#page.body(this.#carried(frame)));
      if (!this.#page.drained(after, answer)) return seen("drains that are under way", after, asks);
    } else if ("attached" in step) {
      const answer = this.#answer(step.attached, (after): Attached => ({ after }));
      if (!this.#page.attached(answer)) return seen("attaches that are under way", 1, 0);
    } else if (!this.#page.cancelled(this.#answer(step.cancelled, endOf))) {
      return seen("cancels that are under way", 1, 0);
    }
    return undefined;
  }

  #attach(after: number | null): Stage {
    const [page, reader] = [new Page(this.#page.key), new Reader()];
    const subject = this.#subject.attach?.(page, reader, after ?? undefined);
    if (!subject) throw new LeftOut();
    return new Stage(subject, page, reader);
  }

  /** The page that goes says nothing, and hears nothing. */
  #become(next: Stage): void {
    this.#subject = next.#subject;
    this.#page = next.#page;
    this.#reader = next.#reader;
  }

  #carried(frame: Written): Parcels {
    const parcels = parcelsOf(frame);
    if (!this.#page.canCarry(parcels)) throw new LeftOut();
    return parcels;
  }

  #act(step: Act): void {
    if (step === "close") this.#page.close();
    else if (step === "cancel") this.#subject.cancel();
    else this.#reader.turn(MOODS[step]);
  }

  #answer<T extends object | number>(by: By<T>, body: (whole: T) => unknown): Answer {
    if (by === "lost") return { refusal: "the answer was lost" };
    if (by === "broken") return { answer: this.#page.body(undefined) };
    if (typeof by === "object" && "refused" in by) return { refusal: failure(by.refused) };
    return { answer: body(by as T) };
  }

  #expect({ over, ...others }: Expected): string | undefined {
    const { asks, attaches, cancels, callbacks, starts } = this.#page;
    const read = others.read ? this.#reader.take() : [];
    const is = { read, asks, attaches, cancels, callbacks, starts };
    const expected = { ...others, ...(others.read && { read: others.read.map(parcelOf) }) };
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

/** A script asks for what the subject has not. */
export class LeftOut extends Error {}

type Answers = Extract<Step, { attached: unknown } | { drained: unknown } | { cancelled: unknown }>;

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
