import { n } from "../locale.ts";
import { elapsed, remaining, running, speed, stalled } from "../state/facts.ts";
import { bytes, count, duration, exactBytes, left, rate } from "../state/format.ts";
import type { HashState, Result } from "../state/hash.ts";
import { Icon } from "./icon.tsx";
import { TAGS } from "./tag.tsx";

/** A run in numbers: how much of how much, how fast, how long so far and still, how many of what. */
export function Facts(props: {
  id: string;
  hash: HashState;
  now: number;
  only: Result | undefined;
  onOnly: (result: Result | undefined) => void;
}) {
  const { id, hash, now } = props;
  const going = running(hash);
  const time = remaining(hash, now);
  return (
    <div className="facts num">
      <span className="size" title={exactBytes(hash.bytesRead, n)} data-testid={`${id}-progress`}>
        <b>{bytes(hash.bytesRead, n)}</b>
        {of(hash)}
      </span>
      <span className="done" data-testid={`${id}-files`}>
        <b>{count(hash.counts.files, n)}</b>
        {hash.counts.files === hash.files
          ? ` ${noun(hash.files)}`
          : ` of ${count(hash.files, n)} ${noun(hash.files)}`}
      </span>
      {stalled(hash, now) ? (
        <span className="tag warn" data-testid={`${id}-stalled`}>
          <Icon name="hourglass" />
          Stalled for {duration(now - hash.movedAt, n)}
        </span>
      ) : (
        <span className="rate" data-testid={`${id}-rate`}>
          <b>{rate(speed(hash, now), n)}</b>
        </span>
      )}
      <span className="time" data-testid={`${id}-time`}>
        {`${going ? "for" : "in"} ${duration(elapsed(hash, now), n)}`}
        {time !== undefined && (
          <>
            {", "}
            <b>{left(time, n)}</b> left
          </>
        )}
      </span>
      <fieldset className="counts" aria-label="Show only">
        {COUNTED.map(
          ({ result, of }) =>
            hash.counts[of] > 0 && (
              <button
                key={result}
                type="button"
                className={`tag ${TAGS[result].tone}`}
                aria-pressed={props.only === result}
                title={`Show only: ${TAGS[result].label}`}
                data-testid={`${id}-count-${result}`}
                onClick={() => props.onOnly(props.only === result ? undefined : result)}
              >
                <b>{count(hash.counts[of], n)}</b> {TAGS[result].label.toLowerCase()}
              </button>
            ),
        )}
      </fieldset>
    </div>
  );
}

const COUNTED = [
  { result: "match", of: "matched" },
  { result: "mismatch", of: "mismatched" },
  { result: "missing", of: "missing" },
  { result: "unreadable", of: "unreadable" },
  { result: "malformed", of: "malformed" },
] as const;

/** The whole, where it is not the same to the eye. */
function of({ bytesRead, totalBytes }: HashState): string {
  const whole = bytes(totalBytes, n);
  return bytes(bytesRead, n) === whole ? "" : ` of ${whole}`;
}

const noun = (files: number) => (files === 1 ? "file" : "files");
