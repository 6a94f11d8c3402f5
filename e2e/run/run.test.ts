// What `cargo xtask run` does where there is no display: hashes what is real in the real window of each
// front end, holds every digest against openssl's, and writes a report with pictures.
import { appendFile, mkdir, readdir, stat } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { start, UIS } from "../src/app.ts";
import { openssl } from "../src/files.ts";
import type { Page } from "../src/page.ts";

const folder = join(import.meta.dirname, "..", "artifacts", "run");
const files = (process.env.MILLSTREAM_RUN_FILES ?? "").split(delimiter).filter((file) => file !== "");
const uis = UIS.filter((ui) => (process.env.MILLSTREAM_RUN_UIS ?? UIS.join()).split(",").includes(ui));
/** A limit for a machine that is stuck; a folder may hold thousands of files. */
const LIMIT_MS = 60 * 60_000;

beforeAll(async () => mkdir(folder, { recursive: true }));

describe.each(uis)("%s", (ui) => {
  test.each(files.map((file, index) => ({ file, index })))(
    "hashes $file",
    { timeout: LIMIT_MS },
    async ({ file, index }) => {
      const began = performance.now();
      const { page } = await start(ui, file);
      await page.is("hash-run-0", "data-phase", "finished");
      const seconds = (performance.now() - began) / 1000;
      const picture = `${ui}-${index}`;
      await page.picture(join("run", picture));
      const { told, wrong } = await compared(page, file);
      const lines = [
        `${basename(file)} in ${ui}`,
        ...told,
        `  time     ${seconds.toFixed(2)} s from the start of the application to the end of the run on its page`,
        `  picture  ${picture}.png`,
      ];
      await appendFile(join(folder, "report.txt"), `${lines.join("\n")}\n\n`);
      expect(wrong).toEqual([]);
    },
  );
});

/** What the report says of what was opened, and the files whose digests openssl computes otherwise. */
async function compared(page: Page, path: string): Promise<{ told: string[]; wrong: string[] }> {
  const grid = (await page.all("hash-run-0-files-grid")).length > 0;
  if (!grid) return comparedOne(page, await only(path));
  const from = (await stat(path)).isDirectory() ? path : dirname(path);
  const wrong: string[] = [];
  let same = 0;
  for await (const { name, digest } of rows(page)) {
    if (digest === null) continue;
    if (digest === (await openssl("sha256", join(from, name)))) same += 1;
    else wrong.push(name);
  }
  const told = [
    `  summary  ${await page.text("hash-run-0-status")}`,
    `  openssl  ${same} digests are the same, ${wrong.length} are not`,
    ...wrong.map((name) => `  NOT THE SAME  ${name}`),
  ];
  return { told, wrong };
}

async function comparedOne(page: Page, file: string): Promise<{ told: string[]; wrong: string[] }> {
  const digest = await page.text("hash-run-0-detail-sha256");
  const expected = await openssl("sha256", file);
  const { size } = await stat(file);
  const told = [
    `  SHA-256  ${digest}`,
    `  openssl  ${expected}  ${digest === expected ? "the same" : "NOT THE SAME"}`,
    `  bytes    ${size}`,
  ];
  return { told, wrong: digest === expected ? [] : [file] };
}

/** The file itself, or the only one in a folder. */
async function only(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return path;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const file = entries.find((entry) => entry.isFile());
  if (file === undefined) throw new Error(`${path} holds no file`);
  return join(file.parentPath, file.name);
}

/** What the page's list shows, row by row: it draws those alone that are in view. */
async function* rows(page: Page): AsyncGenerator<{ name: string; digest: string | null }> {
  const grid = await page.get("hash-run-0-files-grid");
  const count = Number(await grid.getAttribute("aria-rowcount")) - 1;
  await page.script("arguments[0].focus();", grid);
  for (let at = 0; at < count; at += 1) {
    await page.press(at === 0 ? "Home" : "Arrow_Down");
    await page.is("hash-run-0-files-grid", "aria-activedescendant", `hash-run-0-row-${at}`);
    const row = await page.get(`hash-run-0-row-${at}`);
    yield page.script<{ name: string; digest: string | null }>(
      `const digest = arguments[0].querySelector("[data-testid$=-digest]");
       return { name: arguments[0].querySelector(".name").textContent, digest: digest && digest.textContent };`,
      row,
    );
  }
}
