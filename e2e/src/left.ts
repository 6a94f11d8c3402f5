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
  /** Tasks of the application's runtime. */
  readonly tasks: number;
  /** Descriptors that the producers hold. */
  readonly descriptors: number;
  /** TCP sockets, those of the web views and of the driver among them. */
  readonly sockets: number;
  /** Processes that the application has started: one for each page, and what they share. */
  readonly children: number;
  /** Callbacks that the page has registered. */
  readonly callbacks: number;
}

/** What there is now. */
export async function left({ page, running }: App): Promise<Left> {
  const answer = await page.invoke("lab_left", {});
  if ("error" in answer) throw new Error(`lab_left: ${JSON.stringify(answer.error)}`);
  return { ...(await outside(running, answer.ok as Told)), callbacks: await page.callbacks() };
}

/** What there is before the first stream, once the page has done what it does when it loads. */
export async function atRest(app: App): Promise<Left> {
  await app.page.get("hash-page");
  const none = { streams: 0, producers: 0, descriptors: 0 };
  const rest = await settled(() => left(app));
  expect(rest).toMatchObject(none);
  return rest;
}

/** What there is when nothing changes any more: the same for so many looks one after the other. */
export async function settled<T>(ask: () => Promise<T>, looks = 5): Promise<T> {
  let [last, same] = [await ask(), 1];
  return until("rest", async () => {
    const now = await ask();
    [last, same] = [now, isDeepStrictEqual(now, last) ? same + 1 : 1];
    return same === looks && last;
  });
}

/** Waits until there is no more than this. */
export async function nothingBut(app: App, rest: Left): Promise<void> {
  await same(async () => atMost(await left(app), rest), rest);
}

/** The same with as many sockets as there were, if there are fewer: the web view's own go with their page. */
export function atMost<T extends Pick<Left, "sockets">>(now: T, rest: T): T {
  return { ...now, sockets: Math.max(now.sockets, rest.sockets) };
}

/** What can be told of the application from outside: by the file that it writes, and by the system. */
export async function watched({ running }: App, file: string): Promise<Omit<Left, "callbacks">> {
  return outside(running, JSON.parse(await readFile(file, "utf8")) as Told);
}

/** What the application tells of itself. */
type Told = Pick<Left, "streams" | "producers" | "tasks">;

/** That, with what the system tells of it. */
async function outside(
  running: App["running"],
  { streams, producers, tasks }: Told,
): Promise<Omit<Left, "callbacks">> {
  const descriptors = await running.descriptors(running.binary);
  const children = await new Processes(running.pid).children();
  return { streams, producers, tasks, descriptors, sockets: await running.sockets(), children };
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
