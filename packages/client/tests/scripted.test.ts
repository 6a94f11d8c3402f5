/** The golden streams, replayed as a backend would send them. */
import { readFileSync } from "node:fs";
import {
  type End,
  type Grant,
  grantsPick,
  grantsTake,
  type HashRequest,
  hash,
  type Stream,
  type StreamInfo,
} from "@millstream/contract/workbench";
import { beforeEach, expect, test, vi } from "vitest";
import { attach, call, install, list, open, openLogged, type Parcel } from "../src/index.ts";
import { type Moment, type Recording, type ScriptedOptions, scripted } from "../src/scripted.ts";
import { read, take, within } from "./support/reading.ts";

const TITLES = [
  "one-file",
  "folder",
  "verify-digest",
  "verify-sums",
  "cancelled",
  "failed",
  "nothing",
  "many",
  "names",
];

beforeEach(() => {
  vi.useFakeTimers();
});

function recording(title: string): Recording<HashRequest> {
  return golden(`hash/${title}`);
}

function golden<Request>(path: string): Recording<Request> {
  const file = `${import.meta.dirname}/../../../shared/fixtures/${path}.json`;
  return JSON.parse(readFileSync(file, "utf8")) as Recording<Request>;
}

function play(request: HashRequest, recordings: readonly Recording[], options?: ScriptedOptions) {
  return openLogged(hash, request, { pace: "eager", transport: scripted(recordings, options) });
}

/** All that was recorded on an outlet, and how it ended. */
function recorded({ outlets }: Recording, outlet: string): { items: unknown[]; end: End | undefined } {
  const moments = outlets[outlet] ?? [];
  return { items: moments.flatMap(({ frame }) => frame.items), end: moments.at(-1)?.frame.end };
}

/** A failed stream throws behind its items. */
const items = (read: unknown[]) => read.filter((item) => !(item instanceof Error));

test("replays every golden stream", async () => {
  for (const title of TITLES) {
    const known = recording(title);
    const { outlet, log } = play(known.request, [known]);
    const [events, lines] = await Promise.all([read(outlet), read(log)]);
    expect({ items: items(events), end: await outlet.end }, title).toEqual(recorded(known, "outlet"));
    expect({ items: items(lines), end: await log.end }, title).toEqual(recorded(known, "log"));
  }
});

const parts: Stream<null, string> = { command: "parts" };

/** An item with what is attached to it. */
const whole = ({ item, attachments }: Parcel<string>) => [item, attachments.map((bytes) => [...bytes])];

test("replays attachments byte for byte", async () => {
  const transport = scripted([golden<null>("recordings/attachments")]);
  const parcels = await read(open(parts, null, { pace: "eager", transport }).parcels());
  expect(parcels.map((parcel) => whole(parcel as Parcel<string>))).toEqual([
    ["every byte", [Array.from({ length: 256 }, (_, byte) => byte)]],
    ["none", []],
    ["several", [[], [1, 2, 3], []]],
    ["eight", [Array(8).fill(255)]],
    ["a frame without", []],
    ["an empty one", [[]]],
  ]);
});

test("replays attachments to a page that comes back", async () => {
  const transport = scripted([golden<null>("recordings/attachments")]);
  const first = open(parts, null, { detached: true, pace: "eager", transport });
  // The second frame has been sent, and is acknowledged by nobody.
  await take(first.parcels().batches(), 2);
  const again = attach(parts, first.key, { pace: "eager", transport, after: 1 });
  const [parcel] = await take(again.parcels()[Symbol.asyncIterator](), 1);
  expect(parcel && whole(parcel)).toEqual(["several", [[], [1, 2, 3], []]]);
});

test("attachments that are broken are a bad frame", async () => {
  const known = golden<null>("recordings/attachments");
  for (const attachment of [
    { item: 9, bytes: "" },
    { item: 0, bytes: "?" },
  ]) {
    const [first, ...rest] = known.outlets.outlet ?? [];
    const broken = { ...first, attachments: [attachment] } as Moment;
    const transport = scripted([{ ...known, outlets: { outlet: [broken, ...rest] } }]);
    const parcels = await read(open(parts, null, { pace: "eager", transport }).parcels());
    expect(parcels[0]).toMatchObject({ code: "bad_frame" });
  }
});

test("rings at the recorded times", async () => {
  const known = recording("one-file");
  for (const [speed, expected] of [
    [1, 1_000],
    [10, 100],
    [Number.POSITIVE_INFINITY, 0],
  ] as const) {
    const start = Date.now();
    const { outlet } = play(known.request, [known], { speed });
    expect((await read(outlet)).length).toBe(12);
    expect(Date.now() - start).toBe(expected);
  }
});

