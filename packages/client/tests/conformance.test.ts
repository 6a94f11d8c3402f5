// @vitest-environment jsdom
/** The scripts that say what a receiving end has to do, on this one, and on some that are broken. */
import { beforeEach, expect, test, vi } from "vitest";
import { checkInlet, type Page, type Reader, type Report, type Subject } from "../src/conformance.ts";
import { errorOf } from "../src/error.ts";
import { attach, type Inlet, type Options, open } from "../src/index.ts";
import { count } from "./support/backend.ts";
import { Model, RULES } from "./support/model.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

/** The longest wait is for a channel that does not tell its end; a drain is asked again later than that. */
const settle = () => vi.advanceTimersByTimeAsync(1_050);

test("the client does what the scripts say", async () => {
  for (const wire of ["json", "bytes"] as const) {
    for (const pace of ["eager", "frame"] as const) {
      const report = await checkInlet((page, reader) => client(page, reader, { wire, pace }), settle);
      expect(report.failures, `${wire}, ${pace}`).toEqual([]);
      expect(report.passed).toBeGreaterThan(30);
      // Only that wire has a place for raw bytes.
      expect(report.leftOut === 0, report.leftOut.toString()).toBe(wire === "bytes");
    }
  }
});

test("a receiving end of its own passes", async () => {
  const report = await checkInlet((page, reader) => Model.open(page, reader), settle);
  expect(report.failures).toEqual([]);
  expect(report.leftOut).toBe(0);
});

test.each(Object.entries(RULES))("one that %s is caught by %s", async (defect, rule) => {
  const make = (page: Page, reader: Reader) => Model.open(page, reader, defect as keyof typeof RULES);
  const report = await checkInlet(make, settle);
  expect(broken(report)).toContain(rule);
});

test("one that asks without end is reported where it does", async () => {
  const make = (page: Page, reader: Reader) => Model.open(page, reader, "asks without end");
  const { failures } = await checkInlet(make, settle);
  expect(failures).toContainEqual(
    expect.objectContaining({ rule: "bell", step: 1, what: "it asks without end" }),
  );
});

test("one that does not come to rest is reported where it does not", { timeout: 60_000 }, async () => {
  let isStuck = false;
  const make = (page: Page, reader: Reader) => {
    const model = Model.open(page, reader);
    let cancels = 0;
    isStuck = false;
    const cancel = () => {
      cancels += 1;
      isStuck = cancels === 3;
      model.cancel();
    };
    return { cancel };
  };
  const { failures } = await checkInlet(make, () => (isStuck ? new Promise(() => undefined) : settle()));
  expect(failures).toEqual([
    expect.objectContaining({ rule: "3.7", step: 5, what: "it does not come to rest" }),
  ]);
});

function client(page: Page, reader: Reader, options: Options): Subject {
  return reading(open(count, 0, { ...options, transport: page }), reader, options);
}

function reading(inlet: Inlet<number>, reader: Reader, options: Options): Subject {
  inlet.end.then(
    (end) => reader.over(end),
    (error: unknown) => reader.over(errorOf(error)),
  );
  const read = async () => {
    for await (const { item, attachments } of inlet.parcels())
      if (!(await reader.parcel(item, attachments))) break;
  };
  // Why it broke off is what the end tells as well.
  read().catch(() => undefined);
  return {
    cancel: () => void inlet.cancel().catch(() => undefined),
    attach: (page, reader, after) => {
      const behind = { ...options, transport: page, ...(after !== undefined && { after }) };
      return reading(attach(count, page.key, behind), reader, options);
    },
  };
}

function broken({ failures }: Report): string[] {
  return failures.map(({ rule }) => rule);
}
