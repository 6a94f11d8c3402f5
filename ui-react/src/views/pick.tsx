import type { Algorithm } from "@millstream/contract/workbench";
import { titleOf } from "../state/runs.ts";
import { Search } from "./search.tsx";

/** Above a list: a search by name, and which digest the list shows where there are several. */
export function Pick(props: {
  id: string;
  search: string;
  onSearch: (search: string) => void;
  algorithms: readonly Algorithm[];
  shown: Algorithm;
  onShown: (algorithm: Algorithm) => void;
  left: string;
}) {
  return (
    <div className="pick">
      <Search
        id={`${props.id}-search`}
        label="Search in names"
        value={props.search}
        onValue={props.onSearch}
      />
      <span className="meta num" data-testid={`${props.id}-left`}>
        {props.left}
      </span>
      {props.algorithms.length > 1 && (
        <fieldset className="chips" aria-label="Digest shown">
          {props.algorithms.map((algorithm) => (
            <button
              key={algorithm}
              type="button"
              className="chip small"
              aria-pressed={algorithm === props.shown}
              data-testid={`${props.id}-show-${algorithm}`}
              onClick={() => props.onShown(algorithm)}
            >
              {titleOf(algorithm)}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