test("is cancelled like a backend", async () => {
  const known = recording("one-file");
  const { outlet } = play(known.request, [known]);
  const first = await within(outlet[Symbol.asyncIterator]().next());
  expect(first.value).toMatchObject({ event: "started", data: { files: 1 } });
  const account = { offered: 2, delivered: 2, coalesced: 0, dropped: 0, discarded: 0 };
  expect(await within(outlet.cancel())).toEqual({ event: "cancelled", data: { account } });
});

test("a command gets the recording of its request", async () => {
  const recordings = ["many", "nothing", "failed"].map(recording);
  const { grants, algorithms, verify } = recording("nothing").request;
  // The same request, its keys in another order.
  const nothing = play({ verify, algorithms, grants }, recordings).outlet;
  expect((await read(nothing)).length).toBe(2);
  const other = play({ grants: [], algorithms: [], verify: { event: "nothing" } }, recordings).outlet;
  expect((await read(other)).length).toBe(2_029);
});

test("a chooser chooses among a command's recordings", async () => {
  const recordings = ["many", "nothing"].map(recording);
  const request: HashRequest = { grants: ["anything"], algorithms: [], verify: { event: "nothing" } };
  const choose = vi.fn((_: unknown, known: readonly Recording[]) =>
    known.findIndex(({ title }) => title === "nothing"),
  );
  expect((await read(play(request, recordings, { choose }).outlet)).length).toBe(2);
  expect(choose).toHaveBeenCalledWith(request, recordings);
});

test("answers commands that are no streams", async () => {
  const grant: Grant = { id: "1", name: "a.txt", kind: "file", bytes: 3 };
  const pick = vi.fn(() => [grant]);
  install(scripted([], { answers: { grants_pick: pick } }));
  expect(await within(call(grantsPick, { kind: "folder" }))).toEqual([grant]);
  expect(pick).toHaveBeenCalledWith({ kind: "folder" });
  await expect(within(call(grantsTake, null))).rejects.toMatchObject({ code: "not_tauri" });
});

test("lets go of its callbacks", async () => {
  const known = recording("one-file");
  const transport = scripted([known]);
  const { outlet, log } = openLogged(hash, known.request, { transport });
  expect(transport.callbacks()).toBe(2);
  await Promise.all([read(outlet), read(log)]);
  await vi.advanceTimersByTimeAsync(10);
  expect(transport.callbacks()).toBe(0);
});

test("lets go of streams that have ended", async () => {
  const known = recording("one-file");
  const transport = scripted([known]);
  const { outlet, log } = openLogged(hash, known.request, { transport });
  expect(transport.streams()).toBe(2);
  await within(log.cancel());
  await vi.advanceTimersByTimeAsync(1);
  expect(transport.streams()).toBe(1);
  await read(outlet);
  await vi.advanceTimersByTimeAsync(1);
  expect(transport.streams()).toBe(0);
});

test("is attached to like a backend", async () => {
  const known = recording("one-file");
  const transport = scripted([known]);
  const { outlet } = openLogged(hash, known.request, { detached: true, pace: "eager", transport });
  const attached = (after?: number) =>
    attach(hash, outlet.key, { pace: "eager", transport, ...(after !== undefined && { after }) });
  await take(attached().batches(), 2);
  // Two frames have been sent, and the first is acknowledged.
  expect(await read(attached(0))).toMatchObject([{ code: "stale_frame" }]);
  expect(await read(attached(9))).toMatchObject([{ code: "future_frame" }]);
  const sent = known.outlets.outlet?.[0]?.frame.items.length ?? 0;
  expect((await read(attached())).length).toBe(recorded(known, "outlet").items.length - sent);
});

test("takes up a stream that runs already", async () => {
  const known = recording("one-file");
  const info = (key: string, argument: string, after: number): StreamInfo => ({
    key,
    command: "hash",
    argument,
    own: true,
    after,
  });
  const running = [info("1".repeat(32), "outlet", 2), info("2".repeat(32), "nothing", 0)] as const;
  install(scripted([known], { running }));
  expect(await within(list())).toEqual([running[0]]);
  const inlet = attach(hash, running[0], { pace: "eager" });
  const start = Date.now();
  const moments = known.outlets.outlet ?? [];
  expect(await read(inlet)).toEqual(moments.slice(2).flatMap(({ frame }) => frame.items));
  expect(Date.now() - start).toBe((moments.at(-1)?.at ?? 0) - (moments[1]?.at ?? 0));
  expect(await inlet.end).toEqual(recorded(known, "outlet").end);
  await vi.advanceTimersByTimeAsync(1);
  expect(await within(list())).toEqual([]);
});
