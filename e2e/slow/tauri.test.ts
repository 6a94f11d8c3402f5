// Which front ends `cargo tauri dev` and `cargo tauri build` open, for each choice of features.
import { execFile, spawn } from "node:child_process";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { drive } from "../src/app.ts";
import { endFamily, FAMILY } from "../src/family.ts";
import { scratch } from "../src/files.ts";
import type { Page } from "../src/page.ts";
import { until } from "../src/until.ts";

const ROOT = join(import.meta.dirname, "../..");
/** What the first build of everything may take. */
const LIMIT_MS = 30 * 60_000;

const LEPTOS = { shown: "Leptos", source: "crates/ui-leptos/index.html" };
const REACT = { shown: "React", source: "ui-react/index.html" };

/** What is chosen, which windows it opens, and what the first of them shows. */
const CHOICES = [
  { features: [], titles: ["Millstream · Leptos"], ...LEPTOS },
  { features: ["ui-react"], titles: ["Millstream · React"], ...REACT },
  { features: ["ui-leptos", "ui-react"], titles: ["Millstream · Leptos", "Millstream · React"], ...LEPTOS },
].map((choice) => ({
  ...choice,
  options: choice.features.length === 0 ? [] : ["--features", choice.features.join(",")],
}));

describe.each(CHOICES)("with the options $options", ({ options, shown, source, titles }) => {
  test("cargo tauri build makes an application with these windows", { timeout: LIMIT_MS }, async () => {
    await cargo("tauri", "build", "--debug", "--no-bundle", ...options);
    const { page } = await drive(join(await targetFolder(), "debug", "millstream"));
    expect(await page.text("status-front-end")).toBe(shown);
    await windows(titles);
  });

  test("cargo tauri dev opens these windows, and loads a page anew that was changed", {
    timeout: LIMIT_MS,
  }, async () => {
    // The driver waits for a window, and not for a build.
    await cargo("build", "-p", "millstream-ui-leptos", "--target", "wasm32-unknown-unknown");
    await cargo("build", "-p", "millstream", ...options);
    const words = ["tauri", "dev", "--no-watch", ...options];
    const { page } = await drive(await launcher(["cargo", ...words]));
    expect(await page.text("status-front-end")).toBe(shown);
    expect(await page.script("return location.origin;")).toBe("http://localhost:1420");
    await windows(titles);
    await reloads(page, join(ROOT, source));
  });
});

/** Waits until the page is loaded anew, after its source was written anew: the same, as it is tracked. */
async function reloads(page: Page, source: string): Promise<void> {
  await page.script("window.isOld = true;");
  await writeFile(source, await readFile(source));
  await until("page loaded anew", async () => {
    // While it is being loaded there is no page to ask.
    return page.script<boolean>("return window.isOld !== true;").catch(() => false);
  });
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
