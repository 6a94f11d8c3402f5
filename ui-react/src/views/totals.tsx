import { n } from "../locale.ts";
import { count, pace, plural, rate } from "../state/format.ts";
import type { Totals as Figures } from "../state/inspector.ts";
import { Icon } from "./icon.tsx";

/** All streams together, in numbers. */
export function Totals({ id, totals }: { id: string; totals: Figures }) {
  return (
    <div className="facts totals num">
      <span className="count" title="Streams that are live, in all windows" data-testid={`${id}-streams`}>
        <b>{count(totals.streams, n)}</b> {totals.streams === 1 ? "stream" : "streams"}
      </span>
      <span className="pace" title="Items that were delivered in the last second" data-testid={`${id}-items`}>
        <b>{pace(totals.itemsPerSecond, n)}</b> items/s
      </span>
      <span className="rate" title="Bytes of frames in the last second" data-testid={`${id}-bytes`}>
        <b>{rate(totals.bytesPerSecond, n)}</b>
      </span>
      <span className="count" title="Items in frames that are in flight" data-testid={`${id}-in-flight`}>
        <b>{count(totals.inFlight, n)}</b> in flight
      </span>
      <span className="count" title="Items that the live streams have dropped" data-testid={`${id}-dropped`}>
        <b>{count(totals.dropped, n)}</b> dropped
      </span>
      {totals.stalled > 0 && (
        <span className="tag warn" data-testid={`${id}-stalled`}>
          <Icon name="hourglass" />
          {plural(totals.stalled, "stream", "streams", n)} stalled
        </span>
      )}
    </div>
  );
}
