// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be drawn in part, a grid can
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that is active
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid takes the keys
import { Fragment, type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { move, ROW, reveal, span } from "../state/list.ts";

/** A list of any length, of which only the rows are drawn that are seen. Arrows, Page, Home and End move. */
export function Grid(props: {
  /** How its rows' ids begin. */
  id: string;
  /** What it lists: its test id ends so, and the stylesheet knows its columns by it. */
  kind: string;
  label: string;
  columns: number;
  heads: ReactNode;
  count: number;
  /** Tells the row at a place from all others, wherever they move. */
  keyOf: (at: number) => string | number;
  active: number | undefined;
  onActive: (at: number) => void;
  /** Any other key, on the active row; answers whether it was one of its own. */
  onKey: (at: number, key: string) => boolean;
  row: (at: number, place: Place) => ReactNode;
}) {
  const [scroll, setScroll] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const { from, to, top, height } = span(props.count, scroll);

  // A shorter list, after a search, may end above what is scrolled to.
  useLayoutEffect(() => {
    if (grid.current && scroll > grid.current.scrollTop) setScroll(grid.current.scrollTop);
  }, [scroll]);

  const onKeyDown = (event: KeyboardEvent) => {
    const active = move(props.count, props.active, event.key);
    if (active !== undefined) {
      if (grid.current) grid.current.scrollTop = reveal(props.count, grid.current.scrollTop, active);
      props.onActive(active);
    } else {
      // A button in a row has keys of its own.
      if (event.target !== event.currentTarget || props.active === undefined) return;
      if (!props.onKey(props.active, event.key)) return;
    }
    event.preventDefault();
  };

  return (
    <div
      className={`list ${props.kind}`}
      role="grid"
      aria-label={props.label}
      aria-rowcount={props.count + 1}
      aria-colcount={props.columns}
      aria-activedescendant={props.active === undefined ? undefined : `${props.id}-row-${props.active}`}
      tabIndex={0}
      ref={grid}
      data-testid={`${props.id}-${props.kind}-grid`}
      onScroll={(event) => setScroll(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <div className="row head" role="row" aria-rowindex={1}>
        {props.heads}
      </div>
      <div className="rows" role="rowgroup" style={{ height: `${Math.max(height, ROW)}px` }}>
        {Array.from({ length: to - from }, (_, i) => {
          const at = from + i;
          const place = {
            id: `${props.id}-row-${at}`,
            index: at + 2,
            top: top + i * ROW,
            active: at === props.active,
            onActive: () => props.onActive(at),
          };
          return <Fragment key={props.keyOf(at)}>{props.row(at, place)}</Fragment>;
        })}
      </div>
    </div>
  );
}

/** Where a row stands. */
export interface Place {
  readonly id: string;
  readonly index: number;
  readonly top: number;
  readonly active: boolean;
  readonly onActive: () => void;
}

/** A row of a grid, in its place. */
export function Row({ place, result, children }: { place: Place; result: string; children: ReactNode }) {
  return (
    <div
      className="row"
      role="row"
      id={place.id}
      aria-rowindex={place.index}
      aria-selected={place.active}
      data-result={result}
      data-testid={place.id}
      style={{ top: `${place.top}px` }}
      onClick={place.onActive}
    >
      {children}
    </div>
  );
}
