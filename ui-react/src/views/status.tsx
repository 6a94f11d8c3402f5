import type { Stats } from "@millstream/client";
import type { RecordedHere } from "@millstream/contract/workbench";
import { n } from "../locale.ts";
import { count, milliseconds, pace, rate } from "../state/format.ts";
import { Recorded } from "./recorded.tsx";
import { Sparkline } from "./sparkline.tsx";

/** What flows, all streams together, and which front end this is. */
export function Status(props: {
  throughput: number;
  samples: readonly number[];
  stats: Stats;
  recorded: RecordedHere;
  demo: boolean;
}) {
  const { stats } = props;
  return (
    <footer className="status num" data-testid="status">
      <span className="flow" title="Read by all runs together">
        <Sparkline samples={props.samples} />
        <b data-testid="status-throughput">{rate(props.throughput, n)}</b>
      </span>
      <span title="Streams that are open">
        <b data-testid="status-streams">{count(stats.streams, n)}</b>{" "}
        {stats.streams === 1 ? "stream" : "streams"}
      </span>
      <Recorded recorded={props.recorded} />
      <span className="hide-narrow" title="Events that arrived in the last second">
        <b data-testid="status-events">{pace(stats.itemsPerSecond, n)}</b> events/s
      </span>
      <span className="hide-narrow" title="Frames that were asked for and are not here yet">
        <b data-testid="status-in-flight">{count(stats.inFlight, n)}</b> in flight
      </span>
      <span className="hide-narrow" title={`Superseded by newer ones: ${count(stats.coalesced, n)}`}>
        <b data-testid="status-dropped">{count(stats.dropped, n)}</b> dropped
      </span>
      <span className="push hide-narrow" title="How long the last drain took">
        drain{" "}
        <b data-testid="status-drain">{stats.drainMs === undefined ? "–" : milliseconds(stats.drainMs, n)}</b>
      </span>
      {props.demo && (
        <span
          className="demo"
          title="Recorded streams, replayed: there is no backend behind this page"
          data-testid="status-demo"
        >
          Scripted demo
        </span>
      )}
      <b data-testid="status-front-end">React</b>
    </footer>
  );
}
