import { useLayoutEffect, useRef } from "react";
import { leaveFocus } from "../keys.ts";
import { Button } from "./button.tsx";

/** Asks before work is lost. `Enter` agrees, since the question was asked for; `Esc` goes on. */
export function Confirm(props: {
  id: string;
  question: string;
  kept: string;
  yes: string;
  no: string;
  onYes: () => void;
  onNo: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [area, before] = [box.current, document.activeElement];
    area?.querySelector("button")?.focus();
    return () => leaveFocus(area, before);
  }, []);
  return (
    <div className="confirm" role="alertdialog" aria-label={props.question} ref={box} data-testid={props.id}>
      <p>
        <b>{props.question}</b> {props.kept}
      </p>
      <Button id={`${props.id}-yes`} kind="danger" icon="x" label={props.yes} onClick={props.onYes} />
      <Button id={`${props.id}-no`} icon="play" label={props.no} onClick={props.onNo} />
    </div>
  );
}
