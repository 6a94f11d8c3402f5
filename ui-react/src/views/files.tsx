// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be drawn in part, a grid can
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that is active
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid takes the keys
import type { Algorithm } from "@millstream/contract/workbench";
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import { n } from "../locale.ts";
import { bytes, exactBytes, legible, percent } from "../state/format.ts";
import type { Row } from "../state/hash.ts";
import { move, ROW, reveal, span } from "../state/list.ts";
import { titleOf } from "../state/runs.ts";
import { Digest } from "./digest.tsx";
import { Tag } from "./tag.tsx";

/** The files of a run, of which only those are drawn that are seen. Arrows, Page, Home and End move. */
export function Files(props: {
  id: string;
  label: string;
  count: number;
  row: (at: number) => Row | undefined;
  algorithm: Algorithm;
  active: number | undefined;
  onActive: (at: number) => void;
  onCopy: (row: Row) => Promise<boolean>;
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
    const row = props.active === undefined ? undefined : props.row(props.active);
    if (active !== undefined) {
      if (grid.current) grid.current.scrollTop = reveal(props.count, grid.current.scrollTop, active);
      props.onActive(active);
    } else if (event.key === "Enter" && row) {
      void props.onCopy(row);
    } else return;
    event.preventDefault();
  };

  return (
    <div
      className="files"
      role="grid"
      aria-label={props.label}
      aria-rowcount={props.count + 1}
      aria-colcount={4}
      aria-activedescendant={props.active === undefined ? undefined : `${props.id}-row-${props.active}`}
      tabIndex={0}
      ref={grid}
      data-testid={`${props.id}-files-grid`}
      onScroll={(event) => setScroll(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <div className="row head" role="row" aria-rowindex={1}>
        <span role="columnheader">Name</span>
        <span role="columnheader" className="right">
          Size
        </span>
        <span role="columnheader">{titleOf(props.algorithm)}</span>
        <span role="columnheader">Result</span>
      </div>
      <div className="rows" role="rowgroup" style={{ height: `${Math.max(height, ROW)}px` }}>
        {Array.from({ length: to - from }, (_, i) => {
          const at = from + i;
          const row = props.row(at);
          return (
            row && (
              <FileRow
                key={at}
                id={`${props.id}-row-${at}`}
                row={row}
                index={at + 2}
                top={top + i * ROW}
                algorithm={props.algorithm}
                active={at === props.active}
                onActive={() => props.onActive(at)}
                onCopy={() => props.onCopy(row)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

function FileRow(props: {
  id: string;
  row: Row;
  index: number;
  top: number;
  algorithm: Algorithm;
  active: boolean;
  onActive: () => void;
  onCopy: () => Promise<boolean>;
}) {
  const { row, algorithm } = props;
  const digest = row.digests[algorithm];
  return (
    <div
      className="row"
      role="row"
      id={props.id}
      aria-rowindex={props.index}
      aria-selected={props.active}
      data-result={row.result}
      data-testid={props.id}
      style={{ top: `${props.top}px` }}
      onClick={props.onActive}
    >
      <span role="gridcell" className="name" title={legible(row.name)}>
        {legible(row.name)}
      </span>
      <span
        role="gridcell"
        className="right num"
        title={row.bytes === undefined ? undefined : exactBytes(row.bytes, n)}
      >
        {row.bytes === undefined ? "–" : bytes(row.bytes, n)}
      </span>
      <span role="gridcell" className="digest-cell">
        {digest === undefined ? (
          <span className="note num">{note(row)}</span>
        ) : (
          <Digest
            id={`${props.id}-digest`}
            hex={digest}
            label={titleOf(algorithm)}
            reachable={false}
            onCopy={props.onCopy}
          />
        )}
      </span>
      <span role="gridcell">
        <Tag result={row.result} />
      </span>
    </div>
  );
}

/** What stands in the place of a digest that is not there. */
function note(row: Row): string {
  if (row.error) return legible(row.error.message);
  if (row.result === "reading") return percent(row.bytesRead, row.bytes ?? 0, n);
  return row.result === "missing" ? `Named in line ${row.line}, but not there` : "";
}
