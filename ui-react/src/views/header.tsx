import type { ReactNode } from "react";

/** A page's title, what it is for, and what one came for at the right. */
export function Header(props: { title: string; purpose: string; children?: ReactNode }) {
  return (
    <header className="title">
      <div>
        <h1>{props.title}</h1>
        <p>{props.purpose}</p>
      </div>
      {props.children && <div className="actions">{props.children}</div>}
    </header>
  );
}
