import { Icon } from "./icon.tsx";

/** Where files are dropped. The window's own drop answers with grants; this shows that it will. */
export function Drop({ id, over, roomy }: { id: string; over: boolean; roomy: boolean }) {
  return (
    <div className={roomy ? "drop roomy" : "drop"} data-over={over} data-testid={id}>
      <Icon name="arrow-down-to-line" />
      <span>
        {over ? (
          "Let go to hash"
        ) : (
          <>
            Drop files, folders or a <code>SHA256SUMS</code> here
          </>
        )}
      </span>
    </div>
  );
}
