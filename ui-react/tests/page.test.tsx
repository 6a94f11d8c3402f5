// @vitest-environment jsdom
import { type Arguments, install, MillstreamError, type Signal, type Transport } from "@millstream/client";
import { type Recording, scripted } from "@millstream/client/scripted";
import {
  type Grant,
  type GrantsEvent,
  grantsDrag,
  type HashRequest,
  inspectorRecorded,
  type RecordedHere,
} from "@millstream/contract/workbench";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { App } from "../src/app.tsx";
import { followDrops } from "../src/grants.ts";
import { followRecorded } from "../src/recorded.ts";
import { clearEnded, runs, take } from "../src/runs.ts";
import { DEFAULTS } from "../src/state/runs.ts";
import { fixture, recordings } from "./fixtures.ts";

const played = recordings().map((name) => fixture<Recording<HashRequest>>(`hash/${name}.json`));
const grant = (name: string, kind: Grant["kind"] = "file"): Grant => ({ id: name, name, kind });

const answers = {
  grants_pick: vi.fn((_: unknown): Grant[] => []),
  grants_take: vi.fn((_: unknown): Grant[] => []),
  hash_export: vi.fn((_: unknown) => ({ lines: 1 })),
  inspector_recorded_here: vi.fn((_: unknown): RecordedHere => ({ commands: [] })),
};

/** So slow that nothing comes after what is due at once. */
const STILL = 1e-6;

/** What was asked of the backend, and in which order. */
let asked: [command: string, args: Arguments][] = [];
/** The page's callbacks, by their ids. */
const callbacks = new Map<unknown, (signal: Signal) => void>();

/** Recordings in the backend's place, all at once unless they are to stand still. */
function stage(speed = Number.POSITIVE_INFINITY): void {
  const script = scripted(played, {
    answers,
    speed,
    choose: (request) => {
      const { grants, verify } = request as HashRequest;
      const wanted = verify.event === "sums" ? verify.data.grant : grants[0];
      return played.findIndex((recording) => recording.title === wanted);
    },
  });
  const transport: Transport = {
    ...script,
    invoke(command, args) {
      asked.push([command, args]);
      return script.invoke(command, args);
    },
    register(handler) {
      const line = script.register(handler);
      callbacks.set(line.id, handler);
      return line;
    },
  };
  install(transport);
}

const part = (id: string) => screen.getByTestId(id);
const phaseOf = (id: number, wanted: string) =>
  vi.waitFor(() => expect(part(`hash-run-${id}`).dataset.phase).toBe(wanted), { timeout: 20_000 });
/** Tells whoever listens of a drag over the window. */
const drag = (payload: GrantsEvent) => tell(grantsDrag.event, payload);
/** Tells whoever listens of an event. */
async function tell(event: string, payload: unknown): Promise<void> {
  const listening = ([command, args]: [string, Arguments]) =>
    command === "plugin:event|listen" && args.event === event;
  const handler = callbacks.get(asked.find(listening)?.[1].handler);
  await act(async () => handler?.({ kind: "plain", body: { event, id: 0, payload } }));
}
const sent = (command: string) => asked.filter(([name]) => name === command).map(([, args]) => args.request);

beforeEach(() => {
  asked = [];
  vi.clearAllMocks();
  location.hash = "";
  runs.update((state) => ({ ...state, runs: [], next: 0, options: DEFAULTS, lacking: false }));
  stage();
});

afterEach(async () => {
  cleanup();
  await act(async () => clearEnded());
});

