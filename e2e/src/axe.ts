import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "./page.ts";

/** What axe finds serious or critical in a page, in a line each. */
export async function faults(page: Page): Promise<string[]> {
  await page.script(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  const results = await page.driver.executeAsyncScript<AxeResults>(
    "const done = arguments[arguments.length - 1]; axe.run(document, { resultTypes: ['violations'] }).then(done, done);",
  );
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}
