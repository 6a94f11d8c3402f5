import type { Algorithm } from "@millstream/contract/workbench";
import { useState } from "react";
import { n } from "../locale.ts";
import { legible, plural } from "../state/format.ts";
import type { Result, Row } from "../state/hash.ts";
import { firstProblem, found, rowAt, rowCount } from "../state/rows.ts";
import type { Run } from "../state/runs.ts";
import { Detail } from "./detail.tsx";
import { Facts } from "./facts.tsx";
import { Files } from "./files.tsx";
import { Pick } from "./pick.tsx";

/** Rows from which on there is something to search. */
const MANY = 8;

/** What a run found: its numbers, its files, and one of them in full. */
export function Results(props: {
  id: string;
  run: Run;
  now: number;
  algorithm: Algorithm;
  onCopy: (row: Row, algorithm: Algorithm) => Promise<boolean>;
  onShown: (algorithm: Algorithm) => void;
}) {
  const { id, run, algorithm } = props;
  const { hash } = run;
  const [search, setSearch] = useState("");
  const [only, setOnly] = useState<Result | undefined>();
  const [chosen, setChosen] = useState<number | undefined>();

  const total = rowCount(hash);
  const places = found(hash, search, only);
  const count = places?.length ?? total;
  const place = (at: number) => (places ? places[at] : at);
  const alone = total === 1 && hash.files <= 1;
  const active = alone ? 0 : (chosen ?? firstProblem(hash));
  const row = active === undefined ? undefined : rowAt(hash, active);
  const shown = places ? places.indexOf(active ?? -1) : active;

  return (
    <>
      <Facts id={id} hash={hash} now={props.now} only={only} onOnly={setOnly} />
      {!alone && total > 0 && (
        <>
          {(total >= MANY || hash.algorithms.length > 1) && (
            <Pick
              id={id}
              search={search}
              onSearch={setSearch}
              algorithms={hash.algorithms}
              shown={algorithm}
              onShown={props.onShown}
              left={places ? `${plural(count, "file", "files", n)} shown` : ""}
            />
          )}
          <Files
            id={id}
            label={`Files of ${legible(run.name)}`}
            count={count}
            row={(at) => rowAt(hash, place(at) ?? -1)}
            algorithm={algorithm}
            active={shown === -1 ? undefined : shown}
            onActive={(at) => setChosen(place(at))}
            onCopy={(copied) => props.onCopy(copied, algorithm)}
          />
        </>
      )}
      {row && (!alone || tells(row)) && (
        <Detail id={`${id}-detail`} row={row} named={!alone} onCopy={props.onCopy} />
      )}
    </>
  );
}

/** Whether there is more to say of a file than its name, which the card has. */
function tells(row: Row): boolean {
  return row.error !== undefined || Object.keys(row.digests).length > 0;
}
