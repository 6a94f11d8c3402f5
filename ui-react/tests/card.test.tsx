// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { begin, type HashState } from "../src/state/hash.ts";
import type { Run } from "../src/state/runs.ts";
import { Card, type CardActions } from "../src/views/card.tsx";
import { fixture, type Recording, replay } from "./fixtures.ts";

const recorded = (name: string, until?: number) => replay(fixture<Recording>(`hash/${name}.json`), until);

const actions = {
  cancel: vi.fn(),
  keep: vi.fn(),
  again: vi.fn(),
  clear: vi.fn(),
  takesFocus: vi.fn(() => false),
  show: vi.fn(),
  copyDigest: vi.fn(async () => true),
  copyAll: vi.fn(async () => true),
  save: vi.fn(async () => true),
} satisfies CardActions;

afterEach(() => {
  cleanup();
  vi.clearAllMocks();
});

function show(hash: HashState, more: Partial<Run> = {}, now = hash.movedAt) {
  return render(card(hash, more, now));
}

function card(hash: HashState, more: Partial<Run> = {}, now = hash.movedAt) {
  const { request } = fixture<Recording>("hash/verify-sums.json");
  const run: Run = { id: 0, name: "SHA256SUMS", request, hash, asking: false, replayed: false, ...more };
  return <Card run={run} now={now} actions={actions} />;
}

const part = (name: string) => screen.getByTestId(`hash-run-0${name}`);
const rows = () => within(part("-files-grid")).getAllByRole("row");
const text = (name: string) => part(name).textContent;

