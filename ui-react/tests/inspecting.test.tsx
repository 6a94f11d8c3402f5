// @vitest-environment jsdom
import { type Arguments, install, type Transport } from "@millstream/client";
import { type Recording, scripted } from "@millstream/client/scripted";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { App } from "../src/app.tsx";
import { leave } from "../src/inspector.ts";
import { clearEnded } from "../src/runs.ts";
import { fixture, recordingsOf } from "./fixtures.ts";

const played = recordingsOf("inspector").map((name) => fixture<Recording>(`inspector/${name}.json`));
const answer = () => null;
const answers = {
  inspector_cancel: answer,
  inspector_window: answer,
  inspector_record: () => true,
  inspector_stop: answer,
};

/** What was asked of the backend. */
let asked: [command: string, args: Arguments][] = [];

/** Plays what an inspector told; so slowly, if not said otherwise, that nothing comes after the first frame. */
async function show(name: string, speed = 1e-6): Promise<void> {
  const choose = (_: unknown, recordings: readonly Recording[]) =>
    recordings.findIndex((recording) => recording.title === name);
  const script = scripted(played, { answers, speed, choose });
  const transport: Transport = {
    ...script,
    invoke(command, args) {
      asked.push([command, args]);
      return script.invoke(command, args);
    },
  };
  install(transport);
  render(<App />);
  await soon(() => expect(part("inspector-page").dataset.phase).not.toBe("starting"));
}

/** The limit is for a machine that is busy. */
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000 });
const part = (id: string) => screen.getByTestId(id);
const text = (id: string) => part(id).textContent;
const rows = () => within(part("inspector-streams-grid")).getAllByRole("row").length - 1;
const sent = (command: string) => asked.filter(([name]) => name === command).map(([, args]) => args.request);
const choose = (content: string) =>
  fireEvent.change(part("inspector-file"), { target: { files: [new File([content], "chosen.json")] } });

beforeEach(() => {
  asked = [];
  location.hash = "inspector";
});

afterEach(async () => {
  cleanup();
  leave();
  await act(async () => clearEnded());
});

