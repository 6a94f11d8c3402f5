import { writeFile } from "node:fs/promises";
import type { Ui } from "./app.ts";

/** Samples by front end and by name; the names are the caller's rows. */
const samples: Record<Ui, Record<string, number[]>> = { leptos: {}, react: {} };

/** Keeps a sample. */
export function keep(ui: Ui, name: string, value: number): void {
  const known = samples[ui][name] ?? [];
  known.push(value);
  samples[ui][name] = known;
}

/** Writes all that were kept into the file that the caller named. */
export async function write(): Promise<void> {
  const path = process.env.MILLSTREAM_BENCH_SAMPLES;
  if (path === undefined)
    throw new Error("MILLSTREAM_BENCH_SAMPLES names no file; run `cargo xtask bench flow`");
  await writeFile(path, JSON.stringify(samples));
}
