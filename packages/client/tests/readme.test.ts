/** The README's example is a file that is type-checked. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const text = (file: string) => readFileSync(`${import.meta.dirname}/../${file}`, "utf8");

test("shows the example as it is", () => {
  expect(text("README.md")).toContain(`\`\`\`ts\n${text("examples/total.ts")}\`\`\`\n`);
});
