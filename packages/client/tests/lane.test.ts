// @vitest-environment jsdom
/** The second lane, over sockets that answer as a backend does. */
import { CANCEL, DRAIN, LANE } from "@millstream/contract";
import { beforeEach, expect, test, vi } from "vitest";
import { type Inlet, lane, MillstreamError } from "../src/index.ts";
import { Backend } from "./support/backend.ts";
import type { Fault } from "./support/faults.ts";
import { range, settle, take, within } from "./support/reading.ts";
import { type SocketFaults, Sockets } from "./support/sockets.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

test("drains over the lane once it is open", async () => {
  const { backend, sockets, reader } = await opened();
  backend.offer(range(0, 3));
  expect(await take(reader, 3)).toEqual(range(0, 3));
  await settle();
  backend.offer(range(3, 9));
  expect(await take(reader, 6)).toEqual(range(3, 9));
  expect([backend.called(LANE).length, sockets.opened, overBase(backend, sockets)]).toEqual([1, 1, 1]);
});

test("leaves all but drains to the base", async () => {
  const { backend, sockets, reader, inlet } = await opened();
  await first(backend, reader);
  const asked = sockets.asked;
  await within(inlet.cancel());
  expect([sockets.asked, backend.called(CANCEL).length]).toEqual([asked, 1]);
});

test("loses nothing when the lane is closed", async () => {
  const { backend, sockets, reader } = await opened();
  await first(backend, reader);
  for (let round = 0; round < 5; round += 1) {
    const items = range(round * 4 + 1, round * 4 + 5);
    backend.offer(items.slice(0, 2));
    expect(await take(reader, 2)).toEqual(items.slice(0, 2));
    await settle();
    sockets.cut();
    backend.offer(items.slice(2));
    expect(await take(reader, 2)).toEqual(items.slice(2));
    await settle();
  }
  expect(sockets.opened).toBeGreaterThan(3);
});

test("asks elsewhere what a lane that is closed has not answered", async () => {
  const { backend, sockets, reader } = await opened();
  await first(backend, reader);
  sockets.faults.mute = true;
  backend.offer([1]);
  const next = take(reader, 1);
  await settle();
  sockets.cut();
  expect(await next).toEqual([1]);
});

test("asks the base where the lane has no frame", async () => {
  const drains = ["none", { refused: "stale_frame" }] as const;
  const { backend, sockets, reader } = await opened({ empty: true }, [...drains]);
  await first(backend, reader);
  backend.offer([1]);
  const error = new MillstreamError({ code: "stale_frame", message: "refused" });
  await expect(take(reader, 1)).rejects.toEqual(error);
  expect([sockets.open, overBase(backend, sockets)]).toEqual([true, 2]);
});

test("goes without where none is offered", async () => {
  const { backend, sockets, reader } = await opened();
  backend.answer = null;
  await first(backend, reader);
  backend.offer(range(1, 4));
  expect(await take(reader, 3)).toEqual(range(1, 4));
  expect([backend.called(LANE).length, sockets.opened]).toEqual([1, 0]);
});

test("does not try again one that never led anywhere", async () => {
  const { backend, sockets, reader } = await opened({ closed: true });
  await first(backend, reader);
  backend.offer(range(1, 4));
  expect(await take(reader, 3)).toEqual(range(1, 4));
  expect([backend.called(LANE).length, sockets.opened]).toEqual([1, 1]);
});

test("lets go of a lane that leaves a reader waiting", async () => {
  const { backend, sockets, reader } = await opened();
  await first(backend, reader);
  sockets.faults.mute = true;
  backend.offer([1]);
  const start = Date.now();
  expect(await take(reader, 1)).toEqual([1]);
  expect([Date.now() - start, sockets.open]).toEqual([5_000, false]);
});

/** A stream whose rings are all empty, so that each frame is drained, on a transport with a lane. */
async function opened(faults: SocketFaults = {}, drains?: Fault[]) {
  const backend = new Backend({ bells: true, ...(drains && { drains }) });
  const sockets = new Sockets(backend, faults);
  const inlet: Inlet<number> = await backend.open({ transport: lane(backend.page, sockets.connect) });
  return { backend, sockets, inlet, reader: inlet[Symbol.asyncIterator]() };
}

/** Takes the item 0, and lets the lane open meanwhile. */
async function first(backend: Backend, reader: AsyncIterator<number>): Promise<void> {
  backend.offer([0]);
  expect(await take(reader, 1)).toEqual([0]);
  await settle();
}

/** How many drains did not go over the lane. */
function overBase(backend: Backend, sockets: Sockets): number {
  return backend.called(DRAIN).length - sockets.answered;
}
