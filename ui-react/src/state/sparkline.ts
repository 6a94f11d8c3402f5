/** How many samples a sparkline shows; the newest stands at the right. */
export const SAMPLES = 28;

/** The samples with one more, the oldest let go. */
export function sampled(samples: readonly number[], sample: number): readonly number[] {
  return [...samples, sample].slice(-SAMPLES);
}

/** The path of an area in a box of `2 · SAMPLES` by 14: a bar a sample, scaled to the highest. */
export function sparkline(samples: readonly number[]): string {
  const highest = Math.max(1, ...samples);
  const first = SAMPLES - samples.length;
  return samples
    .map((sample, i) => [2 * (first + i), Math.ceil((sample * 14) / highest)] as const)
    .filter(([, height]) => height > 0)
    .map(([x, height]) => `M${x} 14v-${height}h1.5v${height}z`)
    .join("");
}
