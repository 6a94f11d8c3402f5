import { chmod, mkdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type App, start, UIS } from "../src/app.ts";
import { faults } from "../src/axe.ts";
import { openssl, scratch, sparse, summed } from "../src/files.ts";
import { until } from "../src/until.ts";

/** More than is read in the time that a test needs to look at it. */
const HUGE = 64 * 2 ** 30;

describe.each(UIS)("hash in %s", (ui) => {
  test("a file's digest is what openssl says", async () => {
    const file = join(await scratch(), "letters.txt");
    await writeFile(file, "abc".repeat(100_000));
    const { page } = await start(ui, file);
    await page.is("hash-run-0", "data-phase", "finished");
    expect(await page.text("hash-run-0-name")).toBe("letters.txt");
    expect(await page.text("hash-run-0-detail-sha256")).toBe(await openssl("sha256", file));
    await page.picture(`${ui}-hash-file`);
  });

  test("a folder with an unreadable file and a link that loops is read as far as it goes", async () => {
    const folder = join(await scratch(), "folder");
    await mkdir(join(folder, "inner"), { recursive: true });
    await writeFile(join(folder, "a.txt"), "a");
    await writeFile(join(folder, "inner", "b.txt"), "b");
    await writeFile(join(folder, "secret.txt"), "hidden");
    await chmod(join(folder, "secret.txt"), 0o000);
    await symlink("..", join(folder, "inner", "loop"));
    const { page } = await start(ui, folder);
    await page.is("hash-run-0", "data-phase", "finished");
    expect(await page.text("hash-run-0-count-unreadable")).toBe("1 unreadable");
    const log = await page.text("hash-run-0-log");
    expect(log).toContain("inner/loop is a link to a folder above it");
    expect(log).toContain("secret.txt");
    expect(await page.all("hash-run-0-row-2")).toHaveLength(1);
    await page.click("hash-run-0-count-unreadable");
    expect(await page.text("hash-run-0-detail-error")).toContain("permission_denied");
    await page.picture(`${ui}-hash-folder`);
    expect(await faults(page)).toEqual([]);
  });

  test("a good sum file is all matches", async () => {
    const sums = await summed(["one.txt", "two.txt"]);
    const { page } = await start(ui, sums);
    await page.is("hash-run-0", "data-phase", "finished");
    expect(await page.text("hash-run-0-outcome")).toBe("All 2 match");
    await page.picture(`${ui}-hash-verified`);
  });

  test("a bad sum file names the file that is not what it should be, and the one that is missing", async () => {
    const sums = await summed(["one.txt", "two.txt", "gone.txt"]);
    await writeFile(join(sums, "..", "two.txt"), "changed");
    await rm(join(sums, "..", "gone.txt"));
    const { page } = await start(ui, sums);
    await page.is("hash-run-0", "data-phase", "finished");
    expect(await page.text("hash-run-0-count-match")).toBe("1 match");
    expect(await page.text("hash-run-0-count-mismatch")).toBe("1 mismatch");
    expect(await page.text("hash-run-0-count-missing")).toBe("1 missing");
    await page.is("hash-run-0-row-1", "data-result", "mismatch");
    expect(await page.text("hash-run-0-detail-expected")).toMatch(/^[0-9a-f]{64}$/);
    await page.picture(`${ui}-hash-mismatch`);
    expect(await faults(page)).toEqual([]);
    await page.click("hash-run-0-export");
    await page.get("hash-run-0-export-bsd");
    await page.picture(`${ui}-hash-export`);
    expect(await faults(page), "with the export menu").toEqual([]);
  });

  test("a malformed sum file tells the line, and the others are checked", async () => {
    const sums = await summed(["one.txt"], (text) => `no digest here\n${text}`);
    const { page } = await start(ui, sums);
    await page.is("hash-run-0", "data-phase", "finished");
    expect(await page.text("hash-run-0-count-malformed")).toBe("1 malformed");
    expect(await page.text("hash-run-0-count-match")).toBe("1 match");
    await page.click("hash-run-0-count-malformed");
    await page.says("hash-run-0-row-0", /Line 1/);
  });

  test("a sum file that is none fails with an alert", async () => {
    const sums = await summed(["one.txt"], () => "no digest here\n");
    const { page } = await start(ui, sums);
    await page.is("hash-run-0", "data-phase", "failed");
    expect(await page.text("hash-run-0-error-code")).toBe("bad_sum_file");
    await page.picture(`${ui}-hash-failed`);
    expect(await faults(page)).toEqual([]);
  });

  test("a sum file from another system, with a mark and CRLF, is read", async () => {
    const sums = await summed(["one.txt", "two.txt"], (text) => `\uFEFF${text.replaceAll("\n", "\r\n")}`);
    const { page } = await start(ui, sums);
    await page.is("hash-run-0", "data-phase", "finished");
    expect(await page.text("hash-run-0-outcome")).toBe("All 2 match");
  });

  test("a cancel half-way closes the file", async () => {
    const file = await sparse(join(await scratch(), "huge.bin"), HUGE);
    const { page, running } = await start(ui, file);
    await moving(page);
    expect(await running.descriptors(file)).toBe(1);
    await page.picture(`${ui}-hash-running`);
    expect(await faults(page)).toEqual([]);
    await page.click("hash-run-0-cancel");
    await page.is("hash-run-0", "data-phase", "cancelled");
    expect(await running.descriptors(file)).toBe(0);
    await page.picture(`${ui}-hash-cancelled`);
  });

  test("Escape asks before work is lost, and cancels when told to", async () => {
    const file = await sparse(join(await scratch(), "huge.bin"), HUGE);
    const { page, running } = await start(ui, file);
    await moving(page);
    await page.press("Escape");
    await page.get("hash-run-0-confirm");
    await page.picture(`${ui}-hash-confirm`);
    expect(await faults(page)).toEqual([]);
    await page.click("hash-run-0-confirm-no");
    expect(await page.all("hash-run-0-confirm")).toHaveLength(0);
    await page.press("Escape");
    await page.click("hash-run-0-confirm-yes");
    await page.is("hash-run-0", "data-phase", "cancelled");
    expect(await running.descriptors(file)).toBe(0);
  });

  test("a reload half-way leaves nothing over, and never reads twice", async () => {
    const fresh = await start(ui);
    await fresh.page.get("hash-empty");
    const callbacks = await settled(fresh.page);
    await fresh.stop();
    const file = await sparse(join(await scratch(), "huge.bin"), HUGE);
    const { page, running } = await start(ui, file);
    await moving(page);
    const most = watching(() => running.descriptors(file));
    await page.driver.navigate().refresh();
    await page.get("hash-empty");
    await until("closed file", async () => (await running.descriptors(file)) === 0);
    expect(await settled(page)).toBe(callbacks);
    expect(await page.invoke("plugin:millstream|list", {})).toEqual({ ok: [] });
    expect(await most()).toBe(1);
  });

  test("a file that shrinks while it is read is reported, and the run goes on", async () => {
    const folder = await scratch();
    const file = await sparse(join(folder, "a-shrinks.bin"), HUGE);
    const other = join(folder, "b-stays.txt");
    await writeFile(other, "stays");
    const { page } = await start(ui, file, other);
    await moving(page);
    await truncate(file, 4096);
    await page.is("hash-run-0", "data-phase", "finished");
    expect(await page.text("hash-run-0-count-unreadable")).toBe("1 unreadable");
    expect(await page.text("hash-run-0-detail-error")).toContain("file_changed");
    expect(await page.text("hash-run-0-row-1-digest")).toBe(await openssl("sha256", other));
    await page.picture(`${ui}-hash-shrunk`);
  });

  test("a grant that was never given is refused with its code", async () => {
    const { page } = await start(ui);
    const answer = await page.invoke("hash", {
      request: { grants: ["made-up"], algorithms: ["sha256"], verify: { event: "nothing" } },
      outlet: { channel: "__CHANNEL__:1", key: "0123456789abcdef0123456789abcdef", wire: "json" },
      log: { channel: "__CHANNEL__:2", key: "0123456789abcdef0123456789abcdee", wire: "json" },
    });
    expect(answer).toMatchObject({ error: { code: "unknown_grant" } });
    expect(answer).toMatchObject({ error: { message: expect.stringContaining("made-up") } });
  });

  test("two runs at once have cards of their own, and one's cancel leaves the other", async () => {
    const file = await sparse(join(await scratch(), "huge.bin"), HUGE);
    const { page, running } = await start(ui, file, await summed(["one.txt"]));
    await until("both runs", async () => (await page.all("hash-run-1")).length === 1);
    const [sums, huge] = (await page.text("hash-run-0-name")) === "SHA256SUMS" ? [0, 1] : [1, 0];
    await page.is(`hash-run-${sums}`, "data-phase", "finished");
    await page.is(`hash-run-${huge}`, "data-phase", "reading");
    await page.picture(`${ui}-hash-two-runs`);
    await page.click(`hash-run-${huge}-cancel`);
    await page.is(`hash-run-${huge}`, "data-phase", "cancelled");
    await page.is(`hash-run-${sums}`, "data-phase", "finished");
    expect(await running.descriptors(file)).toBe(0);
  });

  test("a run again is a run of its own, and nothing piles up in the page", async () => {
    const file = join(await scratch(), "small.txt");
    await writeFile(file, "small");
    const { page } = await start(ui, file);
    await page.is("hash-run-0", "data-phase", "finished");
    const before = await settled(page);
    await page.click("hash-run-0-again");
    await page.is("hash-run-1", "data-phase", "finished");
    expect(await settled(page)).toBe(before);
  });
});

/** Waits until the first run has read something, and is at it. */
async function moving(page: App["page"]): Promise<void> {
  await page.is("hash-run-0", "data-phase", "reading");
  await page.is("hash-run-0-meter", "aria-valuenow", /^[1-9]/);
}

/** Asks again and again from now on; what is answered ends that, and tells the highest number there was. */
function watching(ask: () => Promise<number>): () => Promise<number> {
  const state = { isOver: false };
  const watch = async () => {
    let most = 0;
    while (!state.isOver) most = Math.max(most, await ask());
    return most;
  };
  const watched = watch();
  // A test that fails does not ask.
  onTestFinished(async () => {
    state.isOver = true;
    await watched;
  });
  return () => {
    state.isOver = true;
    return watched;
  };
}

/** How many callbacks the page has, once no stream is open. */
async function settled(page: App["page"]): Promise<number> {
  await page.says("status-streams", /^0$/);
  return page.callbacks();
}
