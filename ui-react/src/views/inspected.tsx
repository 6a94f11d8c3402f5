// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be drawn in part, a grid can
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that is active
import type {
  InspectedReader,
  InspectedState,
  Policy,
  Inspected as Stream,
} from "@millstream/contract/workbench";
import { n } from "../locale.ts";
import { bytes, count, exactBytes, legible, pace, plural, rate, since, tenths } from "../state/format.ts";
import { fill, keyOf, type Line, stalledIn, titleOf } from "../state/lines.ts";
import { Action } from "./action.tsx";
import { Grid, type Place, Row } from "./grid.tsx";
import { Icon } from "./icon.tsx";
import { Meter } from "./meter.tsx";

/** The streams, and beneath each its further readers. Enter shows frames, Delete cancels. */
export function Inspected(props: {
  id: string;
  lines: readonly Line[];
  /** Milliseconds since the newest event. */
  late: number;
  active: number | undefined;
  onActive: (at: number) => void;
  /** None where what is shown is a recording. */
  actions: StreamActions | undefined;
}) {
  const { lines, actions } = props;
  const onKey = (at: number, key: string) => {
    const line = lines[at];
    if (!actions || !line) return false;
    if (key === "Enter") actions.look(line.stream);
    else if (key === "Delete") actions.cancel(line.stream);
    else return false;
    return true;
  };
  return (
    <Grid
      id={props.id}
      kind="streams"
      label="Streams"
      columns={HEADS.length}
      heads={HEADS.map(({ name, title }) => (
        <span key={name} role="columnheader" className={name}>
          {title}
        </span>
      ))}
      count={lines.length}
      keyOf={(at) => {
        const line = lines[at];
        return line ? keyOf(line) : at;
      }}
      active={props.active}
      onActive={props.onActive}
      onKey={onKey}
      row={(at, place) => {
        const line = lines[at];
        return line && <StreamRow place={place} line={line} late={props.late} actions={actions} />;
      }}
    />
  );
}

/** What can be done with a stream. */
export interface StreamActions {
  look(stream: Stream): void;
  record(stream: Stream): void;
  cancel(stream: Stream): void;
}

interface Look {
  readonly tone: string;
  readonly icon: string;
  readonly label: string;
}

/** How each state is shown. */
export const STATES: Record<InspectedState, Look> = {
  running: { tone: "wait", icon: "play", label: "Running" },
  stalled: { tone: "warn", icon: "hourglass", label: "Stalled" },
  detached: { tone: "wait", icon: "unplug", label: "Detached" },
  ending: { tone: "wait", icon: "circle-stop", label: "Ending" },
};

/** What a full buffer does, in words. */
export const POLICIES: Record<Policy, string> = {
  block: "block",
  latest: "latest",
  dropOldest: "drop oldest",
  dropNewest: "drop newest",
};

const HEADS = [
  { name: "state", title: "State" },
  { name: "name", title: "Stream" },
  { name: "view", title: "Web view" },
  { name: "policy", title: "Policy" },
  { name: "right pace", title: "Items/s" },
  { name: "right rate", title: "Bytes/s" },
  { name: "buffer", title: "Buffered" },
  { name: "right flight", title: "In flight" },
  { name: "right latency", title: "p50 / p99 ms" },
  { name: "right age", title: "Age" },
  { name: "right acts", title: "" },
];

function StreamRow(props: { place: Place; line: Line; late: number; actions: StreamActions | undefined }) {
  const { place, actions } = props;
  const { stream, reader } = props.line;
  const first = props.line.place === 0;
  const title = legible(titleOf(stream));
  const look = lookOf(props.line);
  return (
    <Row place={place} result={look.label.toLowerCase()}>
      <span role="gridcell" className="state" title={first ? owing(stream) : undefined}>
        <span className={`tag ${look.tone}`}>
          <Icon name={look.icon} />
          {look.label}
        </span>
      </span>
      <span role="gridcell" className="name" title={title}>
        {first ? title : ""}
      </span>
      <span role="gridcell" className="view" title={reader && `${legible(reader.webview)}, ${wire(reader)}`}>
        {reader ? legible(reader.webview) : "–"} <span className="note">{reader ? wire(reader) : ""}</span>
      </span>
      <span role="gridcell" className="policy">
        {first ? POLICIES[stream.policy] : ""}
      </span>
      <span role="gridcell" className="right num pace">
        {reader ? pace(reader.itemsPerSecond, n) : "–"}
      </span>
      <span role="gridcell" className="right num rate">
        {reader ? rate(reader.bytesPerSecond, n) : "–"}
      </span>
      <span role="gridcell" className="buffer num">
        {reader && <Buffer id={`${place.id}-buffer`} title={title} stream={stream} reader={reader} />}
      </span>
      <span role="gridcell" className="right num flight">
        {reader ? count(reader.inFlight, n) : "–"}
      </span>
      <span role="gridcell" className="right num latency">
        {latency(reader)}
      </span>
      <span role="gridcell" className="right num age">
        {first ? since(stream.age + props.late, n) : ""}
      </span>
      <span role="gridcell" className="right acts">
        {first && actions && (
          <>
            <Action
              id={`${place.id}-look`}
              icon="eye"
              label={`Show frames of ${title}`}
              onClick={() => actions.look(stream)}
            />
            <Action
              id={`${place.id}-record`}
              icon="circle-dot"
              label={`Record ${title}`}
              onClick={() => actions.record(stream)}
            />
            <Action
              id={`${place.id}-cancel`}
              icon="x"
              label={`Cancel ${title}`}
              onClick={() => actions.cancel(stream)}
            />
          </>
        )}
      </span>
    </Row>
  );
}

/** The stream's state in its first line; a further reader is stalled, there, or its page is away. */
function lookOf({ stream, place, reader }: Line): Look {
  if (place === 0) return STATES[stream.state];
  if (reader?.stalled) return STATES.stalled;
  return { tone: "wait", icon: "corner-down-right", label: reader?.attached === false ? "Away" : "Reader" };
}

/** Says whom a stalled stream waits for. */
function owing(stream: Stream): string | undefined {
  const views = stalledIn(stream);
  return views.length > 0 ? `A drain is owed by ${views.map(legible).join(", ")}` : undefined;
}

function Buffer(props: { id: string; title: string; stream: Stream; reader: InspectedReader }) {
  const { stream, reader } = props;
  const { limits } = stream;
  const full = fill(reader, limits);
  const items = `${count(reader.items, n)} of ${plural(limits.items, "item", "items", n)}`;
  const size = `${exactBytes(reader.bytes, n)} of ${bytes(limits.bytes, n)}`;
  return (
    <span className="fill" title={`${items}, ${size}`}>
      <Meter
        id={props.id}
        label={`Buffer of ${props.title}`}
        value={full}
        text={items}
        tone={full >= 100 ? "warn" : "busy"}
      />
      <span>{count(reader.items, n)}</span>
    </span>
  );
}

function wire(reader: InspectedReader): string {
  return reader.wire ?? "plain";
}

function latency(reader: InspectedReader | undefined): string {
  const part = (ms: number | undefined) => (ms === undefined ? "–" : tenths(ms, n));
  return `${part(reader?.p50)} / ${part(reader?.p99)}`;
}
