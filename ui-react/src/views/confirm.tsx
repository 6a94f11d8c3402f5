import { useEffect, useRef } from "react";
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
  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector("button")?.focus();
    return () => {
      const active = document.activeElement;
      // Whoever agreed may have put it elsewhere.
      const isLost = active === document.body || active?.closest(".confirm");
      if (isLost && before instanceof HTMLElement) before.focus();
    };
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
