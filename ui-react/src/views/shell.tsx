import type { ReactNode } from "react";

/** The window: the rail at the left, the page, the status bar beneath both. */
export function Shell(props: { rail: ReactNode; status: ReactNode; children: ReactNode }) {
  return (
    <div className="shell" data-testid="shell">
      {props.rail}
      {props.children}
      {props.status}
    </div>
  );
}
