import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Recording as ClientRecording } from "@millstream/client";
import type { End, HashEvent, HashLog, HashRequest, InspectorEvent } from "@millstream/contract/workbench";
import { begin, type HashState, reduceAll, reduceEnd, reduceLog, reduceLogEnd } from "../src/state/hash.ts";
import * as inspectors from "../src/state/inspector.ts";

const FIXTURES = join(import.meta.dirname, "../../shared/fixtures");

/** A recorded run of `hash`: what arrived when on each of its outlets. */
export interface Recording {
  readonly title: string;
  readonly request: HashRequest;
  readonly outlets: {
    readonly outlet: readonly Arrival<HashEvent>[];
    readonly log: readonly Arrival<HashLog>[];
  };
}

interface Arrival<T> {
  readonly at: number;
  readonly frame: { readonly items: readonly T[]; readonly end?: End };
}

/** What a fixture holds, as JSON. */
export function fixture<T>(path: string): T {
  return JSON.parse(readFileSync(join(FIXTURES, path), "utf8")) as T;
}

/** The names of the recorded runs. */
export function recordings(): string[] {
  return recordingsOf("hash");
}

/** The names of a stream's recordings. */
export function recordingsOf(stream: string): string[] {
  return readdirSync(join(FIXTURES, stream))
    .filter((name) => name.endsWith(".json") && !name.endsWith(".state.json"))
    .map((name) => name.replace(".json", ""))
    .sort();
}

/** The state after what arrived until `until`, in the order of time, the outlet before its log. */
export function replay({ outlets }: Recording, until = Number.POSITIVE_INFINITY): HashState {
  const events = outlets.outlet.map(({ at, frame }) => ({
    at,
    fold: (state: HashState) => {
      const next = frame.items.length > 0 ? reduceAll(state, frame.items, at) : state;
      return frame.end ? reduceEnd(next, frame.end, at) : next;
    },
  }));
  const log = outlets.log.map(({ at, frame }) => ({
    at,
    fold: (state: HashState) => {
      const next = frame.items.length > 0 ? reduceLog(state, frame.items) : state;
      return frame.end ? reduceLogEnd(next, frame.end) : next;
    },
  }));
  return [...events, ...log]
    .sort((a, b) => a.at - b.at)
    .filter(({ at }) => at <= until)
    .reduce((state, { fold }) => fold(state), begin(0));
}

/** What a recorded inspector told, and when. */
export const inspected = (name: string) =>
  (fixture<ClientRecording>(`inspector/${name}.json`).outlets.outlet ?? []).map(({ at = 0, frame }) => ({
    at,
    items: frame.items as InspectorEvent[],
    end: frame.end as End | undefined,
  }));

/** The state after what was recorded until `until`. */
export function watchedUntil(name: string, until = Number.POSITIVE_INFINITY): inspectors.InspectorState {
  return inspected(name)
    .filter(({ at }) => at <= until)
    .reduce((state, { at, items, end }) => {
      const next = items.reduce((now, event) => inspectors.reduce(now, event, at), state);
      return end ? inspectors.reduceEnd(next, end) : next;
    }, inspectors.begin(0));
}
