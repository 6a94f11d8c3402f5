import type { App, Ui } from "./app.ts";
import { until } from "./until.ts";

/** A job for the page's instrument; the front ends' `lab` says what each field means. */
export interface Job {
  readonly over: "stock" | "stockRaw" | "json" | "bytes";
  readonly request: {
    readonly samples?: number;
    readonly bytes?: number;
    readonly every?: number;
    readonly silence?: number;
  };
  readonly records?: boolean;
  readonly cancelAfter?: number;
  readonly leave?: number;
}

/** What came of it; the front ends' `lab` says what each field means. */
export interface Figures {
  readonly milliseconds: number;
  readonly seen: { readonly samples: number; readonly bytes: number };
  readonly echoes: readonly number[];
  readonly cancelled?: number;
}

/** Has the page do a job, and waits for its figures. */
export async function run({ page }: App, job: Job): Promise<Figures> {
  await until("instrument", () => page.script<boolean>("return typeof window.lab === 'function';"));
  await page.driver.manage().setTimeouts({ script: PATIENCE_MS });
  const answer = await page.driver.executeAsyncScript<{ figures: string } | { error: string }>(
    `const done = arguments[arguments.length - 1];
     window.lab(arguments[0]).then((figures) => done({ figures }), (error) => done({ error: String(error) }));`,
    JSON.stringify(job),
  );
  if ("error" in answer) throw new Error(`${JSON.stringify(job)}: ${answer.error}`);
  return JSON.parse(answer.figures) as Figures;
}

/** What the front end's client chooses by itself. */
export function wire(ui: Ui): "json" | "bytes" {
  return ui === "react" ? "json" : "bytes";
}

/** A limit for a page that is stuck. */
const PATIENCE_MS = 15 * 60_000;
