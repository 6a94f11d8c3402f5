import type { Algorithm } from "@millstream/contract/workbench";
import { titleOf } from "../state/runs.ts";
import { Icon } from "./icon.tsx";

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
      <label className="search">
        <Icon name="search" />
        <span className="hidden">Search in names</span>
        <input
          type="search"
          placeholder="Search in names"
          title="Search in names (/)"
          spellCheck={false}
          value={props.search}
          data-testid={`${props.id}-search`}
          onChange={(event) => props.onSearch(event.target.value)}
        />
      </label>
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
