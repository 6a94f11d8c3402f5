import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { App } from "./app.ts";
import { Processes } from "./processes.ts";
import { until } from "./until.ts";

/** What is there of streams, in the whole application and in the page that the driver looks at. */
export interface Left {
  /** Streams in the registry. */
  readonly streams: number;
  /** The instrument's producers that have not returned. */
  readonly producers: number;
  /** Descriptors that they hold. */
  readonly descriptors: number;
  /** Processes of pages. */
  readonly pages: number;
  /** Callbacks that the page has registered. */
  readonly callbacks: number;
}

/** What there is now. */
export async function left({ page, running }: App): Promise<Left> {
  const answer = await page.invoke("lab_left", {});
  if ("error" in answer) throw new Error(`lab_left: ${JSON.stringify(answer.error)}`);
  const { streams, producers } = answer.ok as Pick<Left, "streams" | "producers">;
  const descriptors = await running.descriptors(running.binary);
  const pages = (await new Processes(running.pid).pages()).length;
  return { streams, producers, descriptors, pages, callbacks: await page.callbacks() };
}

/** What there is before the first stream. */
export async function atRest(app: App): Promise<Left> {
  await app.page.get("hash-page");
  const none = { streams: 0, producers: 0, descriptors: 0 };
  const rest = await left(app);
  expect(rest).toMatchObject(none);
  return rest;
}

/** Waits until there is no more than this. */
export async function nothingBut(app: App, rest: Left): Promise<void> {
  await same(() => left(app), rest);
}

/** What can be told of the application from outside: by the file that it writes, and by the system. */
export async function watched({ running }: App, file: string): Promise<Omit<Left, "callbacks">> {
  const { streams, producers } = JSON.parse(await readFile(file, "utf8")) as Omit<Left, "callbacks">;
  const descriptors = await running.descriptors(running.binary);
  const pages = (await new Processes(running.pid).pages()).length;
  return { streams, producers, descriptors, pages };
}

/** Waits until both are the same. */
export async function same<T>(ask: () => Promise<T>, wanted: T): Promise<void> {
  let last: T | undefined;
  const isSame = async () => {
    last = await ask();
    return isDeepStrictEqual(last, wanted);
  };
  // What differs is told below.
  await until("rest", isSame, PATIENCE_MS).catch(() => undefined);
  expect(last).toEqual(wanted);
}

/** A limit for what is stuck; a client's longest wait is a second. */
const PATIENCE_MS = 20_000;
