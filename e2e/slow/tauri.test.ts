// Which front ends `cargo tauri dev` and `cargo tauri build` open, for each choice of features.
import { execFile, spawn } from "node:child_process";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { drive, turn } from "../src/app.ts";
import { endFamily, FAMILY } from "../src/family.ts";
import { scratch } from "../src/files.ts";
import type { Page } from "../src/page.ts";
import { until } from "../src/until.ts";

const ROOT = join(import.meta.dirname, "../..");
/** What the first build of everything may take. */
const LIMIT_MS = 30 * 60_000;

const LEPTOS = { ui: "leptos", shown: "Leptos", source: "crates/ui-leptos/index.html" } as const;
const REACT = { ui: "react", shown: "React", source: "ui-react/index.html" } as const;

/** What is chosen, which windows it opens, and what each of them shows; the driver begins at the first. */
const CHOICES = [
  { features: [], pages: [LEPTOS] },
  { features: ["ui-react"], pages: [REACT] },
  { features: ["ui-leptos", "ui-react"], pages: [LEPTOS, REACT] },
].map(({ features, pages }) => ({
  pages,
  titles: pages.map(({ shown }) => `Millstream · ${shown}`),
  options: features.length === 0 ? [] : ["--features", features.join(",")],
}));

describe.each(CHOICES)("with the options $options", ({ options, pages, titles }) => {
  test("cargo tauri build makes an application with these windows", { timeout: LIMIT_MS }, async () => {
    await cargo("tauri", "build", "--debug", "--no-bundle", ...options);
    const { page } = await drive(join(await targetFolder(), "debug", "millstream"));
    expect(await page.text("status-front-end")).toBe(pages[0]?.shown);
    await windows(titles);
  });

  test("cargo tauri dev opens these windows, and loads a page anew that was changed", {
    timeout: LIMIT_MS,
  }, async () => {
    // The driver waits for a window, and not for a build.
    await cargo("build", "-p", "millstream-ui-leptos", "--target", "wasm32-unknown-unknown");
    await cargo("build", "-p", "millstream", ...options);
    await opens(["cargo", "tauri", "dev", "--no-watch", ...options], pages);
    await windows(titles);
  });
});

test("npm run tauri dev opens what cargo tauri dev does", { timeout: LIMIT_MS }, async () => {
  const options = ["--features", "ui-react"];
  await cargo("build", "-p", "millstream", ...options);
  await opens(["npm", "run", "tauri", "--", "dev", "--no-watch", ...options], [REACT]);
  await windows(["Millstream · React"]);
});

/** Runs this, which opens these pages from their servers, and changes the source of each. */
async function opens(words: string[], pages: readonly (typeof LEPTOS | typeof REACT)[]): Promise<void> {
  const app = await drive(await launcher(words));
  for (const { ui, shown, source } of pages) {
    if (pages.length > 1) await turn(app, ui);
    expect(await app.page.text("status-front-end")).toBe(shown);
    expect(await app.page.script("return location.origin;")).toBe("http://localhost:1420");
    await reloads(app.page, join(ROOT, source));
  }
}

/** Waits until the page is loaded anew, after its source was written anew: the same, as it is tracked. */
async function reloads(page: Page, source: string): Promise<void> {
  await page.script("window.isOld = true;");
  // While it is being loaded there is no page to ask.
  const isNew = () => page.script<boolean>("return window.isOld !== true;").catch(() => false);
  const once = async () => {
    await writeFile(source, await readFile(source));
    return until("page loaded anew", isNew).catch(() => false);
  };
  // A server that has not come to watch yet passes a change over, and a busy machine is slow to build.
  await until("page loaded anew", once, LIMIT_MS / 3);
}

/** Waits until just these windows are there. */
async function windows(titles: string[]): Promise<void> {
  let found: string[] = [];
  await until(`set of windows ${titles.join(", ")}`, async () => {
    found = await openTitles();
    return found.join() === titles.join();
  }).catch((cause: unknown) => {
    throw new Error(`the windows are ${found.join(", ")} and not ${titles.join(", ")}`, { cause });
  });
}

async function openTitles(): Promise<string[]> {
  // It fails where there is none.
  const search = await promisify(execFile)("xdotool", [
    "search",
    "--onlyvisible",
    "--name",
    "^Millstream · ",
  ]).catch(() => ({ stdout: "" }));
  const ids = search.stdout.split("\n").filter((id) => id !== "");
  const titles = await Promise.all(
    ids.map(async (id) => (await promisify(execFile)("xdotool", ["getwindowname", id])).stdout.trim()),
  );
  return [...new Set(titles)].sort((a, b) => a.localeCompare(b));
}

/** A program that runs this in the repository, and is gone with all that it started when the test is. */
async function launcher(words: string[]): Promise<string> {
  const folder = await scratch();
  const script = join(folder, "launch");
  await writeFile(script, `#!/bin/sh\nexport ${FAMILY}='${folder}'\ncd '${ROOT}'\nexec ${words.join(" ")}\n`);
  await chmod(script, 0o755);
  onTestFinished(() => endFamily(folder));
  return script;
}

async function cargo(...words: string[]): Promise<void> {
  const child = spawn("cargo", words, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  expect(code).toBe(0);
}

async function targetFolder(): Promise<string> {
  const { stdout } = await promisify(execFile)("cargo", ["metadata", "--format-version=1", "--no-deps"], {
    cwd: ROOT,
    maxBuffer: 64 * 2 ** 20,
  });
  const { target_directory } = JSON.parse(stdout) as { target_directory: string };
  return target_directory;
}
