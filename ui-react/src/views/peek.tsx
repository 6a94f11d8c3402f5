// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be drawn in part, a grid can
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that is active
import type { InspectedFrame } from "@millstream/contract/workbench";
import { useState } from "react";
import { n } from "../locale.ts";
import { bytes, count, exactBytes, legible, plural, tenths } from "../state/format.ts";
import { type Peek as Look, missed, shown } from "../state/peek.ts";
import { Alert } from "./alert.tsx";
import { Button } from "./button.tsx";
import { Grid, type Place, Row } from "./grid.tsx";

/** The frames of one stream, the newest first, and one of them in full. */
export function Peek(props: { id: string; peek: Look; onPause: () => void; onClose: () => void }) {
  const { id, peek } = props;
  const [chosen, setChosen] = useState<number | undefined>();
  const frames = shown(peek);
  const frame = (at: number) => frames[frames.length - 1 - at];
  const found = frames.findIndex(({ seq }) => seq === chosen);
  const detail = frames[found];
  const title = legible(peek.title);
  const held = peek.held !== undefined;
  return (
    <section className="card peek" aria-label={`Frames of ${title}`} data-testid={id}>
      <header>
        <h2 title={title}>Frames of {title}</h2>
        <span className="meta num" data-testid={`${id}-count`}>
          {counted(peek)}
        </span>
        <div className="actions">
          <Button
            id={`${id}-pause`}
            icon={held ? "play" : "pause"}
            label={held ? "Go on" : "Pause"}
            disabled={!peek.open && !held}
            onClick={props.onPause}
          />
          <Button id={`${id}-close`} kind="quiet" icon="x" label="Close" onClick={props.onClose} />
        </div>
      </header>
      {peek.error && <Alert id={`${id}-error`} error={peek.error} />}
      {frames.length > 0 && (
        <Grid
          id={id}
          kind="frames"
          label={`Frames of ${title}`}
          columns={5}
          heads={
            <>
              <span role="columnheader" className="right">
                Frame
              </span>
              <span role="columnheader" className="right">
                After, s
              </span>
              <span role="columnheader" className="right">
                Items
              </span>
              <span role="columnheader" className="right">
                Size
              </span>
              <span role="columnheader">Beginning</span>
            </>
          }
          count={frames.length}
          keyOf={(at) => frame(at)?.seq ?? at}
          active={found < 0 ? undefined : frames.length - 1 - found}
          onActive={(at) => setChosen(frame(at)?.seq)}
          onKey={() => false}
          row={(at, place) => {
            const row = frame(at);
            return row && <FrameRow place={place} frame={row} />;
          }}
        />
      )}
      {detail && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
        <pre className="detail mono" tabIndex={0} data-testid={`${id}-text`}>
          {legible(detail.text)}
        </pre>
      )}
    </section>
  );
}

function FrameRow({ place, frame }: { place: Place; frame: InspectedFrame }) {
  return (
    <Row place={place} result={frame.last ? "last" : "more"}>
      <span role="gridcell" className="right num">
        {count(frame.seq, n)}
      </span>
      <span role="gridcell" className="right num">
        {tenths(frame.at / 1000, n)}
      </span>
      <span role="gridcell" className="right num">
        {count(frame.items, n)}
      </span>
      <span role="gridcell" className="right num" title={exactBytes(frame.bytes, n)}>
        {bytes(frame.bytes, n)}
      </span>
      <span role="gridcell" className="mono">
        {frame.last && <b>last </b>}
        {legible(frame.text.slice(0, START))}
      </span>
    </Row>
  );
}

/** Characters of a text that a row begins: more than fit. */
const START = 200;

function counted(peek: Look): string {
  const seen = plural(peek.held?.seen ?? peek.seen, "frame", "frames", n);
  if (peek.held) return `${seen}, ${count(missed(peek), n)} more since`;
  return peek.open ? seen : `${seen}, the stream has ended`;
}
