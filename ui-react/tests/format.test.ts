import { describe, expect, test } from "vitest";
import * as format from "../src/state/format.ts";
import { fixture } from "./fixtures.ts";

type Case = [fn: keyof typeof format, locale: string | null, input: unknown[], output: unknown];

const golden = fixture<{ numerals: Record<string, format.Numerals>; cases: Case[] }>("format.json");

describe("format", () => {
  test.each(golden.cases)("%s in %s of %j is %j", (fn, locale, input, output) => {
    // biome-ignore lint/performance/noDynamicNamespaceImportAccess: the fixture names the functions
    const call = format[fn] as (...input: unknown[]) => unknown;
    expect(call(...input, ...(locale === null ? [] : [golden.numerals[locale]]))).toBe(output);
  });

  test.each(Object.entries(golden.numerals))(
    "takes the numerals of %s from the system",
    (locale, numerals) => {
      expect(format.numerals(locale)).toEqual(numerals);
    },
  );
});
