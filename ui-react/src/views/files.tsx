// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be drawn in part, a grid can
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that is active
import type { Algorithm } from "@millstream/contract/workbench";
import { n } from "../locale.ts";
import { bytes, exactBytes, legible, percent } from "../state/format.ts";
import type { Row as FileRow } from "../state/hash.ts";
import { titleOf } from "../state/runs.ts";
import { Digest } from "./digest.tsx";
import { Grid, type Place, Row } from "./grid.tsx";
import { Tag } from "./tag.tsx";

/** The files of a run. Enter copies the active one's digest. */
export function Files(props: {
  id: string;
  label: string;
  count: number;
  row: (at: number) => FileRow | undefined;
  algorithm: Algorithm;
  active: number | undefined;
  onActive: (at: number) => void;
  onCopy: (row: FileRow) => Promise<boolean>;
}) {
  const onKey = (at: number, key: string) => {
    const row = key === "Enter" ? props.row(at) : undefined;
    if (row) void props.onCopy(row);
    return row !== undefined;
  };
  return (
    <Grid
      id={props.id}
      kind="files"
      label={props.label}
      columns={4}
      heads={
        <>
          <span role="columnheader">Name</span>
          <span role="columnheader" className="right">
            Size
          </span>
          <span role="columnheader">{titleOf(props.algorithm)}</span>
          <span role="columnheader">Result</span>
        </>
      }
      count={props.count}
      keyOf={(at) => at}
      active={props.active}
      onActive={props.onActive}
      onKey={onKey}
      row={(at, place) => {
        const row = props.row(at);
        return (
          row && <File place={place} row={row} algorithm={props.algorithm} onCopy={() => props.onCopy(row)} />
        );
      }}
    />
  );
}

function File(props: { place: Place; row: FileRow; algorithm: Algorithm; onCopy: () => Promise<boolean> }) {
  const { row, algorithm } = props;
  const digest = row.digests[algorithm];
  return (
    <Row place={props.place} result={row.result}>
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
            id={`${props.place.id}-digest`}
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
    </Row>
  );
}

/** What stands in the place of a digest that is not there. */
function note(row: FileRow): string {
  if (row.error) return legible(row.error.message);
  if (row.result === "reading") return percent(row.bytesRead, row.bytes ?? 0, n);
  return row.result === "missing" ? `Named in line ${row.line}, but not there` : "";
}