describe("hash page", () => {
  test("says what to do before the first run", () => {
    render(<App />);
    expect(part("hash-empty").textContent).toContain("millstream disk.img photos/");
    expect(part("hash-drop").className).toContain("roomy");
    expect(part("status-demo").textContent).toBe("Scripted demo");
  });

  test("hashes the files that were picked", async () => {
    answers.grants_pick.mockReturnValueOnce([grant("one-file")]);
    render(<App />);
    fireEvent.click(part("hash-algorithm-blake3"));
    fireEvent.click(part("hash-add-files"));
    await phaseOf(0, "finished");
    expect(sent("hash")).toEqual([
      { grants: ["one-file"], algorithms: ["sha256", "blake3"], verify: { event: "nothing" } },
    ]);
    expect(part("hash-run-0-name").textContent).toBe("one-file");
    expect(screen.queryByTestId("hash-empty")).toBeNull();
  });

  test("hashes the files that were dropped", async () => {
    location.hash = "tail";
    render(<App />);
    void followDrops();
    await vi.waitFor(() => part("tail-page"));
    await drag({ event: "granted", data: { grants: [grant("one-file")] } });
    await phaseOf(0, "finished");
    expect(sent("hash")).toMatchObject([{ grants: ["one-file"] }]);
    await drag({ event: "over" });
    expect(part("hash-drop").dataset.over).toBe("true");
    await drag({ event: "left" });
    expect(part("hash-drop").dataset.over).toBe("false");
  });

  test("hashes what the command line named at once", async () => {
    answers.grants_take.mockReturnValueOnce([grant("verify-sums", "sums"), grant("many", "folder")]);
    render(<App />);
    await act(take);
    await phaseOf(0, "finished");
    await phaseOf(1, "finished");
    expect(sent("hash")).toMatchObject([
      { grants: [], verify: { event: "sums", data: { grant: "verify-sums" } } },
      { grants: ["many"] },
    ]);
  });

  test("shows newer runs above older ones", async () => {
    answers.grants_take.mockReturnValueOnce([grant("verify-sums", "sums"), grant("many", "folder")]);
    render(<App />);
    await act(take);
    await phaseOf(1, "finished");
    const cards = [...document.querySelectorAll<HTMLElement>("[data-run]")].map((card) => card.dataset.run);
    expect(cards).toEqual(["1", "0"]);
  });

  test("sends the digest that was pasted along", async () => {
    answers.grants_pick.mockReturnValueOnce([grant("verify-digest")]);
    render(<App />);
    fireEvent.click(part("hash-verify"));
    fireEvent.click(part("hash-against-digest"));
    fireEvent.change(part("hash-digest"), { target: { value: "0".repeat(64) } });
    expect(part("hash-digest-kind").textContent).toBe("SHA-256 or BLAKE3");
    fireEvent.click(part("hash-add-files"));
    await phaseOf(0, "finished");
    expect(sent("hash")).toMatchObject([{ verify: { event: "digest", data: { expected: "0".repeat(64) } } }]);
  });

  test("asks for the digest in place of a start without it", async () => {
    answers.grants_take.mockReturnValueOnce([grant("verify-digest")]);
    render(<App />);
    fireEvent.click(part("hash-verify"));
    fireEvent.click(part("hash-against-digest"));
    fireEvent.click(part("hash-verify"));
    fireEvent.click(part("hash-add-files"));
    expect(part("hash-digest-kind").getAttribute("role")).toBe("alert");
    expect(part("hash-digest-kind").textContent).toContain("nothing was started");
    expect(part("hash-digest").getAttribute("aria-invalid")).toBe("true");
    await act(take);
    expect([...sent("grants_pick"), ...sent("hash")]).toEqual([]);
    fireEvent.change(part("hash-digest"), { target: { value: "0" } });
    expect(part("hash-digest-kind").getAttribute("role")).toBeNull();
  });

  test("keeps the focus on a card when the one that had it goes", async () => {
    answers.grants_take.mockReturnValueOnce([grant("verify-sums", "sums"), grant("one-file")]);
    render(<App />);
    await act(take);
    await phaseOf(0, "finished");
    await phaseOf(1, "finished");
    fireEvent.click(part("hash-run-0-again"));
    expect(document.activeElement).toBe(part("hash-run-2"));
    await phaseOf(2, "finished");
    fireEvent.click(part("hash-run-1-clear"));
    expect(document.activeElement).toBe(part("hash-run-0"));
    fireEvent.click(part("hash-run-0-clear"));
    expect(document.activeElement).toBe(part("hash-run-2"));
    fireEvent.click(part("hash-run-2-clear"));
    expect(document.activeElement).toBe(part("hash-add-files"));
  });

  test("cancels a run, and keeps what it has", async () => {
    stage(STILL);
    answers.grants_pick.mockReturnValueOnce([grant("cancelled")]);
    render(<App />);
    fireEvent.click(part("hash-add-files"));
    await phaseOf(0, "reading");
    expect(part("rail-hash-live").textContent).toContain("1");
    fireEvent.click(part("hash-run-0-cancel"));
    await phaseOf(0, "cancelled");
    expect(document.activeElement).toBe(part("hash-run-0"));
    expect(part("hash-run-0-row-0").dataset.result).toBe("done");
    fireEvent.click(part("hash-run-0-clear"));
    expect(screen.queryByTestId("hash-run-0")).toBeNull();
  });

  test("runs again with the same request", async () => {
    answers.grants_pick.mockReturnValueOnce([grant("one-file")]);
    render(<App />);
    fireEvent.click(part("hash-add-files"));
    await phaseOf(0, "finished");
    fireEvent.click(part("hash-run-0-again"));
    await phaseOf(1, "finished");
    const [first, second] = sent("hash");
    expect(second).toEqual(first);
  });

  test("shows why a run failed", async () => {
    answers.grants_pick.mockReturnValueOnce([grant("failed")]);
    render(<App />);
    fireEvent.click(part("hash-add-files"));
    await phaseOf(0, "failed");
    expect(part("hash-run-0-error-code").textContent).toBe("panicked");
    expect(part("hash-run-0-account-events-delivered").textContent).toBe("5");
    await vi.waitFor(() => expect(part("hash-run-0-account-log-delivered").textContent).toBe("0"));
  });

  test("shows what went wrong outside of a run, until it is closed", async () => {
    answers.grants_pick.mockImplementationOnce(() => {
      throw new MillstreamError({ code: "io", message: "No dialog.", hint: "Try again." });
    });
    render(<App />);
    fireEvent.click(part("hash-add-files"));
    await vi.waitFor(() => expect(part("hash-notice").textContent).toContain("No dialog."));
    expect(part("hash-notice-code").textContent).toBe("io");
    fireEvent.click(part("hash-notice-close"));
    expect(screen.queryByTestId("hash-notice")).toBeNull();
  });

  test("copies a digest as it is, and a run as a sum file", async () => {
    answers.grants_pick.mockReturnValueOnce([grant("verify-sums", "sums")]);
    render(<App />);
    fireEvent.click(part("hash-add-files"));
    await phaseOf(0, "finished");
    fireEvent.click(part("hash-run-0-row-0-digest"));
    fireEvent.click(part("hash-run-0-copy"));
    await vi.waitFor(() => expect(part("hash-run-0-copy").textContent).toBe("Copied"));
    expect(sent("hash_export")).toMatchObject([
      { format: "bare", to: "clipboard", entries: [{ name: "alpha.txt" }] },
      { format: "gnu", to: "clipboard", entries: [{}, {}, {}] },
    ]);
  });
});