describe("inspector page", () => {
  test("shows what flows, in numbers and in lines", async () => {
    await show("running");
    expect(text("inspector-total-streams")).toBe("4 streams");
    expect(text("inspector-total-items")).toBe("72.2 k items/s");
    expect(text("inspector-total-dropped")).toBe("5,000 dropped");
    expect(rows()).toBe(5);
    for (const word of ["Running", "hash · outlet", "main json", "block", "200", "11.8 / 24.2"]) {
      expect(text("inspector-row-0")).toContain(word);
    }
    expect(text("inspector-row-3")).toContain("Reader");
    expect(part("inspector-row-3-buffer").getAttribute("aria-valuenow")).toBe("36");
    expect(screen.queryByTestId("inspector-empty")).toBeNull();
  });

  test("changes its lines in place", async () => {
    await show("running", 1);
    const line = part("inspector-row-2");
    const before = text("inspector-total-dropped");
    await soon(() => expect(text("inspector-total-dropped")).not.toBe(before));
    expect(part("inspector-row-2")).toBe(line);
  });

  test("says that a stream is stalled", async () => {
    await show("stalled", 0.5);
    const stalled = () => expect(part("inspector-row-0").dataset.result).toBe("stalled");
    await soon(stalled);
    expect(text("inspector-total-stalled")).toBe("3 streams stalled");
  });

  test("says which reader of a stream is stalled, also while it ends", async () => {
    await show("stalled", 0.2);
    const result = (row: number) => part(`inspector-row-${row}`).dataset.result;
    await soon(() => expect(part("inspector-row-2").dataset.result).toBe("stalled"));
    expect(part("inspector-row-2").querySelector(".state")?.getAttribute("title")).toBe(
      "A drain is owed by second",
    );
    expect([result(1), result(3), result(4)]).toEqual(["running", "stalled", "stalled"]);
    fireEvent.click(part("inspector-row-2"));
    const [keeps, owes] = [part("inspector-chosen-0-owes"), part("inspector-chosen-1-owes")];
    expect([keeps.textContent, keeps.querySelector(".warn")]).toEqual(["no", null]);
    expect(owes.querySelector(".warn")?.textContent).toMatch(/^for \d+ s$/);
  });

  test("shows a stream in full, which keys lead to", async () => {
    await show("running");
    part("inspector-streams-grid").focus();
    fireEvent.keyDown(part("inspector-streams-grid"), { key: "ArrowDown" });
    expect(text("inspector-chosen-name")).toBe("hash · outlet");
    expect(text("inspector-chosen-0-offered")).toBe("1,200");
    fireEvent.click(part("inspector-row-3"));
    expect(text("inspector-chosen-name")).toBe("tail · outlet");
    expect(text("inspector-chosen-1-dropped")).toBe("5,000");
    expect(part("inspector-row-3").getAttribute("aria-selected")).toBe("true");
  });

  test("finds streams by command or web view", async () => {
    await show("running");
    fireEvent.keyDown(window, { key: "/" });
    expect(document.activeElement).toBe(part("inspector-search"));
    fireEvent.change(part("inspector-search"), { target: { value: "second" } });
    expect(rows()).toBe(2);
    expect(text("inspector-left")).toBe("2 lines shown");
  });

  test("asks before it cancels a stream, but not for its own", async () => {
    await show("running");
    fireEvent.click(part("inspector-row-4-cancel"));
    expect(sent("inspector_cancel")).toEqual([{ id: 12 }]);
    fireEvent.click(part("inspector-row-0-cancel"));
    expect(text("inspector-confirm")).toContain("hash · outlet");
    fireEvent.click(part("inspector-confirm-no"));
    expect(screen.queryByTestId("inspector-confirm")).toBeNull();
    fireEvent.click(part("inspector-row-0-cancel"));
    fireEvent.click(part("inspector-confirm-yes"));
    expect(sent("inspector_cancel")).toEqual([{ id: 12 }, { id: 3 }]);
  });

  test("shows the frames of a stream, none of them as markup", async () => {
    await show("running", 5);
    fireEvent.click(part("inspector-row-0-look"));
    await soon(() => expect(text("inspector-peek-count")).toBe("4 frames, the stream has ended"));
    expect(sent("inspector_frames")).toEqual([{ id: 3 }]);
    fireEvent.click(part("inspector-peek-row-2"));
    expect(text("inspector-peek-text")).toContain("<img src=x onerror=alert(1)>");
    expect(document.querySelector(".peek img")).toBeNull();
    fireEvent.click(part("inspector-peek-close"));
    expect(screen.queryByTestId("inspector-peek")).toBeNull();
  });

  test("stands still while frames come", async () => {
    await show("running", 0.2);
    fireEvent.click(part("inspector-row-0-look"));
    await soon(() => expect(text("inspector-peek-count")).toBe("1 frame"));
    fireEvent.click(part("inspector-peek-pause"));
    await soon(() => expect(text("inspector-peek-count")).toBe("1 frame, 1 more since"));
    fireEvent.click(part("inspector-peek-pause"));
    expect(text("inspector-peek-count")).toMatch(/^[234] frames/);
  });

  test("shows what is recorded, and stops it", async () => {
    await show("recordings");
    const states = [1, 2, 3, 4].map((id) => text(`inspector-recordings-${id}-state`));
    expect(states).toEqual(["Complete", "Failed", "Recording", "Waiting"]);
    expect(text("inspector-recordings-2-error")).toContain("no space left");
    expect(screen.queryByTestId("inspector-recordings-1-stop")).toBeNull();
    fireEvent.click(part("inspector-recordings-3-stop"));
    expect(sent("inspector_stop")).toEqual([{ id: 3 }]);
  });

  test("records a stream, or the next command, and opens a window", async () => {
    await show("running");
    fireEvent.click(part("inspector-row-2-record"));
    fireEvent.click(part("inspector-record"));
    expect(sent("inspector_record")).toEqual([{ id: 9 }, {}]);
    fireEvent.click(part("inspector-window"));
    expect(sent("inspector_window")).toEqual([null]);
  });

  test("says that nothing else flows", async () => {
    await show("empty");
    expect(text("inspector-empty")).toContain("Nothing else flows");
    expect(rows()).toBe(1);
  });

  test("says why it broke off, and watches again", async () => {
    await show("failed", Number.POSITIVE_INFINITY);
    await soon(() => expect(text("inspector-error-code")).toBe("panicked"));
    expect(text("inspector-shown")).toBe("Not watching");
    fireEvent.click(part("inspector-again"));
    await soon(() => expect(sent("inspector")).toHaveLength(2));
  });

  test("watches only while its page is shown", async () => {
    await show("running");
    fireEvent.keyDown(window, { key: "1", ctrlKey: true });
    await soon(() => part("hash-page"));
    await soon(() => expect(sent("plugin:millstream|cancel")).toHaveLength(1));
    expect(sent("inspector")).toHaveLength(1);
  });

  test("plays a recording in the page of its command, marked as one", async () => {
    await show("running");
    choose(JSON.stringify(fixture("hash/one-file.json")));
    await soon(() => expect(part("hash-run-0").dataset.phase).toBe("finished"));
    expect(text("hash-run-0-replay")).toBe("Replay");
    expect(sent("hash")).toEqual([]);
    fireEvent.click(part("hash-run-0-again"));
    await soon(() => expect(text("hash-run-1-replay")).toBe("Replay"));
  });

  test("plays what an inspector told, and goes back to what flows", async () => {
    await show("running");
    choose(JSON.stringify(fixture("inspector/stalled.json")));
    await soon(() => expect(text("inspector-shown")).toBe("Replay of stalled"));
    await soon(() => expect(text("inspector-row-0")).toContain("process · outlet"));
    expect(screen.queryByTestId("inspector-row-0-cancel")).toBeNull();
    fireEvent.click(part("inspector-again"));
    await soon(() => expect(text("inspector-row-0")).toContain("hash · outlet"));
  });

  test("says that a replay is over", async () => {
    await show("running");
    choose(JSON.stringify(fixture("inspector/empty.json")));
    await soon(() => expect(text("inspector-shown")).toBe("Replay of empty is over"));
    expect(part("inspector-page").dataset.phase).toBe("ended");
    fireEvent.click(part("inspector-again"));
    await soon(() => expect(text("inspector-row-0")).toContain("hash · outlet"));
    expect(screen.queryByTestId("inspector-shown")).toBeNull();
  });

  test("says what is wrong with a file that it cannot play", async () => {
    await show("running");
    choose("{");
    await soon(() => expect(text("inspector-notice-code")).toBe("bad_recording"));
    fireEvent.click(part("inspector-notice-close"));
    choose(JSON.stringify({ ...fixture<object>("hash/one-file.json"), command: "tail" }));
    await soon(() => expect(text("inspector-notice-code")).toBe("no_page"));
  });
});
