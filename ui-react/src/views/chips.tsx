import type { Algorithm } from "@millstream/contract/workbench";
import { ALGORITHMS, type Options } from "../state/runs.ts";

/** The digests that the next run computes, all in one read. */
export function Chips({ options, onToggle }: { options: Options; onToggle: (algorithm: Algorithm) => void }) {
  return (
    <fieldset className="chips" aria-label="Algorithms">
      {ALGORITHMS.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          className="chip"
          aria-pressed={options.algorithms.includes(id)}
          data-testid={`hash-algorithm-${id}`}
          onClick={() => onToggle(id)}
        >
          {title}
        </button>
      ))}
    </fieldset>
  );
}
