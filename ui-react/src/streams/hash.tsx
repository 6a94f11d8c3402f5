import { useState } from "react";
import { focusRunning } from "../keys.ts";
import { mod } from "../locale.ts";
import * as actions from "../runs.ts";
import { pageOf } from "../state/app.ts";
import { running } from "../state/facts.ts";
import { toggle } from "../state/runs.ts";
import { Alert } from "../views/alert.tsx";
import { Button } from "../views/button.tsx";
import { Card } from "../views/card.tsx";
import { Chips } from "../views/chips.tsx";
import { Drop } from "../views/drop.tsx";
import { Empty, type Way } from "../views/empty.tsx";
import { Header } from "../views/header.tsx";
import { Verify } from "../views/verify.tsx";

/** The hash page: what to compute, what to hold it against, where to drop, and a card for each run. */
export function HashPage({ state, over, now }: { state: actions.Runs; over: boolean; now: number }) {
  const { runs, options, lacking, notice } = state;
  const [verifying, setVerifying] = useState(false);
  const page = pageOf("#hash");
  const shown = verifying || lacking;
  const ended = runs.filter((run) => !running(run.hash)).length;
  return (
    <main className="page" data-testid="hash-page">
      <Header title={page.title} purpose={page.purpose}>
        <Button
          id="hash-add-folder"
          icon="folder-open"
          label="Add folder"
          onClick={() => void actions.pick("folder")}
        />
        <Button
          id="hash-add-files"
          kind="primary"
          icon="file-plus-corner"
          label="Add files"
          title={`Add files (${mod}+O)`}
          onClick={() => void actions.pick("file")}
        />
      </Header>
      <div className="options">
        <Chips options={options} onToggle={(id) => actions.choose((known) => toggle(known, id))} />
        <Button
          id="hash-verify"
          kind="quiet"
          icon="clipboard-check"
          label={AGAINST[options.against]}
          expanded={shown}
          onClick={() => {
            setVerifying(!shown);
            actions.choose((known) => known);
          }}
        />
        {ended > 1 && (
          <Button
            id="hash-clear-ended"
            kind="quiet"
            icon="eraser"
            label="Clear ended"
            onClick={() => {
              focusRunning();
              actions.clearEnded();
            }}
          />
        )}
      </div>
      {shown && (
        <Verify
          options={options}
          lacking={lacking}
          onAgainst={(against) => {
            setVerifying(true);
            actions.choose((known) => ({ ...known, against }));
          }}
          onDigest={(digest) => {
            setVerifying(true);
            actions.choose((known) => ({ ...known, digest }));
          }}
          onSums={() => void actions.pick("sums")}
        />
      )}
      <Drop id="hash-drop" over={over} roomy={runs.length === 0} />
      {notice && <Alert id="hash-notice" error={notice} onClose={actions.dismiss} />}
      {runs.length === 0 && <Empty id="hash-empty" ways={WAYS} />}
      {runs.map((run) => (
        <Card key={run.id} run={run} now={now} actions={actions} />
      ))}
    </main>
  );
}

const AGAINST = {
  nothing: "Verify against…",
  siblings: "Verify against sum files",
  digest: "Verify against a digest",
};

const WAYS: readonly Way[] = [
  {
    icon: "clipboard-check",
    title: "Check a download",
    text: "Choose “Verify against…”, paste the digest from its page, then add the file.",
  },
  {
    icon: "list-x",
    title: "Check a whole release",
    text: (
      <>
        Drop its <code>SHA256SUMS</code>: each file that it names is read and compared.
      </>
    ),
  },
  {
    icon: "terminal",
    title: "From the command line",
    text: (
      <>
        For example <code>millstream disk.img photos/</code>: files and folders named there are hashed at
        once.
      </>
    ),
  },
];
