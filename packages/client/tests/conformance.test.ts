// @vitest-environment jsdom
/** The scripts that say what a receiving end has to do, on this one, and on some that are broken. */
import { beforeEach, expect, test, vi } from "vitest";
import { checkInlet, type Page, type Reader, type Report } from "../src/conformance.ts";
import { errorOf } from "../src/error.ts";
import { type Options, open } from "../src/index.ts";
import { count } from "./support/backend.ts";
import { Model, RULES } from "./support/model.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

/** The longest wait is for a channel that does not tell its end. */
const settle = () => vi.advanceTimersByTimeAsync(3_000);

test("the client does what the scripts say", async () => {
  for (const wire of ["json", "bytes"] as const) {
    for (const pace of ["eager", "frame"] as const) {
      const report = await checkInlet((page, reader) => client(page, reader, { wire, pace }), settle);
      expect(report.failures, `${wire}, ${pace}`).toEqual([]);
      expect(report.passed).toBeGreaterThan(30);
    }
  }
});

test("a receiving end of its own passes", async () => {
  const report = await checkInlet((page, reader) => new Model(page, reader), settle);
  expect(report.failures).toEqual([]);
});

test.each(Object.entries(RULES))("one that %s is caught by %s", async (defect, rule) => {
  const make = (page: Page, reader: Reader) => new Model(page, reader, defect as keyof typeof RULES);
  const report = await checkInlet(make, settle);
  expect(broken(report)).toContain(rule);
});

function client(page: Page, reader: Reader, options: Options): { cancel(): void } {
  const inlet = open(count, 0, { ...options, transport: page });
  inlet.end.then(
    (end) => reader.over(end),
    (error: unknown) => reader.over(errorOf(error)),
  );
  const read = async () => {
    for await (const item of inlet) if (!(await reader.item(item))) break;
  };
  // Why it broke off is what the end tells as well.
  read().catch(() => undefined);
  return { cancel: () => void inlet.cancel().catch(() => undefined) };
}

function broken({ failures }: Report): string[] {
  return failures.map(({ rule }) => rule);
}
