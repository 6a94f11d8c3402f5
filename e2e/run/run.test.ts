// What `cargo xtask run` does where there is no display: hashes real files in the real window of each
// front end, and writes a report with pictures.
import { appendFile, mkdir, stat } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { start, UIS } from "../src/app.ts";
import { openssl } from "../src/files.ts";

const folder = join(import.meta.dirname, "..", "artifacts", "run");
const files = (process.env.MILLSTREAM_RUN_FILES ?? "").split(delimiter).filter((file) => file !== "");
const uis = UIS.filter((ui) => (process.env.MILLSTREAM_RUN_UIS ?? UIS.join()).split(",").includes(ui));

beforeAll(async () => mkdir(folder, { recursive: true }));

describe.each(uis)("%s", (ui) => {
  test.each(files.map((file, index) => ({ file, index })))("hashes $file", async ({ file, index }) => {
    const began = performance.now();
    const { page } = await start(ui, file);
    await page.is("hash-run-0", "data-phase", "finished");
    const seconds = (performance.now() - began) / 1000;
    const digest = await page.text("hash-run-0-detail-sha256");
    const picture = `${ui}-${index}`;
    await page.picture(join("run", picture));
    const expected = await openssl("sha256", file);
    const { size } = await stat(file);
    const lines = [
      `${basename(file)} in ${ui}`,
      `  SHA-256  ${digest}`,
      `  openssl  ${expected}  ${digest === expected ? "the same" : "NOT THE SAME"}`,
      `  bytes    ${size}`,
      `  time     ${seconds.toFixed(2)} s from the start of the application to the digest on its page`,
      `  picture  ${picture}.png`,
    ];
    await appendFile(join(folder, "report.txt"), `${lines.join("\n")}\n\n`);
    expect(digest).toBe(expected);
  });
});
