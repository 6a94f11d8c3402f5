import type { Inspected as Stream } from "@millstream/contract/workbench";
import { useEffect, useRef, useState } from "react";
import * as actions from "../inspector.ts";
import { n } from "../locale.ts";
import { pageOf } from "../state/app.ts";
import { legible, plural } from "../state/format.ts";
import { isOwn, isQuiet, keyOf, lines, titleOf } from "../state/lines.ts";
import { useStore } from "../store.ts";
import { Alert } from "../views/alert.tsx";
import { Button } from "../views/button.tsx";
import { Confirm } from "../views/confirm.tsx";
import { Empty, type Way } from "../views/empty.tsx";
import { Header } from "../views/header.tsx";
import { Icon } from "../views/icon.tsx";
import { Inspected } from "../views/inspected.tsx";
import { Peek } from "../views/peek.tsx";
import { Readers } from "../views/readers.tsx";
import { Recordings } from "../views/recordings.tsx";
import { Search } from "../views/search.tsx";
import { Totals } from "../views/totals.tsx";

/** The inspector page: what flows while it is shown, the frames of one stream, and what is recorded. */
export function InspectorPage({ now }: { now: number }) {
  const { watched, peek, replayed, notice } = useStore(actions.inspecting);
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<string | undefined>();
  const [asking, setAsking] = useState<Stream | undefined>();
  const file = useRef<HTMLInputElement>(null);
  const page = pageOf("#inspector");
  useEffect(() => {
    actions.watch();
    return actions.leave;
  }, []);

  const listed = lines(watched.streams, search);
  const active = listed.findIndex((line) => keyOf(line) === chosen);
  const stream = listed[active]?.stream;
  const asked = watched.streams.find(({ id }) => id === asking?.id);
  const late = Math.max(0, now - watched.seenAt);
  const live = replayed === undefined;
  const over = watched.phase === "ended" || watched.phase === "failed";
  const acts = {
    look: (looked: Stream) => actions.look(looked.id, titleOf(looked)),
    record: (recorded: Stream) => actions.record(recorded.id),
    cancel: (cancelled: Stream) => (isOwn(cancelled) ? actions.cancel(cancelled.id) : setAsking(cancelled)),
  };
  return (
    <main className="page" data-phase={watched.phase} data-testid="inspector-page">
      <Header title={page.title} purpose={page.purpose}>
        <input
          type="file"
          className="hidden"
          accept=".json,application/json"
          tabIndex={-1}
          aria-label="A recording"
          ref={file}
          data-testid="inspector-file"
          onChange={(event) => {
            const [picked] = event.target.files ?? [];
            if (picked) void actions.replay(picked);
            // The same file may be chosen again.
            event.target.value = "";
          }}
        />
        <Button
          id="inspector-replay"
          icon="file-play"
          label="Replay a recording…"
          onClick={() => file.current?.click()}
        />
        <Button
          id="inspector-record"
          icon="circle-dot"
          label="Record next"
          title="Record the next command that opens a stream, from its first item on"
          disabled={!live}
          onClick={() => actions.record()}
        />
        <Button
          id="inspector-window"
          kind="primary"
          icon="app-window"
          label="Open in a window"
          onClick={actions.openWindow}
        />
      </Header>
      {notice && <Alert id="inspector-notice" error={notice} onClose={actions.dismiss} />}
      {watched.error && <Alert id="inspector-error" error={watched.error} />}
      {(replayed !== undefined || over) && (
        <div className="options">
          <span className="tag wait" data-testid="inspector-shown">
            <Icon name={replayed === undefined ? "circle-stop" : "history"} />
            {replayed === undefined
              ? "Not watching"
              : `Replay of ${legible(replayed)}${over ? " is over" : ""}`}
          </span>
          <Button
            id="inspector-again"
            icon="rotate-cw"
            label={live ? "Watch again" : "Back to what flows now"}
            onClick={() => actions.watch()}
          />
        </div>
      )}
      <section className="card" aria-label="Streams" data-testid="inspector-streams">
        <Totals id="inspector-total" totals={watched.totals} />
        <div className="pick">
          <Search id="inspector-search" label="Command or web view" value={search} onValue={setSearch} />
          <span className="meta num" data-testid="inspector-left">
            {search === "" ? "" : `${plural(listed.length, "line", "lines", n)} shown`}
          </span>
        </div>
        {asked && (
          <Confirm
            id="inspector-confirm"
            question="Cancel this stream?"
            kept={`${legible(titleOf(asked))}: its page is told, and keeps what it has.`}
            yes="Cancel the stream"
            no="Go on"
            onYes={() => {
              actions.cancel(asked.id);
              setAsking(undefined);
            }}
            onNo={() => setAsking(undefined)}
          />
        )}
        <Inspected
          id="inspector"
          lines={listed}
          late={late}
          active={active < 0 ? undefined : active}
          onActive={(at) => {
            const line = listed[at];
            setChosen(line && keyOf(line));
          }}
          actions={live ? acts : undefined}
        />
        {stream && (
          <Readers id="inspector-chosen" stream={stream} late={late} actions={live ? acts : undefined} />
        )}
      </section>
      {peek && (
        <Peek key={peek.id} id="inspector-peek" peek={peek} onPause={actions.pause} onClose={actions.close} />
      )}
      {watched.recordings.length > 0 && (
        <Recordings
          id="inspector-recordings"
          recordings={watched.recordings}
          onStop={live ? actions.stop : undefined}
        />
      )}
      {watched.phase === "watching" && isQuiet(watched.streams) && <Empty id="inspector-empty" ways={WAYS} />}
    </main>
  );
}

const WAYS: readonly Way[] = [
  {
    icon: "activity",
    title: "Nothing else flows",
    text: "Start something on another page, of any window: its streams appear here at once.",
  },
  {
    icon: "app-window",
    title: "Watch while you work",
    text: "“Open in a window” keeps the inspector in sight beside any page.",
  },
  {
    icon: "file-play",
    title: "Record and replay",
    text: "“Record next” writes what a command tells to a file. It plays again in its own page, without the backend.",
  },
];
