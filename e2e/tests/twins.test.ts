import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { type App, start, UIS, type Ui } from "../src/app.ts";
import { scratch } from "../src/files.ts";

/** What may differ: the name of the front end in the status bar, and what depends on the moment. */
const MOMENTARY = ["status", "hash-run-0-rate", "hash-run-0-time"];

/** The share of pixels that may differ: anti-aliasing at the edges of letters. */
const NOISE = 0.0005;

test("the front ends have the same elements, and look the same", async () => {
  const folder = join(await scratch(), "release");
  await mkdir(folder);
  for (const name of ["a.txt", "b.txt", "c.txt"]) await writeFile(join(folder, name), name);
  const seen = new Map<Ui, { elements: string; picture: PNG }>();
  for (const ui of UIS) {
    const { page, stop } = await start(ui, folder);
    await page.is("hash-run-0", "data-phase", "finished");
    await page.says("status-streams", /^0$/);
    await page.script(BLANK, MOMENTARY);
    seen.set(ui, {
      elements: await elements(page),
      picture: PNG.sync.read(await page.picture(`${ui}-twin`)),
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
    join(import.meta.dirname, "..", "artifacts", "twin-difference.png"),
    PNG.sync.write(difference),
  );
  expect(pixels / (width * height)).toBeLessThan(NOISE);
});

const BLANK = `
  for (const id of arguments[0]) {
    for (const found of document.querySelectorAll('[data-testid="' + id + '"]')) found.style.visibility = "hidden";
  }`;

/** The page's elements with their attributes and texts, one a line; attributes in order of their names. */
async function elements(page: App["page"]): Promise<string> {
  return page.script<string>(
    `const skipped = new Set(arguments[0]);
     const lines = [];
     // React splits a text at each value in it; what a person reads is one.
     const own = (node) => [...node.childNodes].map((child) => (child.nodeType === Node.TEXT_NODE ? child.data : "\\u0000"));
     const walk = (node, depth) => {
       if (skipped.has(node.dataset.testid)) return;
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
