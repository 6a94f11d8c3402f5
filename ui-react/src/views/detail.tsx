import type { Algorithm } from "@millstream/contract/workbench";
import { legible } from "../state/format.ts";
import type { Row } from "../state/hash.ts";
import { ALGORITHMS, titleOf } from "../state/runs.ts";
import { Digest } from "./digest.tsx";
import { Icon } from "./icon.tsx";

/** One file in full: its name, all of its digests, what was expected, and what is wrong. */
export function Detail(props: {
  id: string;
  row: Row;
  named: boolean;
  onCopy: (row: Row, algorithm: Algorithm) => Promise<boolean>;
}) {
  const { id, row } = props;
  const wrong = row.verdict !== undefined && !row.verdict.matches;
  return (
    <div className="detail" data-result={row.result} data-testid={id}>
      {props.named && <h3 className="mono">{legible(row.name)}</h3>}
      <dl>
        {row.verdict && (
          <div className="expected">
            <dt>Expected</dt>
            <dd className="mono" data-testid={`${id}-expected`}>
              {row.verdict.expected}
            </dd>
          </div>
        )}
        {ALGORITHMS.map(({ id: algorithm, title }) => {
          const hex = row.digests[algorithm];
          return (
            hex !== undefined && (
              <div
                key={algorithm}
                className={wrong && row.verdict?.algorithm === algorithm ? "wrong" : undefined}
              >
                <dt>{title}</dt>
                <dd>
                  <Digest
                    id={`${id}-${algorithm}`}
                    hex={hex}
                    label={title}
                    reachable={true}
                    onCopy={() => props.onCopy(row, algorithm)}
                  />
                </dd>
              </div>
            )
          );
        })}
      </dl>
      {row.verdict && (
        <p className="source" data-testid={`${id}-source`}>
          Held against {legible(row.verdict.source ?? "the pasted digest")} by{" "}
          {titleOf(row.verdict.algorithm)}
        </p>
      )}
      {row.error && (
        <div className="problem" data-testid={`${id}-error`}>
          <Icon name="circle-alert" />
          <p>
            <b>{legible(row.error.message)}</b> <code>{row.error.code}</code>
            {row.error.hint && <span className="hint">{row.error.hint}</span>}
          </p>
        </div>
      )}
    </div>
  );
}
