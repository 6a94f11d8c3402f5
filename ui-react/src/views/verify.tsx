import { type Against, algorithmsOf, type Options, titleOf } from "../state/runs.ts";
import { Button } from "./button.tsx";

/** What the next runs are held against: nothing, sum files beside the files, or a digest; or a sum file, at once. */
export function Verify(props: {
  options: Options;
  /** Whether a start was refused, as the digest is not there. */
  lacking: boolean;
  onAgainst: (against: Against) => void;
  onDigest: (digest: string) => void;
  onSums: () => void;
}) {
  const { options, lacking } = props;
  const isWrong = lacking || wrong(options.digest);
  return (
    <section className="verify" aria-label="Verify against" data-testid="hash-verify-panel">
      <fieldset>
        <legend>Hold files against</legend>
        {CHOICES.map(({ id, title }) => (
          <label key={id}>
            <input
              type="radio"
              name="hash-against"
              checked={options.against === id}
              data-testid={`hash-against-${id}`}
              onChange={() => props.onAgainst(id)}
            />
            {title}
          </label>
        ))}
      </fieldset>
      {options.against === "digest" && (
        <label className="pasted">
          <span className="hidden">Expected digest</span>
          <input
            type="text"
            className="mono"
            placeholder="Paste the digest that the file should have"
            spellCheck={false}
            autoComplete="off"
            value={options.digest}
            aria-invalid={isWrong}
            aria-describedby="hash-digest-kind"
            data-testid="hash-digest"
            onChange={(event) => props.onDigest(event.target.value)}
          />
          <span
            id="hash-digest-kind"
            className={isWrong ? "tag warn" : "tag wait"}
            role={lacking ? "alert" : undefined}
            data-testid="hash-digest-kind"
          >
            {lacking ? "Paste the digest first: nothing was started" : kind(options.digest)}
          </span>
        </label>
      )}
      <Button id="hash-open-sums" icon="clipboard-check" label="Open a sum file…" onClick={props.onSums} />
    </section>
  );
}

const CHOICES: readonly { id: Against; title: string }[] = [
  { id: "nothing", title: "Nothing" },
  { id: "siblings", title: "Sum files beside them" },
  { id: "digest", title: "A digest" },
];

const wrong = (digest: string) => digest.trim() !== "" && algorithmsOf(digest).length === 0;

function kind(digest: string): string {
  if (digest.trim() === "") return "Hex digits";
  return algorithmsOf(digest).map(titleOf).join(" or ") || `${digest.trim().length} characters: no digest`;
}
