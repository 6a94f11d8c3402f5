import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { type App, start, UIS, type Ui } from "../src/app.ts";
import { scratch, summed } from "../src/files.ts";

/** What may differ: the name of the front end in the status bar, and what depends on the moment. */
const MOMENTARY = [
  ...["status-front-end", "status-throughput", "status-events", "status-in-flight", "status-drain"].map(byId),
  // A number here is in its title as well.
  `.status > :has(${byId("status-dropped")})`,
  ".status .sparkline",
  ...["hash-run-0-rate", "hash-run-0-time"].map(byId),
].join();

/** The share of pixels that may differ: anti-aliasing at the edges of letters. */
const NOISE = 0.0005;

test("the front ends have the same elements, and look the same", async () => {
  const folder = join(await scratch(), "release");
  await mkdir(folder);
  for (const name of ["a.txt", "b.txt", "c.txt"]) await writeFile(join(folder, name), name);
  await compare("twin", async (ui) => {
    const app = await start(ui, folder);
    await app.page.is("hash-run-0", "data-phase", "finished");
    await app.page.says("status-streams", /^0$/);
    return app;
  });
});

test("the front ends show what is wrong with a release in the same way, and look the same in the dark", async () => {
  const sums = await summed(["one.txt", "two.txt", "gone.txt"]);
  await writeFile(join(sums, "..", "two.txt"), "changed");
  await rm(join(sums, "..", "gone.txt"));
  await compare("twin-mismatch", async (ui) => {
    const app = await start(ui, sums);
    await app.page.is("hash-run-0", "data-phase", "finished");
    await app.page.says("status-streams", /^0$/);
    await app.page.get("hash-run-0-detail-expected");
    await app.page.script("document.documentElement.dataset.theme = 'dark';");
    return app;
  });
});

test("the inspectors have the same elements, and look the same", async () => {
  const recording = join(await scratch(), "still.json");
  await writeFile(recording, JSON.stringify(await still()));
  await compare("twin-inspector", async (ui) => {
    const app = await start(ui);
    await app.page.click("rail-inspector");
    await (await app.page.get("inspector-file")).sendKeys(recording);
    await app.page.says("inspector-row-2", /tail/);
    await app.page.click("inspector-row-2");
    await app.page.get("inspector-chosen");
    await app.page.get("inspector-recordings");
    await app.page.says("status-streams", /^1$/);
    return app;
  });
});

/** What an inspector told once, without an end; all that it tells of is so old that it ages by minutes. */
async function still(): Promise<unknown> {
  const fixture = async (name: string): Promise<Told> =>
    JSON.parse(await readFile(join(FIXTURES, `${name}.json`), "utf8"));
  const running = await fixture("running");
  const { recordings } = (await fixture("recordings")).outlets.outlet[0].frame.items[0].data;
  const [moment] = running.outlets.outlet;
  const { data } = moment.frame.items[0];
  const old = data.streams.map((stream) => ({ ...stream, age: 3_720_000 }));
  const item = { event: "streams", data: { ...data, streams: old, recordings } };
  const first = { ...moment, frame: { ...moment.frame, items: [item] } };
  return { ...running, title: "still", outlets: { outlet: [first] } };
}

/** As much of a recorded inspector as is changed here. */
interface Told {
  readonly outlets: { readonly outlet: readonly [{ readonly frame: { readonly items: readonly [Event] } }] };
}
interface Event {
  readonly data: { readonly streams: readonly object[]; readonly recordings: readonly object[] };
}

const FIXTURES = join(import.meta.dirname, "..", "..", "shared", "fixtures", "inspector");

/** Brings each front end to the same state, and compares what it is made of and how it looks. */
async function compare(name: string, bring: (ui: Ui) => Promise<App>): Promise<void> {
  const seen = new Map<Ui, { elements: string; picture: PNG }>();
  for (const ui of UIS) {
    const { page, stop } = await bring(ui);
    await page.script(BLANK, MOMENTARY);
    seen.set(ui, {
      elements: await elements(page),
      picture: PNG.sync.read(await page.picture(`${ui}-${name}`)),
    });
    await stop();
  }
  const leptos = seen.get("leptos");
  const react = seen.get("react");
  if (!leptos || !react) throw new Error("both were looked at");
  expect(leptos.elements).toBe(react.elements);
  const { width, height } = react.picture;
  expect([leptos.picture.width, leptos.picture.height]).toEqual([width, height]);
  const difference = new PNG({ width, height });
  const pixels = pixelmatch(leptos.picture.data, react.picture.data, difference.data, width, height);
  await writeFile(
    join(import.meta.dirname, "..", "artifacts", `${name}-difference.png`),
    PNG.sync.write(difference),
  );
  expect(pixels / (width * height)).toBeLessThan(NOISE);
}

const BLANK = `
  for (const found of document.querySelectorAll(arguments[0])) found.style.display = "none";`;

/** The page's elements with their attributes and texts, one a line; attributes in order of their names. */
async function elements(page: App["page"]): Promise<string> {
  return page.script<string>(
    `const lines = [];
     // React splits a text at each value in it; what a person reads is one.
     const own = (node) => [...node.childNodes].map((child) => (child.nodeType === Node.TEXT_NODE ? child.data : "\\u0000"));
     const momentary = arguments[0];
     const walk = (node, depth) => {
       if (node.matches(momentary)) return;
       const attributes = [...node.attributes]
         .filter(({ value }) => value !== "")
         .map(({ name, value }) => " " + name + "=" + JSON.stringify(value))
         .sort();
       const pad = "  ".repeat(depth);
       lines.push(pad + "<" + node.localName + attributes.join("") + ">");
       for (const text of own(node).join("").split("\\u0000")) if (text.trim() !== "") lines.push(pad + "  " + text.trim());
       for (const child of node.children) walk(child, depth + 1);
     };
     walk(document.querySelector('[data-testid="shell"]'), 0);
     return lines.join("\\n");`,
    MOMENTARY,
  );
}

function byId(id: string): string {
  return `[data-testid="${id}"]`;
}
