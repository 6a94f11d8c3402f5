import { mod } from "../locale.ts";
import { Icon } from "./icon.tsx";

/** Where files are dropped. The window's own drop answers with grants; this shows that it will. */
export function Drop({ id, over, roomy }: { id: string; over: boolean; roomy: boolean }) {
  return (
    <div className={roomy ? "drop roomy" : "drop"} data-over={over} data-testid={id}>
      <Icon name="arrow-down-to-line" />
      {over ? (
        <span>Let go to hash</span>
      ) : (
        <span>
          Drop files, folders or a <code>SHA256SUMS</code> here
        </span>
      )}
      <small>
        or add files with <kbd>{mod}</kbd> <kbd>O</kbd>
      </small>
    </div>
  );
}
