import { useEffect, useRef, useState } from "react";

/** How long a button says that it worked, in ms. */
const SHOWN = 1600;

/** Whether something worked a moment ago, and how to do it: where it was asked for says so. */
export function useFeedback(act: () => Promise<boolean>): [worked: boolean, run: () => void] {
  const [worked, setWorked] = useState(false);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const run = () => {
    void act().then((did) => {
      if (!did) return;
      setWorked(true);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => setWorked(false), SHOWN);
    });
  };
  return [worked, run];
}
