import { SAMPLES, sparkline } from "../state/sparkline.ts";

/** The last moments of a rate, newest at the right. */
export function Sparkline({ samples }: { samples: readonly number[] }) {
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${SAMPLES * 2} 14`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={sparkline(samples)} />
    </svg>
  );
}
