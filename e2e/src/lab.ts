import type { App, Ui } from "./app.ts";
import { until } from "./until.ts";

/** A job for the page's instrument; the front ends' `lab` says what each field means. */
export interface Job {
  readonly over: "stock" | "stockRaw" | "channel" | "channelRaw" | "json" | "bytes";
  readonly request: {
    readonly samples?: number;
    readonly bytes?: number;
    readonly every?: number;
    readonly silence?: number;
    readonly limit?: number;
    readonly limitBytes?: number;
    readonly messages?: readonly { readonly bytes: number; readonly raw: boolean }[];
  };
  readonly lane?: boolean;
  readonly records?: boolean;
  readonly cancelAfter?: number;
  readonly leave?: number;
  readonly detached?: boolean;
  readonly shared?: boolean;
  readonly key?: string;
  readonly after?: number;
  readonly takes?: number;
  readonly failsAt?: number;
  readonly restsAt?: number;
}

/** What came of it; the front ends' `lab` says what each field means. */
export interface Figures {
  readonly milliseconds: number;
  readonly seen: { readonly samples: number; readonly sum: number; readonly bytes: number };
  readonly sent?: { readonly samples: number; readonly sum: number; readonly bytes: number };
  readonly first?: number;
  readonly strays: number;
  readonly echoes: readonly number[];
  readonly cancelled?: { readonly stopped: number; readonly answered: number };
  readonly rests?: { readonly key: string; readonly after: number };
}

/** Has the page do a job, and waits for its figures. */
export async function run(app: App, job: Job): Promise<Figures> {
  const [figures] = await runAll(app, [job]);
  return figures as Figures;
}

/** Has the page do these jobs all at once, and waits for their figures. */
export async function runAll(app: App, jobs: readonly Job[]): Promise<Figures[]> {
  await beginAll(app, jobs);
  return figuresOf(app);
}

/** Has the page begin these jobs all at once, and waits for nothing; `figuresOf` does. */
export async function beginAll(app: App, jobs: readonly Job[]): Promise<void> {
  const page = await instrument(app);
  await page.script(
    `window.jobs = Promise.all(arguments[0].map((job) => window.lab(job)))
       .then((figures) => ({ figures }), (error) => ({ error: arguments[0].join() + ": " + String(error) }));`,
    jobs.map((job) => JSON.stringify(job)),
  );
}

/** Waits for the figures of what the page began with `beginAll`. */
export async function figuresOf({ page: { driver } }: App): Promise<Figures[]> {
  await driver.manage().setTimeouts({ script: PATIENCE_MS });
  const answer = await driver.executeAsyncScript<{ figures: string[] } | { error: string }>(
    "window.jobs.then(arguments[arguments.length - 1]);",
  );
  if ("error" in answer) throw new Error(answer.error);
  return answer.figures.map((figures) => JSON.parse(figures) as Figures);
}

/** Has the page begin a job, and waits for nothing. What becomes of it is not told. */
export async function begin(app: App, job: Job): Promise<void> {
  const page = await instrument(app);
  await page.script("window.lab(arguments[0]).catch(() => undefined);", JSON.stringify(job));
}

/** What the front end's client chooses by itself. */
export function wire(ui: Ui): "json" | "bytes" {
  return ui === "react" ? "json" : "bytes";
}

/** A limit for a page that is stuck. */
const PATIENCE_MS = 15 * 60_000;

/** The page, once it has its instrument. */
async function instrument({ page }: App): Promise<App["page"]> {
  await until("instrument", () => page.script<boolean>("return typeof window.lab === 'function';"));
  return page;
}
