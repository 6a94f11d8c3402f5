import type { Algorithm, SumFormat } from "@millstream/contract/workbench";
import { memo, useEffect, useLayoutEffect, useRef } from "react";
import { focusBeside, leaveFocus } from "../keys.ts";
import { n } from "../locale.ts";
import { progress, running, stalled } from "../state/facts.ts";
import { bytes, exactBytes, legible, plural } from "../state/format.ts";
import type { Row } from "../state/hash.ts";
import { outcome, spoken, tone } from "../state/outcome.ts";
import { entries } from "../state/rows.ts";
import { kept, type Run, runId, shownAlgorithm } from "../state/runs.ts";
import { Account } from "./account.tsx";
import { Alert } from "./alert.tsx";
import { Button } from "./button.tsx";
import { Confirm } from "./confirm.tsx";
import { Copy } from "./copy.tsx";
import { Icon } from "./icon.tsx";
import { Log } from "./log.tsx";
import { Menu } from "./menu.tsx";
import { Meter } from "./meter.tsx";
import { Results } from "./results.tsx";

/** What a card can ask for. A copy or an export answers whether something was written. */
export interface CardActions {
  cancel(id: number): void;
  /** Takes back the question whether to cancel. */
  keep(id: number): void;
  again(id: number): void;
  clear(id: number): void;
  /** Whether the card takes the focus as it comes; asked once. */
  takesFocus(id: number): boolean;
  /** Chooses the digests that the list shows. */
  show(id: number, algorithm: Algorithm): void;
  copyDigest(row: Row, algorithm: Algorithm): Promise<boolean>;
  copyAll(id: number, algorithm: Algorithm): Promise<boolean>;
  save(id: number, algorithm: Algorithm, format: SumFormat): Promise<boolean>;
}

/** One run: its name and size, what can be done with it, how far it is, what it found. */
export const Card = memo(function Card({
  run,
  now,
  actions,
}: {
  run: Run;
  now: number;
  actions: CardActions;
}) {
  const id = runId(run.id);
  const { hash } = run;
  const verify = run.request.verify;
  const going = running(hash);
  const end = outcome(hash, verify, n);
  const value = progress(hash);
  const algorithm = shownAlgorithm(run, run.shown);
  const nothing = entries(hash, algorithm).length === 0;
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (actions.takesFocus(run.id)) card.current?.focus();
  }, [actions, run.id]);
  // What was pressed goes, and would take the focus along.
  const cancel = () => {
    card.current?.focus();
    actions.cancel(run.id);
  };
  const clear = () => {
    focusBeside(card.current);
    actions.clear(run.id);
  };
  return (
    <section
      className="card"
      aria-labelledby={`${id}-name`}
      tabIndex={-1}
      ref={card}
      data-run={run.id}
      data-phase={stalled(hash, now) ? "stalled" : hash.phase}
      data-testid={id}
    >
      <header>
        <h2 id={`${id}-name`} title={legible(run.name)} data-testid={`${id}-name`}>
          {legible(run.name)}
        </h2>
        <span className="meta num" title={exactBytes(hash.totalBytes, n)} data-testid={`${id}-size`}>
          {hash.phase === "starting"
            ? ""
            : `${plural(hash.files, "file", "files", n)} · ${bytes(hash.totalBytes, n)}`}
        </span>
        {run.replayed && (
          <span
            className="tag wait"
            title="A recording is played; nothing is read"
            data-testid={`${id}-replay`}
          >
            <Icon name="history" />
            Replay
          </span>
        )}
        {end && (
          <span className={`tag ${end.tone}`} data-testid={`${id}-outcome`}>
            <Icon name={end.icon} />
            {end.text}
          </span>
        )}
        <div className="actions">
          <Copy
            id={`${id}-copy`}
            title="Copy all digests as a sum file"
            disabled={nothing}
            onCopy={() => actions.copyAll(run.id, algorithm)}
          />
          <Menu
            id={`${id}-export`}
            icon="share"
            label="Export"
            disabled={nothing}
            items={FORMATS.map((format) => ({
              ...format,
              onPick: () => void actions.save(run.id, algorithm, format.name),
            }))}
          />
          {going ? (
            <Cancel id={`${id}-cancel`} onCancel={cancel} />
          ) : (
            <>
              <Button
                id={`${id}-again`}
                kind="quiet"
                icon="rotate-cw"
                label="Again"
                onClick={() => actions.again(run.id)}
              />
              <Button id={`${id}-clear`} kind="quiet" icon="eraser" label="Clear" onClick={clear} />
            </>
          )}
        </div>
      </header>
      <Meter
        id={`${id}-meter`}
        label={legible(run.name)}
        value={value}
        text={value === undefined ? "Looking for files" : `${value} %`}
        tone={tone(hash, verify, now, n)}
      />
      <output className="hidden" data-testid={`${id}-status`}>
        {spoken(legible(run.name), hash, verify, n)}
      </output>
      {run.asking && going && (
        <Confirm
          id={`${id}-confirm`}
          question="Cancel this run?"
          kept={kept(hash, n)}
          yes="Cancel the run"
          no="Go on"
          onYes={cancel}
          onNo={() => actions.keep(run.id)}
        />
      )}
      {hash.error && <Alert id={`${id}-error`} error={hash.error} kept={kept(hash, n)} />}
      <Results
        id={id}
        run={run}
        now={now}
        algorithm={algorithm}
        onCopy={actions.copyDigest}
        onShown={(shown) => actions.show(run.id, shown)}
      />
      {hash.logged > 0 && <Log id={`${id}-log`} hash={hash} />}
      {hash.account && <Account id={`${id}-account`} events={hash.account} log={hash.logAccount} />}
    </section>
  );
});

/** Cancels the run. It goes by itself as well, when the run ends, and leaves the focus to the card. */
function Cancel({ id, onCancel }: { id: string; onCancel: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const going = button.current;
    return () => leaveFocus(going);
  }, []);
  return <Button id={id} icon="x" label="Cancel" title="Cancel (Esc)" ref={button} onClick={onCancel} />;
}

const FORMATS: readonly { name: SumFormat; title: string; example: string }[] = [
  { name: "gnu", title: "GNU", example: "DIGEST  NAME" },
  { name: "bsd", title: "BSD", example: "SHA256 (NAME) = DIGEST" },
];
