import type { Result } from "../state/hash.ts";
import { Icon } from "./icon.tsx";

/** What is known of a file, as a word and an icon: never by colour alone. */
export function Tag({ result }: { result: Result }) {
  const { tone, icon, label } = TAGS[result];
  return (
    <span className={`tag ${tone}`} data-result={result}>
      <Icon name={icon} />
      {label}
    </span>
  );
}

/** How each result is shown. */
export const TAGS: Record<Result, { tone: string; icon: string; label: string }> = {
  reading: { tone: "wait", icon: "loader-circle", label: "Reading" },
  done: { tone: "wait", icon: "check", label: "Done" },
  match: { tone: "good", icon: "circle-check", label: "Match" },
  mismatch: { tone: "bad", icon: "circle-x", label: "Mismatch" },
  unreadable: { tone: "warn", icon: "circle-alert", label: "Unreadable" },
  missing: { tone: "warn", icon: "file-question-mark", label: "Missing" },
  malformed: { tone: "warn", icon: "list-x", label: "Malformed" },
  stopped: { tone: "wait", icon: "ban", label: "Stopped" },
};
