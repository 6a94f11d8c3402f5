import type { Algorithm, HashExportEntry } from "@millstream/contract/workbench";
import { problems } from "./facts.ts";
import type { HashState, Result, Row } from "./hash.ts";

/** How long the list is: the files, then the lines that name none. */
export function rowCount(state: HashState): number {
  return state.rows.length + state.lines.length;
}

/** The list's row at this place. */
export function rowAt(state: HashState, at: number): Row | undefined {
  return state.rows[at] ?? state.lines[at - state.rows.length];
}

/** The rows that a search and a choice leave, as places in the list; none when they leave all. */
export function found(
  state: HashState,
  search: string,
  only: Result | undefined,
): readonly number[] | undefined {
  if (search === "" && only === undefined) return undefined;
  const wanted = search.toLowerCase();
  const places: number[] = [];
  for (let at = 0; at < rowCount(state); at += 1) {
    const row = rowAt(state, at);
    if (row && (only === undefined || row.result === only) && row.name.toLowerCase().includes(wanted))
      places.push(at);
  }
  return places;
}

/** The first row that is not as it should be. */
export function firstProblem(state: HashState): number | undefined {
  if (problems(state) === 0) return undefined;
  const at = state.rows.findIndex((row) => row.result === "mismatch" || row.result === "unreadable");
  return at >= 0 ? at : state.lines.length > 0 ? state.rows.length : undefined;
}

/** The lines of a sum file: every file with a digest by this algorithm. */
export function entries(state: HashState, algorithm: Algorithm): HashExportEntry[] {
  return state.rows.flatMap(({ name, nameBytes, digests }) => {
    const digest = digests[algorithm];
    return digest === undefined
      ? []
      : [nameBytes === undefined ? { name, digest } : { name, nameBytes, digest }];
  });
}
