//! The application's streams, and which of them a window shows.

use std::fmt;

/// A stream of the application: a page, and the word that names it in every layer.
#[derive(Debug, PartialEq, Eq)]
pub struct StreamPage {
    /// The word.
    pub name: StreamName,
    /// Its name to read.
    pub title: &'static str,
    /// A symbol of `assets/icons.svg`.
    pub icon: &'static str,
    /// One line: what it is for.
    pub purpose: &'static str,
    /// What it will do, where it is not built yet.
    pub plan: &'static [&'static str],
}

/// The streams' words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "GROUPS says what each is for")]
pub enum StreamName {
    Hash,
    Duplicates,
    Download,
    Upload,
    Socket,
    Process,
    Tail,
    Table,
    Frames,
    Inspector,
    Lab,
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hash => "hash",
            Self::Duplicates => "duplicates",
            Self::Download => "download",
            Self::Upload => "upload",
            Self::Socket => "socket",
            Self::Process => "process",
            Self::Tail => "tail",
            Self::Table => "table",
            Self::Frames => "frames",
            Self::Inspector => "inspector",
            Self::Lab => "lab",
        })
    }
}

/// The streams as the rail shows them: what some have in common, and which they are.
pub const GROUPS: &[(&str, &[StreamPage])] = &[
    (
        "Files",
        &[
            StreamPage {
                name: StreamName::Hash,
                title: "Hash",
                icon: "hash",
                purpose: "Digest files and folders, and check them against what they should be.",
                plan: &[],
            },
            StreamPage {
                name: StreamName::Duplicates,
                title: "Duplicates",
                icon: "square-stack",
                purpose: "Find files that are the same, under a folder.",
                plan: &[
                    "Compares by size, then by the first bytes, then by the whole digest.",
                    "Shows groups with the bytes that could be freed; deletes nothing by itself.",
                    "Moves a chosen copy to the trash after asking.",
                ],
            },
        ],
    ),
    (
        "Network",
        &[
            StreamPage {
                name: StreamName::Download,
                title: "Download",
                icon: "download",
                purpose: "Fetch a file so that it can be stopped, taken up again and verified.",
                plan: &[
                    "Writes to a part file and resumes it only where the server can prove that nothing changed.",
                    "Checks the expected digest before the file gets its name.",
                    "Retries with a visible reason; limits size, rate and redirects.",
                ],
            },
            StreamPage {
                name: StreamName::Upload,
                title: "Upload",
                icon: "upload",
                purpose: "Send a file, and see how much of it the server has taken.",
                plan: &[
                    "Sends by PUT, or by POST as a form.",
                    "Counts what the socket took, and shows the answer's status and body.",
                    "Retries only what may safely be sent twice.",
                ],
            },
            StreamPage {
                name: StreamName::Socket,
                title: "Socket",
                icon: "plug",
                purpose: "Talk over a WebSocket, in both directions.",
                plan: &[
                    "Text, and binary as raw bytes; ping, pong and close codes.",
                    "Reconnects with a growing delay.",
                    "Reads no faster than the page can show.",
                ],
            },
        ],
    ),
    (
        "Lines",
        &[
            StreamPage {
                name: StreamName::Process,
                title: "Process",
                icon: "terminal",
                purpose: "Run a program, and see what it says as it says it.",
                plan: &[
                    "Both outputs as lines with their time; colours shown, progress lines folded.",
                    "A program that writes faster than the page reads is made to wait.",
                    "Cancel ends it and everything that it started.",
                ],
            },
            StreamPage {
                name: StreamName::Tail,
                title: "Tail",
                icon: "scroll-text",
                purpose: "Follow a log of any size.",
                plan: &[
                    "Opens at the end at once, and scrolls back to the first line.",
                    "Survives rotation, truncation and replacement, and marks them.",
                    "Filters and highlights by regular expression.",
                ],
            },
            StreamPage {
                name: StreamName::Table,
                title: "Table",
                icon: "table-2",
                purpose: "Read CSV, TSV and NDJSON of any size as a table.",
                plan: &[
                    "Shows the first rows at once, and goes on parsing behind them.",
                    "Reports each bad record with its line and byte, and reads the rest.",
                    "Filters, sums up columns, and exports what is left.",
                ],
            },
        ],
    ),
    (
        "Bytes",
        &[StreamPage {
            name: StreamName::Frames,
            title: "Frames",
            icon: "audio-lines",
            purpose: "Raw bytes at frame rate: sound as a spectrogram, huge images as tiles.",
            plan: &[
                "Pixels travel as raw bytes into a canvas, 30 frames a second and more.",
                "A frame that comes too late is dropped, and counted.",
            ],
        }],
    ),
    (
        "Flow",
        &[
            StreamPage {
                name: StreamName::Inspector,
                title: "Inspector",
                icon: "activity",
                purpose: "Every stream of every window, live.",
                plan: &[],
            },
            StreamPage {
                name: StreamName::Lab,
                title: "Lab",
                icon: "flask-conical",
                purpose: "One job over every wiring, measured in this window.",
                plan: &[
                    "The same messages over stock channels, events, requests and Millstream's two wires.",
                    "Messages and megabytes a second, latency, memory; as a chart, a table, and a file.",
                ],
            },
        ],
    ),
];

/// The streams in the order of the rail: `Ctrl/Cmd+1…9` opens the first nine.
pub fn pages() -> impl Iterator<Item = &'static StreamPage> {
    GROUPS.iter().flat_map(|(_, pages)| *pages)
}

/// The page that a location's `#…` names; the first one where it names none.
pub fn page_of(hash: &str) -> &'static StreamPage {
    let word = hash.strip_prefix('#').unwrap_or_default();
    pages().find(|page| page.name.to_string() == word).unwrap_or(&GROUPS[0].1[0])
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The theme that follows when the toggle is pressed.
pub fn next_theme(theme: Theme) -> Theme {
    match theme {
        Theme::System => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::System,
    }
}

/// A theme that was remembered, if it is one.
pub fn theme_of(remembered: Option<&str>) -> Theme {
    match remembered {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}
