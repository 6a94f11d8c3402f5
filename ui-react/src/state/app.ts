/** A stream of the application: a page, and the word that names it in every layer. */
export interface StreamPage {
  readonly name: StreamName;
  readonly title: string;
  /** A symbol of `assets/icons.svg`. */
  readonly icon: string;
  /** One line: what it is for. */
  readonly purpose: string;
  /** What it will do, where it is not built yet. */
  readonly plan?: readonly string[];
}

export type StreamName =
  | "hash"
  | "duplicates"
  | "download"
  | "upload"
  | "socket"
  | "process"
  | "tail"
  | "table"
  | "frames"
  | "inspector"
  | "lab";

/** The streams as the rail shows them. */
export const GROUPS: readonly { readonly title: string; readonly pages: readonly StreamPage[] }[] = [
  {
    title: "Files",
    pages: [
      {
        name: "hash",
        title: "Hash",
        icon: "hash",
        purpose: "Digest files and folders, and check them against what they should be.",
      },
      {
        name: "duplicates",
        title: "Duplicates",
        icon: "square-stack",
        purpose: "Find files that are the same, under a folder.",
        plan: [
          "Compares by size, then by the first bytes, then by the whole digest.",
          "Shows groups with the bytes that could be freed; deletes nothing by itself.",
          "Moves a chosen copy to the trash after asking.",
        ],
      },
    ],
  },
  {
    title: "Network",
    pages: [
      {
        name: "download",
        title: "Download",
        icon: "download",
        purpose: "Fetch a file so that it can be stopped, taken up again and verified.",
        plan: [
          "Writes to a part file and resumes it only where the server can prove that nothing changed.",
          "Checks the expected digest before the file gets its name.",
          "Retries with a visible reason; limits size, rate and redirects.",
        ],
      },
      {
        name: "upload",
        title: "Upload",
        icon: "upload",
        purpose: "Send a file, and see how much of it the server has taken.",
        plan: [
          "Sends by PUT, or by POST as a form.",
          "Counts what the socket took, and shows the answer's status and body.",
          "Retries only what may safely be sent twice.",
        ],
      },
      {
        name: "socket",
        title: "Socket",
        icon: "plug",
        purpose: "Talk over a WebSocket, in both directions.",
        plan: [
          "Text, and binary as raw bytes; ping, pong and close codes.",
          "Reconnects with a growing delay.",
          "Reads no faster than the page can show.",
        ],
      },
    ],
  },
  {
    title: "Lines",
    pages: [
      {
        name: "process",
        title: "Process",
        icon: "terminal",
        purpose: "Run a program, and see what it says as it says it.",
        plan: [
          "Both outputs as lines with their time; colours shown, progress lines folded.",
          "A program that writes faster than the page reads is made to wait.",
          "Cancel ends it and everything that it started.",
        ],
      },
      {
        name: "tail",
        title: "Tail",
        icon: "scroll-text",
        purpose: "Follow a log of any size.",
        plan: [
          "Opens at the end at once, and scrolls back to the first line.",
          "Survives rotation, truncation and replacement, and marks them.",
          "Filters and highlights by regular expression.",
        ],
      },
      {
        name: "table",
        title: "Table",
        icon: "table-2",
        purpose: "Read CSV, TSV and NDJSON of any size as a table.",
        plan: [
          "Shows the first rows at once, and goes on parsing behind them.",
          "Reports each bad record with its line and byte, and reads the rest.",
          "Filters, sums up columns, and exports what is left.",
        ],
      },
    ],
  },
  {
    title: "Bytes",
    pages: [
      {
        name: "frames",
        title: "Frames",
        icon: "audio-lines",
        purpose: "Raw bytes at frame rate: sound as a spectrogram, huge images as tiles.",
        plan: [
          "Pixels travel as raw bytes into a canvas, 30 frames a second and more.",
          "A frame that comes too late is dropped, and counted.",
        ],
      },
    ],
  },
  {
    title: "Flow",
    pages: [
      {
        name: "inspector",
        title: "Inspector",
        icon: "activity",
        purpose: "Every stream of every window, live.",
      },
      {
        name: "lab",
        title: "Lab",
        icon: "flask-conical",
        purpose: "One job over every wiring, measured in this window.",
        plan: [
          "The same messages over stock channels, events, requests and Millstream's two wires.",
          "Messages and megabytes a second, latency, memory; as a chart, a table, and a file.",
        ],
      },
    ],
  },
];

/** The streams in the order of the rail: `Ctrl/Cmd+1…9` opens the first nine. */
export const PAGES: readonly StreamPage[] = GROUPS.flatMap((group) => group.pages);

/** The page that a location's `#…` names; the first one where it names none. */
export function pageOf(hash: string): StreamPage {
  const [first] = PAGES as [StreamPage];
  return PAGES.find((page) => `#${page.name}` === hash) ?? first;
}

/** Light, dark, or as the system has it. */
export type Theme = "system" | "light" | "dark";

/** The theme that follows when the toggle is pressed. */
export function nextTheme(theme: Theme): Theme {
  return theme === "system" ? "light" : theme === "light" ? "dark" : "system";
}

/** A theme that was remembered, if it is one. */
export function themeOf(remembered: string | null): Theme {
  return remembered === "light" || remembered === "dark" ? remembered : "system";
}