describe("card", () => {
  test("shows how far a run is", () => {
    show(recorded("cancelled", 900));
    expect(part("").dataset.phase).toBe("reading");
    expect(part("-meter").getAttribute("aria-valuenow")).toBe("20");
    expect(text("-progress")).toBe("1.20 GB of 6.00 GB");
    expect(part("-progress").title).toBe("1,200,000,013 bytes");
    expect(text("-files")).toBe("1 of 2 files");
    expect(text("-rate")).toBe("1.33 GB/s");
    expect(screen.queryByTestId("hash-run-0-clear")).toBeNull();
  });

  test("shows how long it has taken, and beside it how long it will take", () => {
    const hash = recorded("cancelled", 900);
    show(hash, {}, 900);
    expect(text("-time")).toBe("for 900 ms");
    cleanup();
    const samples = [0, 1, 2, 3].map((second) => ({ at: second * 1000, value: second * 400_000_000 }));
    show({ ...hash, rate: { samples } }, {}, 3000);
    expect(text("-time")).toBe("for 3.00 s, 12 s left");
  });

  test("shows a meter without a value while files are looked for", () => {
    show(begin(0));
    expect(part("-meter").hasAttribute("aria-valuenow")).toBe(false);
    expect(part("-meter").getAttribute("aria-valuetext")).toBe("Looking for files");
  });

  test("says that a run is stalled", () => {
    show(recorded("cancelled", 900), {}, 9900);
    expect(part("").dataset.phase).toBe("stalled");
    expect(text("-stalled")).toBe("Stalled for 9.00 s");
  });

  test("shows what was expected beside what is", () => {
    const hash = recorded("verify-sums");
    show(hash);
    expect(text("-outcome")).toBe("1 does not match");
    expect(text("-detail-expected")).toBe(hash.rows[1]?.verdict?.expected);
    expect(text("-detail-sha256")).toBe(hash.rows[1]?.digests.sha256);
    expect(text("-detail-source")).toBe("Held against SHA256SUMS by SHA-256");
  });

  test("shows one file in full, without a list", () => {
    const hash = recorded("one-file");
    show(hash, { name: "millstream.log" });
    expect(screen.queryByRole("grid")).toBeNull();
    for (const algorithm of hash.algorithms) {
      expect(text(`-detail-${algorithm}`)).toBe(hash.rows[0]?.digests[algorithm]);
    }
  });

  test("says nothing more of one file before there is more to say", () => {
    show(recorded("one-file", 0), { name: "millstream.log" });
    expect(screen.queryByTestId("hash-run-0-detail")).toBeNull();
  });

  test("shows why a run failed, what to do, and what was kept", () => {
    show(recorded("failed"));
    expect(part("-error").getAttribute("role")).toBe("alert");
    expect(text("-error-code")).toBe("panicked");
    expect(text("-error-hint")).toContain("Start the run again");
    expect(text("-error")).toContain("1 finished digest stays.");
    expect(part("-row-1").dataset.result).toBe("stopped");
  });

  test("shows only the files with the result that is pressed", () => {
    show(recorded("verify-sums"));
    fireEvent.click(part("-count-malformed"));
    expect(part("-count-malformed").getAttribute("aria-pressed")).toBe("true");
    expect(rows()).toHaveLength(3);
    expect(text("-row-0")).toContain("Line 6");
    fireEvent.click(part("-count-malformed"));
    expect(rows()).toHaveLength(8);
  });

  test("searches in names", () => {
    show(recorded("many"));
    fireEvent.change(part("-search"), { target: { value: "0777" } });
    expect(text("-left")).toBe("1 file shown");
    expect(rows()).toHaveLength(2);
  });

  test("draws a few of many files, and moves among them by keys", () => {
    show(recorded("many"));
    const grid = part("-files-grid");
    expect(grid.getAttribute("aria-rowcount")).toBe("1001");
    expect(rows().length).toBeLessThan(40);
    fireEvent.keyDown(grid, { key: "End" });
    fireEvent.scroll(grid);
    expect(grid.getAttribute("aria-activedescendant")).toBe("hash-run-0-row-999");
    expect(part("-row-999").getAttribute("aria-selected")).toBe("true");
    fireEvent.keyDown(grid, { key: "Home" });
    fireEvent.scroll(grid);
    expect(part("-row-0").getAttribute("aria-rowindex")).toBe("2");
  });

  test("copies a digest, and says so in its place", async () => {
    const hash = recorded("verify-sums");
    show(hash);
    fireEvent.click(part("-row-0-digest"));
    await vi.waitFor(() => expect(part("-row-0-digest").dataset.copied).toBe("true"));
    expect(actions.copyDigest).toHaveBeenCalledExactlyOnceWith(hash.rows[0], "sha256");
  });

  test("copies and exports what there is, and nothing else", async () => {
    const view = show(begin(0));
    expect(part("-copy")).toHaveProperty("disabled", true);
    expect(part("-export")).toHaveProperty("disabled", true);
    view.unmount();
    show(recorded("verify-sums"));
    fireEvent.click(part("-copy"));
    await vi.waitFor(() => expect(text("-copy")).toBe("Copied"));
    fireEvent.click(part("-export"));
    fireEvent.click(part("-export-bsd"));
    expect(actions.save).toHaveBeenCalledExactlyOnceWith(0, "sha256", "bsd");
    expect(screen.queryByRole("menu")).toBeNull();
  });

  test("leads through the export menu by keys", () => {
    show(recorded("verify-sums"));
    fireEvent.click(part("-export"));
    const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
    expect(document.activeElement).toBe(part("-export-gnu"));
    press("End");
    expect(document.activeElement).toBe(part("-export-bsd"));
    press("ArrowDown");
    expect(document.activeElement).toBe(part("-export-gnu"));
    press("ArrowUp");
    expect(document.activeElement).toBe(part("-export-bsd"));
    press("Home");
    expect(document.activeElement).toBe(part("-export-gnu"));
    press("Escape");
    expect(document.activeElement).toBe(part("-export"));
    expect(screen.queryByRole("menu")).toBeNull();
  });

  test("cancels, but asks first when it was told to ask", () => {
    show(recorded("cancelled", 900), { asking: true });
    expect(part("-confirm").getAttribute("role")).toBe("alertdialog");
    expect(document.activeElement).toBe(part("-confirm-yes"));
    expect(text("-confirm")).toContain("1 finished digest stays.");
    fireEvent.click(part("-confirm-no"));
    expect(actions.keep).toHaveBeenCalledWith(0);
    fireEvent.click(part("-confirm-yes"));
    expect(actions.cancel).toHaveBeenCalledWith(0);
  });

  test("keeps the focus when the run ends by itself", () => {
    const [going, ended] = [recorded("cancelled", 900), recorded("cancelled")];
    const view = show(going);
    part("-cancel").focus();
    view.rerender(card(ended));
    expect(document.activeElement).toBe(part(""));
    view.rerender(card(going));
    part("-cancel").focus();
    view.rerender(card(going, { asking: true }));
    expect(document.activeElement).toBe(part("-confirm-yes"));
    view.rerender(card(ended, { asking: true }));
    expect(document.activeElement).toBe(part(""));
  });

  test("shows names as they are, and nothing in them as markup", () => {
    show(recorded("names"));
    expect(text("-row-3")).toContain("<img src=x onerror=alert(1)>.html");
    expect(text("-row-5")).toContain("\\u{202e}gpj.exe");
    expect(document.querySelector(".card img")).toBeNull();
  });

  test("keeps its log and its account one click away", () => {
    show(recorded("folder"));
    expect(within(part("-log")).getAllByRole("listitem", { hidden: true })).toHaveLength(4);
    expect(text("-account-events-offered")).toBe("36");
    expect(text("-account-log-delivered")).toBe("4");
  });

  test("says its end once, and not its numbers", () => {
    show(recorded("cancelled", 900));
    expect(text("-status")).toBe("SHA256SUMS: hashing 2 files");
    expect(part("-status").tagName).toBe("OUTPUT");
  });
});