describe("shell", () => {
  test("opens each stream's page, and says which are not built yet", async () => {
    render(<App />);
    fireEvent.keyDown(window, { key: "7", ctrlKey: true });
    await vi.waitFor(() => expect(part("tail-page").textContent).toContain("Not built yet"));
    expect(part("rail-tail").getAttribute("aria-current")).toBe("page");
    fireEvent.keyDown(window, { key: "1", metaKey: true });
    await vi.waitFor(() => part("hash-page"));
  });

  test("asks for files on Ctrl+O", async () => {
    render(<App />);
    fireEvent.keyDown(window, { key: "o", ctrlKey: true });
    await vi.waitFor(() => expect(answers.grants_pick).toHaveBeenCalledExactlyOnceWith({ kind: "file" }));
  });

  test("cancels on Esc, and asks first when something was read", async () => {
    stage(STILL);
    answers.grants_pick.mockReturnValueOnce([grant("cancelled")]);
    render(<App />);
    fireEvent.click(part("hash-add-files"));
    await phaseOf(0, "reading");
    act(() => runs.update(advanced));
    fireEvent.keyDown(window, { key: "Escape" });
    expect(part("hash-run-0-confirm").textContent).toContain("Cancel this run?");
    fireEvent.keyDown(part("hash-run-0-confirm-yes"), { key: "Escape" });
    expect(screen.queryByTestId("hash-run-0-confirm")).toBeNull();
    fireEvent.keyDown(window, { key: "Escape" });
    fireEvent.click(part("hash-run-0-confirm-yes"));
    await phaseOf(0, "cancelled");
  });

  test("searches on /", async () => {
    answers.grants_pick.mockReturnValueOnce([grant("many", "folder")]);
    render(<App />);
    fireEvent.click(part("hash-add-folder"));
    await phaseOf(0, "finished");
    fireEvent.keyDown(window, { key: "/" });
    expect(document.activeElement).toBe(part("hash-run-0-search"));
  });

  test("says what is recorded from when the page loads until that ends", async () => {
    const commands = [{ command: "hash", name: "run.json" }];
    answers.inspector_recorded_here.mockReturnValueOnce({ commands });
    render(<App />);
    void followRecorded();
    await vi.waitFor(() => expect(part("status-recorded").textContent).toBe("Recording hash"));
    expect(part("status-recorded").title).toBe("hash into run.json");
    const more = [...commands, { command: "tail", name: "log.json" }];
    await tell(inspectorRecorded.event, { commands: more });
    await vi.waitFor(() => expect(part("status-recorded").textContent).toBe("Recording hash, tail"));
    await tell(inspectorRecorded.event, { commands: [] });
    await vi.waitFor(() => expect(screen.queryByTestId("status-recorded")).toBeNull());
    expect(sent("inspector_recorded_here")).toHaveLength(1);
  });

  test("remembers the theme", () => {
    const first = render(<App />);
    fireEvent.click(part("rail-theme"));
    fireEvent.click(part("rail-theme"));
    expect(document.documentElement.dataset.theme).toBe("dark");
    first.unmount();
    render(<App />);
    expect(part("rail-theme").textContent).toBe("Theme: dark");
    fireEvent.click(part("rail-theme"));
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });
});

/** The state as if half of the first run's second file had been read. */
function advanced(state: typeof runs.state): typeof runs.state {
  return {
    ...state,
    runs: state.runs.map((run) => ({ ...run, hash: { ...run.hash, bytesRead: 3_000_000_000 } })),
  };
}
