import type { Algorithm, Grant, HashRequest, Verify } from "@millstream/contract/workbench";
import { type Numerals, plural } from "./format.ts";
import type { HashState } from "./hash.ts";

/** A run on the page. Its number counts from 0 in the order of the starts, and is never used again. */
export interface Run {
  readonly id: number;
  readonly name: string;
  readonly request: HashRequest;
  readonly hash: HashState;
  /** The algorithm whose digests were chosen to be shown. */
  readonly shown?: Algorithm;
  /** Whether the person is being asked if it shall be cancelled. */
  readonly asking: boolean;
  /** Whether it is a recording that is played, and nothing is read. */
  readonly replayed: boolean;
}

/** How test ids and elements name a run. */
export function runId(id: number): string {
  return `hash-run-${id}`;
}

/** What the next run will compute and hold the digests against. */
export interface Options {
  readonly algorithms: readonly Algorithm[];
  readonly against: Against;
  /** The digest that was pasted, as it was typed. */
  readonly digest: string;
}

/** What digests are held against, when no sum file was opened. */
export type Against = "nothing" | "siblings" | "digest";

/** The algorithms as they are offered: the names that people know them by, the hex digits of a digest. */
export const ALGORITHMS: readonly {
  readonly id: Algorithm;
  readonly title: string;
  readonly digits: number;
}[] = [
  { id: "sha256", title: "SHA-256", digits: 64 },
  { id: "sha512", title: "SHA-512", digits: 128 },
  { id: "blake3", title: "BLAKE3", digits: 64 },
  { id: "sha1", title: "SHA-1", digits: 40 },
  { id: "md5", title: "MD5", digits: 32 },
];

/** SHA-256, and nothing to compare with. */
export const DEFAULTS: Options = { algorithms: ["sha256"], against: "nothing", digest: "" };

/** An algorithm's name. */
export function titleOf(algorithm: Algorithm): string {
  return ALGORITHMS.find((known) => known.id === algorithm)?.title ?? algorithm;
}

/** The options with one algorithm more or less. The last one stays. */
export function toggle(options: Options, algorithm: Algorithm): Options {
  const chosen = ALGORITHMS.map((known) => known.id).filter(
    (id) => options.algorithms.includes(id) !== (id === algorithm),
  );
  return chosen.length === 0 ? options : { ...options, algorithms: chosen };
}

/**
 * The algorithms that a pasted digest can be of: by the word before a colon (`sha256:…`), if there is
 * one, and by its length. None where it is no digest.
 */
export function algorithmsOf(digest: string): readonly Algorithm[] {
  const [, word, hex = ""] = /^(?:([\w-]+)\s*:)?\s*([0-9a-f]+)$/i.exec(digest.trim()) ?? [];
  const named = word?.toLowerCase().replace("sha2-", "sha").replace("sha-", "sha");
  return ALGORITHMS.filter(({ id, digits }) => digits === hex.length && (named ?? id) === id).map(
    ({ id }) => id,
  );
}

/** Whether files are to be held against a digest that is not there yet. */
export function lacksDigest(options: Options): boolean {
  return options.against === "digest" && options.digest.trim() === "";
}

/**
 * What is to be started for what was opened: a run for each sum file, and one for all the rest, unless these
 * lack their digest.
 */
export function plan(
  grants: readonly Grant[],
  options: Options,
): readonly { name: string; request: HashRequest }[] {
  const algorithms = [...options.algorithms];
  const sums = grants.filter((grant) => grant.kind === "sums");
  const rest = grants.filter((grant) => grant.kind !== "sums");
  const runs = sums.map((grant) => ({
    name: grant.name,
    request: {
      grants: [],
      algorithms,
      verify: { event: "sums", data: { grant: grant.id } },
    } satisfies HashRequest,
  }));
  const [only] = rest;
  if (!only || lacksDigest(options)) return runs;
  const name = rest.length === 1 ? only.name : `${only.name} and ${rest.length - 1} more`;
  return [
    ...runs,
    { name, request: { grants: rest.map((grant) => grant.id), algorithms, verify: verify(options) } },
  ];
}

function verify(options: Options): Verify {
  if (options.against === "siblings") return { event: "siblings" };
  // What is no digest goes as well: better an error than a file that was not compared.
  const pasted = { event: "digest", data: { expected: options.digest.trim() } } as const;
  return options.against === "digest" ? pasted : { event: "nothing" };
}

/** The algorithm whose digests a run's list shows: the chosen one, or what it was held against, or its first. */
export function shownAlgorithm(run: Run, chosen: Algorithm | undefined): Algorithm {
  const { algorithms, against } = run.hash;
  return (
    chosen ??
    against ??
    algorithms.find((id) => run.request.algorithms.includes(id)) ??
    run.request.algorithms[0] ??
    "sha256"
  );
}

/** What a cancelled run leaves: said before it is cancelled. */
export function kept(hash: HashState, n: Numerals): string {
  const { files } = hash.counts;
  return files === 0
    ? "No file was finished."
    : `${plural(files, "finished digest stays", "finished digests stay", n)}.`;
}
