/** The README's examples are files that are type-checked. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const text = (file: string) => readFileSync(`${import.meta.dirname}/../${file}`, "utf8");

test("shows the example as it is", () => {
  for (const example of ["examples/total.ts", "examples/resume.ts"]) {
    expect(text("README.md")).toContain(`\`\`\`ts\n${text(example)}\`\`\`\n`);
  }
});
