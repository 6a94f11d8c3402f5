import { install } from "@millstream/client";
import { type Recording, scripted } from "@millstream/client/scripted";
import type {
  Grant,
  GrantKind,
  GrantsPickRequest,
  HashExported,
  HashExportRequest,
  HashRequest,
} from "@millstream/contract/workbench";
import { start } from "./runs.ts";

/**
 * Plays recorded streams in the backend's place, so that the page opens in a plain browser.
 *
 * `Add files` gives one recording after the other; `?play=folder,many` starts those at once,
 * `?inspect=stalled` is what the inspector tells, and `?speed=4` plays four times as fast.
 */
export async function rehearse(): Promise<void> {
  const load = (files: typeof FILES) => Promise.all(Object.values(files).map((file) => file()));
  const [recordings, inspected] = await Promise.all([load(FILES), load(INSPECTED)]);
  const grant = (recording: Recording<HashRequest>): Grant => ({
    id: recording.title,
    name: recording.title,
    kind: recording.request.verify.event === "sums" ? "sums" : "file",
  });
  let next = 0;
  const pick = (kind: GrantKind): Grant[] => {
    const fitting = recordings.map(grant).filter((known) => kind !== "sums" || known.kind === "sums");
    const picked = fitting[next % fitting.length];
    next += 1;
    return picked ? [picked] : [];
  };
  const asked = new URLSearchParams(location.search);
  install(
    scripted([...recordings, ...inspected], {
      speed: Number(asked.get("speed") ?? 1),
      choose: (request, candidates) => {
        const [first] = candidates;
        const wanted =
          first?.command === "hash" ? named(request as HashRequest) : (asked.get("inspect") ?? "running");
        return candidates.findIndex((recording) => recording.title === wanted);
      },
      answers: {
        inspector_recorded_here: () => ({ commands: [] }),
        inspector_window: () => void window.open(location.href, "inspector"),
        grants_pick: (request) => pick((request as GrantsPickRequest).kind),
        hash_export: (request) => copy(request as HashExportRequest),
      },
    }),
  );
  const titles = asked.get("play")?.split(",") ?? [];
  for (const title of titles) start(recordings.filter((recording) => recording.title === title).map(grant));
}

const FILES = import.meta.glob<Recording<HashRequest>>(
  ["../../shared/fixtures/hash/*.json", "!../../shared/fixtures/hash/*.state.json"],
  {
    import: "default",
  },
);

const INSPECTED = import.meta.glob<Recording<HashRequest>>(
  ["../../shared/fixtures/inspector/*.json", "!../../shared/fixtures/inspector/*.state.json"],
  {
    import: "default",
  },
);

function named({ grants, verify }: HashRequest): string | undefined {
  return verify.event === "sums" ? verify.data.grant : grants[0];
}

/** There is no file dialog here: everything goes to the clipboard. */
async function copy({ entries, algorithm, format }: HashExportRequest): Promise<HashExported> {
  const line = {
    gnu: (name: string, digest: string) => `${digest}  ${name}\n`,
    bsd: (name: string, digest: string) => `${algorithm.toUpperCase()} (${name}) = ${digest}\n`,
    bare: (_: string, digest: string) => digest,
  }[format];
  await navigator.clipboard.writeText(entries.map(({ name, digest }) => line(name, digest)).join(""));
  return { lines: entries.length };
}
