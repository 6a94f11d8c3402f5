import { isTauri, type Stats, stats } from "@millstream/client";
import { useEffect, useState } from "react";
import { over } from "./grants.ts";
import { listenKeys } from "./keys.ts";
import { recorded } from "./recorded.ts";
import { now, runs } from "./runs.ts";
import { nextTheme, pageOf, type StreamName, themeOf } from "./state/app.ts";
import { running, speed } from "./state/facts.ts";
import { sampled } from "./state/sparkline.ts";
import { useStore } from "./store.ts";
import { HashPage } from "./streams/hash.tsx";
import { InspectorPage } from "./streams/inspector.tsx";
import { Planned } from "./views/planned.tsx";
import { Rail } from "./views/rail.tsx";
import { Shell } from "./views/shell.tsx";
import { Status } from "./views/status.tsx";

/** The application: the shell, and in it the page that the location names. */
export function App() {
  const state = useStore(runs);
  const dragging = useStore(over);
  const recording = useStore(recorded);
  const page = usePage();
  const pulse = usePulse();
  const [theme, switchTheme] = useTheme();
  useEffect(() => listenKeys(window), []);

  const active = state.runs.filter((run) => running(run.hash)).length;
  const count = (name: StreamName) => (name === "hash" ? active : 0);
  return (
    <Shell
      rail={<Rail page={page.name} running={count} theme={theme} onTheme={switchTheme} />}
      status={
        <Status
          throughput={pulse.samples.at(-1) ?? 0}
          samples={pulse.samples}
          stats={pulse.stats}
          recorded={recording}
          demo={!isTauri()}
        />
      }
    >
      {page.name === "hash" ? (
        <HashPage state={state} over={dragging} now={pulse.now} />
      ) : page.name === "inspector" ? (
        <InspectorPage now={pulse.now} />
      ) : (
        <Planned page={page} />
      )}
    </Shell>
  );
}

/** What is looked at twice a second rather than told by events. */
interface Pulse {
  readonly now: number;
  readonly stats: Stats;
  /** Bytes a second of all runs together, newest last. */
  readonly samples: readonly number[];
}

const PULSE = 500;

function usePulse(): Pulse {
  const [pulse, setPulse] = useState<Pulse>(() => ({ now: now(), stats: stats(), samples: [] }));
  useEffect(() => {
    const beat = () =>
      setPulse(({ samples }) => {
        const at = now();
        const going = runs.state.runs.filter((run) => running(run.hash));
        const total = going.reduce((sum, run) => sum + speed(run.hash, at), 0);
        return { now: at, stats: stats(), samples: sampled(samples, Math.round(total)) };
      });
    const timer = window.setInterval(beat, PULSE);
    return () => window.clearInterval(timer);
  }, []);
  return pulse;
}

function usePage() {
  const [page, setPage] = useState(() => pageOf(location.hash));
  useEffect(() => {
    const follow = () => setPage(pageOf(location.hash));
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return page;
}

function useTheme() {
  const [theme, setTheme] = useState(() => themeOf(localStorage.getItem("theme")));
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
  }, [theme]);
  return [theme, () => setTheme(nextTheme)] as const;
}
