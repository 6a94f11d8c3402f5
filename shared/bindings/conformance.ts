// Generated from shared/src by `cargo xtask bindings`; do not edit.

/** The scripts for a receiving end, as `shared/fixtures/conformance/README.md` describes them. */
export const INLET: readonly unknown[] = [
  {
    "rule": "1.1",
    "title": "Nothing is asked for before the reader is done with what it has.",
    "steps": [
      "pause",
      {"ring": {"seq": 1, "items": [1, 2]}},
      {"expect": {"read": [1], "asks": []}},
      "resume",
      {"expect": {"read": [2], "asks": [1]}}
    ]
  },
  {
    "rule": "1.1",
    "title": "One drain at most is under way.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"expect": {"read": [1], "asks": [1]}},
      {"ring": {"seq": 1, "items": [], "more": true}},
      {"expect": {"asks": [1]}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2]}}},
      {"expect": {"read": [2], "asks": [2]}}
    ]
  },
  {
    "rule": "1.3",
    "title": "The reader gets one item at a time: none while it is busy with another.",
    "steps": [
      "pause",
      {"ring": {"seq": 1, "items": [1, 2, 3]}},
      {"expect": {"read": [1]}},
      "resume",
      {"expect": {"read": [2, 3]}}
    ]
  },
  {
    "rule": "1.4",
    "title": "A stream that failed tells its error, behind the items.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2], "end": {"event": "failed", "code": "io", "offered": 2, "delivered": 2}}}},
      {"expect": {"read": [1, 2], "over": [{"event": "failed", "code": "io", "offered": 2, "delivered": 2}]}}
    ]
  },
  {
    "rule": "1.5",
    "title": "A stream that is done tells that it finished, behind the items.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2], "end": {"event": "finished", "offered": 2, "delivered": 2}}}},
      {"expect": {"read": [1, 2], "over": [{"event": "finished", "offered": 2, "delivered": 2}]}}
    ]
  },
  {
    "rule": "1.6",
    "title": "After the end the callback is taken back, and the end has been acknowledged.",
    "steps": [
      {"ring": {"seq": 1, "items": [1], "end": {"event": "finished", "offered": 1, "delivered": 1}}},
      {"expect": {"asks": [1], "over": [{"event": "finished", "offered": 1, "delivered": 1}]}},
      {"drained": {"after": 1, "by": {"seq": 1, "items": [], "end": {"event": "finished", "offered": 1, "delivered": 1}}}},
      {"expect": {"callbacks": 0, "asks": []}}
    ]
  },
  {
    "rule": "1.6",
    "title": "After the end the callback is taken back, also when the last acknowledgement is lost.",
    "steps": [
      {"ring": {"seq": 1, "items": [1], "end": {"event": "finished", "offered": 1, "delivered": 1}}},
      {"drained": {"after": 1, "by": "lost"}},
      {"expect": {"callbacks": 0, "over": [{"event": "finished", "offered": 1, "delivered": 1}]}}
    ]
  },
  {
    "rule": "1.7",
    "title": "Nothing comes behind the end, and there is one.",
    "steps": [
      {"ring": {"seq": 1, "items": [1], "end": {"event": "finished", "offered": 1, "delivered": 1}}},
      {"ring": {"seq": 2, "items": [2]}},
      {"ring": {"seq": 3, "items": [], "end": {"event": "failed", "code": "io"}}},
      {"drained": {"after": 1, "by": {"seq": 1, "items": [], "end": {"event": "finished", "offered": 1, "delivered": 1}}}},
      {"expect": {"read": [1], "over": [{"event": "finished", "offered": 1, "delivered": 1}]}}
    ]
  },
  {
    "rule": "1.8",
    "title": "After a cancel the reader gets nothing more, also of what has come already.",
    "steps": [
      "pause",
      {"ring": {"seq": 1, "items": [1, 2, 3]}},
      "cancel",
      "resume",
      {"expect": {"read": [1]}},
      {"cancelled": {"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}},
      {"expect": {"read": [], "over": [{"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}]}}
    ]
  },
  {
    "rule": "2.8",
    "title": "What comes after a cancel does no harm.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"expect": {"read": [1], "asks": [1]}},
      "cancel",
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2]}}},
      {"ring": {"seq": 3, "items": [3]}},
      {"ring": "broken"},
      {"cancelled": {"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}},
      {"expect": {"read": [], "over": [{"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}], "asks": []}}
    ]
  },
  {
    "rule": "2.9",
    "title": "An end is kept for a reader who is busy.",
    "steps": [
      "pause",
      {"ring": {"seq": 1, "items": [1], "end": {"event": "finished", "offered": 1, "delivered": 1}}},
      {"expect": {"read": [1], "over": []}},
      "resume",
      {"expect": {"over": [{"event": "finished", "offered": 1, "delivered": 1}]}}
    ]
  },
  {
    "rule": "2.9",
    "title": "An end that comes before any item is one.",
    "steps": [
      {"ring": {"seq": 1, "items": [], "end": {"event": "finished", "offered": 0, "delivered": 0}}},
      {"expect": {"read": [], "over": [{"event": "finished", "offered": 0, "delivered": 0}]}}
    ]
  },
  {
    "rule": "2.10",
    "title": "A failure is kept for a reader who is busy.",
    "steps": [
      "pause",
      {"ring": {"seq": 1, "items": [1, 2], "end": {"event": "failed", "code": "io", "offered": 2, "delivered": 2}}},
      {"expect": {"read": [1], "over": []}},
      "resume",
      {"expect": {"read": [2], "over": [{"event": "failed", "code": "io", "offered": 2, "delivered": 2}]}}
    ]
  },
  {
    "rule": "2.11",
    "title": "What rings while the reader is busy is not lost.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": {"seq": 1, "items": []}}},
      {"expect": {"read": [1], "asks": []}},
      "pause",
      {"ring": {"seq": 2, "items": [2]}},
      {"ring": {"seq": 3, "items": [3]}},
      {"expect": {"read": [2], "asks": []}},
      "resume",
      {"expect": {"read": [3], "asks": [3]}}
    ]
  },
  {
    "rule": "2.12",
    "title": "A stream is opened by one command, with one callback.",
    "steps": [
      {"expect": {"starts": 1, "callbacks": 1}},
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": {"seq": 1, "items": []}}},
      {"expect": {"starts": 1, "callbacks": 1}}
    ]
  },
  {
    "rule": "2.13",
    "title": "A reader that throws cancels its stream, and nothing is left of it.",
    "steps": [
      "pause",
      {"ring": {"seq": 1, "items": [1, 2]}},
      "throw",
      {"expect": {"read": [1], "cancels": 1, "asks": []}},
      {"cancelled": {"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}},
      {"expect": {"read": [], "over": [{"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}], "callbacks": 0}}
    ]
  },
  {
    "rule": "3.5",
    "title": "A cancel is told at once, also while a drain is under way.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"expect": {"asks": [1]}},
      "cancel",
      {"expect": {"cancels": 1}}
    ]
  },
  {
    "rule": "3.6",
    "title": "After a cancel nothing is asked for.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": {"seq": 1, "items": []}}},
      "cancel",
      {"ring": {"seq": 1, "items": [], "more": true}},
      {"expect": {"asks": []}},
      "close",
      {"expect": {"asks": []}}
    ]
  },
  {
    "rule": "3.7",
    "title": "A second cancel changes nothing.",
    "steps": [
      "cancel",
      "cancel",
      {"expect": {"cancels": 1}},
      {"cancelled": {"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}},
      "cancel",
      {"expect": {"cancels": 0, "over": [{"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}]}}
    ]
  },
  {
    "rule": "3.7",
    "title": "A cancel behind the end changes nothing.",
    "steps": [
      {"ring": {"seq": 1, "items": [], "end": {"event": "finished", "offered": 0, "delivered": 0}}},
      {"drained": {"after": 1, "by": {"seq": 1, "items": [], "end": {"event": "finished", "offered": 0, "delivered": 0}}}},
      "cancel",
      {"expect": {"cancels": 0, "over": [{"event": "finished", "offered": 0, "delivered": 0}]}}
    ]
  },
  {
    "rule": "3.8",
    "title": "An answer that is not the frame that was asked for is passed over, and it is asked for again.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": {"seq": 5, "items": [5]}}},
      {"expect": {"read": [1], "asks": [1]}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2]}}},
      {"expect": {"read": [2], "asks": [2]}}
    ]
  },
  {
    "rule": "3.12",
    "title": "A cancel tells the producer, also before anything has come.",
    "steps": [
      {"expect": {"cancels": 0}},
      "cancel",
      {"expect": {"cancels": 1}}
    ]
  },
  {
    "rule": "3.12",
    "title": "A cancel whose answer is lost is asked for again.",
    "steps": [
      "cancel",
      {"cancelled": "lost"},
      {"expect": {"cancels": 1, "over": []}},
      {"cancelled": {"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}},
      {"expect": {"cancels": 0, "over": [{"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}]}}
    ]
  },
  {
    "rule": "3.12",
    "title": "A reader that leaves cancels its stream.",
    "steps": [
      "pause",
      {"ring": {"seq": 1, "items": [1, 2]}},
      "leave",
      {"expect": {"read": [1], "cancels": 1}},
      {"cancelled": {"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}},
      {"expect": {"over": [{"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}], "callbacks": 0}}
    ]
  },
  {
    "rule": "3.13",
    "title": "After a cancel the callback is taken back.",
    "steps": [
      {"expect": {"callbacks": 1}},
      "cancel",
      {"cancelled": {"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}},
      {"expect": {"callbacks": 0}}
    ]
  },
  {
    "rule": "order",
    "title": "A ring that overtakes another shows that something is missing: it is drained, and items keep their order.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"ring": {"seq": 3, "items": [3]}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2]}}},
      {"drained": {"after": 2, "by": {"seq": 3, "items": [3]}}},
      {"expect": {"read": [1, 2, 3]}}
    ]
  },
  {
    "rule": "order",
    "title": "A ring from beyond the first frame is drained from the start.",
    "steps": [
      {"ring": {"seq": 2, "items": [2]}},
      {"expect": {"read": [], "asks": [0]}},
      {"drained": {"after": 0, "by": {"seq": 1, "items": [1]}}},
      {"expect": {"read": [1], "asks": [1]}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2]}}},
      {"expect": {"read": [2]}}
    ]
  },
  {
    "rule": "once",
    "title": "A frame that rings twice is read once.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"ring": {"seq": 1, "items": [1]}},
      {"expect": {"read": [1]}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2]}}},
      {"ring": {"seq": 2, "items": [2]}},
      {"ring": {"seq": 1, "items": [1]}},
      {"expect": {"read": [2], "asks": [2]}}
    ]
  },
  {
    "rule": "once",
    "title": "A frame that comes with a late ring and with a drain is read once.",
    "steps": [
      {"ring": {"seq": 0, "items": [], "more": true}},
      {"expect": {"asks": [0]}},
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 0, "by": {"seq": 1, "items": [1]}}},
      {"expect": {"read": [1], "asks": [1]}}
    ]
  },
  {
    "rule": "once",
    "title": "A frame is read once, however often its answer is lost.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": "lost"}},
      {"drained": {"after": 1, "by": "lost"}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2]}}},
      {"expect": {"read": [1, 2], "asks": [2]}}
    ]
  },
  {
    "rule": "lossless",
    "title": "All items are read before the end is told.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2, 3, 4], "end": {"event": "finished", "offered": 4, "delivered": 4}}}},
      {"expect": {"read": [1, 2, 3, 4], "over": [{"event": "finished", "offered": 4, "delivered": 4}]}}
    ]
  },
  {
    "rule": "retry",
    "title": "An answer that is lost, or cannot be read, is asked for again.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": "lost"}},
      {"expect": {"asks": [1]}},
      {"drained": {"after": 1, "by": "broken"}},
      {"expect": {"asks": [1]}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2]}}},
      {"expect": {"read": [1, 2]}}
    ]
  },
  {
    "rule": "bell",
    "title": "An empty ring is answered by a drain, and an empty answer is waited for in silence.",
    "steps": [
      {"expect": {"asks": []}},
      {"ring": {"seq": 0, "items": [], "more": true}},
      {"expect": {"asks": [0]}},
      {"drained": {"after": 0, "by": {"seq": 1, "items": [1]}}},
      {"drained": {"after": 1, "by": {"seq": 1, "items": []}}},
      {"expect": {"read": [1], "asks": []}},
      {"ring": {"seq": 1, "items": [], "more": true}},
      {"expect": {"asks": [1]}}
    ]
  },
  {
    "rule": "bell",
    "title": "A ring that cannot be read is answered by a drain.",
    "steps": [
      {"ring": "broken"},
      {"expect": {"asks": [0]}},
      {"drained": {"after": 0, "by": {"seq": 1, "items": [1]}}},
      {"expect": {"read": [1]}}
    ]
  },
  {
    "rule": "bell",
    "title": "A channel that closes without a last ring is answered by a drain.",
    "steps": [
      "close",
      {"expect": {"asks": [0]}},
      {"drained": {"after": 0, "by": {"seq": 1, "items": [1], "end": {"event": "finished", "offered": 1, "delivered": 1}}}},
      {"expect": {"read": [1], "over": [{"event": "finished", "offered": 1, "delivered": 1}]}}
    ]
  },
  {
    "rule": "bell",
    "title": "An answer that says that more is waiting is followed by a drain.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": {"seq": 1, "items": [], "more": true}}},
      {"expect": {"asks": [1]}}
    ]
  },
  {
    "rule": "account",
    "title": "The end tells the account as it came.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [], "end": {"event": "finished", "offered": 9, "delivered": 1, "coalesced": 2, "dropped": 3, "discarded": 3}}}},
      {"expect": {"over": [{"event": "finished", "offered": 9, "delivered": 1, "coalesced": 2, "dropped": 3, "discarded": 3}]}}
    ]
  },
  {
    "rule": "error",
    "title": "A drain that is refused for good breaks the stream off: the reader learns why, the producer is told.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": {"refused": "stale_frame"}}},
      {"expect": {"read": [1], "asks": [], "cancels": 1, "over": [{"error": "stale_frame"}]}},
      {"cancelled": {"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}},
      {"expect": {"callbacks": 0, "over": [{"error": "stale_frame"}]}}
    ]
  },
  {
    "rule": "elsewhere",
    "title": "A stream that was cancelled from elsewhere ends as cancelled.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"drained": {"after": 1, "by": {"seq": 1, "items": [], "end": {"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}}}},
      {"expect": {"read": [1], "over": [{"event": "cancelled", "offered": 3, "delivered": 1, "discarded": 2}]}}
    ]
  },
  {
    "rule": "attach",
    "title": "A page that reloaded takes its stream up by one command, and drains behind the frame that it is told.",
    "steps": [
      {"ring": {"seq": 1, "items": [1]}},
      {"expect": {"read": [1], "asks": [1]}},
      {"attach": null},
      {"expect": {"attaches": [null], "starts": 0, "callbacks": 1, "asks": []}},
      {"attached": 1},
      {"expect": {"attaches": [], "read": [], "asks": [1]}},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2]}}},
      {"expect": {"read": [2], "asks": [2]}}
    ]
  },
  {
    "rule": "attach",
    "title": "A page that knows how far it came says so.",
    "steps": [
      {"attach": 3},
      {"expect": {"attaches": [3]}},
      {"attached": 3},
      {"expect": {"asks": [3]}}
    ]
  },
  {
    "rule": "attach",
    "title": "What a page has from before it reloaded is passed over.",
    "steps": [
      {"attach": 2},
      {"attached": 2},
      {"ring": {"seq": 2, "items": [2]}},
      {"drained": {"after": 2, "by": {"seq": 3, "items": [3]}}},
      {"expect": {"read": [3], "asks": [3]}}
    ]
  },
  {
    "rule": "attach",
    "title": "A stream that ended while its page was away tells it behind what had been read.",
    "steps": [
      {"attach": null},
      {"attached": 1},
      {"drained": {"after": 1, "by": {"seq": 2, "items": [2], "end": {"event": "finished", "offered": 2, "delivered": 2}}}},
      {"expect": {"read": [2], "over": [{"event": "finished", "offered": 2, "delivered": 2}]}}
    ]
  },
  {
    "rule": "attach",
    "title": "An attach that is refused tells the reader why, and nothing is left of it.",
    "steps": [
      {"attach": null},
      {"attached": {"refused": "unknown_key"}},
      {"expect": {"read": [], "asks": [], "cancels": 0, "callbacks": 0, "over": [{"error": "unknown_key"}]}}
    ]
  },
  {
    "rule": "attach",
    "title": "A ring that overtakes the answer to an attach is not lost.",
    "steps": [
      "join",
      {"other": {"ring": {"seq": 1, "items": [1]}}},
      {"other": {"attached": 0}},
      {"other": {"expect": {"read": [1], "asks": [1]}}}
    ]
  },
  {
    "rule": "readers",
    "title": "Each reader keeps its own pace, and its own count of frames.",
    "steps": [
      "pause",
      {"ring": {"seq": 1, "items": [1, 2]}},
      "join",
      {"other": {"attached": 0}},
      {"other": {"expect": {"asks": [0]}}},
      {"other": {"drained": {"after": 0, "by": {"seq": 1, "items": [3]}}}},
      {"other": {"drained": {"after": 1, "by": {"seq": 2, "items": [4]}}}},
      {"other": {"expect": {"read": [3, 4], "asks": [2]}}},
      {"expect": {"read": [1], "asks": []}},
      "resume",
      {"expect": {"read": [2], "asks": [1]}}
    ]
  },
  {
    "rule": "readers",
    "title": "A reader who joined and cancels ends its own reading alone.",
    "steps": [
      "join",
      {"other": {"attached": 0}},
      {"other": "cancel"},
      {"other": {"cancelled": {"event": "cancelled", "offered": 0, "delivered": 0}}},
      {"other": {"expect": {"over": [{"event": "cancelled", "offered": 0, "delivered": 0}], "callbacks": 0}}},
      {"ring": {"seq": 1, "items": [1]}},
      {"expect": {"read": [1], "asks": [1], "cancels": 0, "over": []}}
    ]
  },
  {
    "rule": "attachments",
    "title": "Raw bytes come with their item, each whole and in order, also where there are none.",
    "steps": [
      {"ring": {"seq": 1, "items": [1, {"item": 2, "attachments": [[1, 2, 3], []]}, {"item": 3, "attachments": [[4]]}]}},
      {"expect": {"read": [1, {"item": 2, "attachments": [[1, 2, 3], []]}, {"item": 3, "attachments": [[4]]}]}}
    ]
  },
  {
    "rule": "attachments",
    "title": "Raw bytes wait with their item for a reader who is busy.",
    "steps": [
      "pause",
      {"ring": {"seq": 1, "items": [1]}},
      {"ring": {"seq": 2, "items": [{"item": 2, "attachments": [[1, 2, 3]]}]}},
      {"ring": {"seq": 3, "items": [3, {"item": 4, "attachments": [[4]]}]}},
      "resume",
      {"expect": {"read": [1, {"item": 2, "attachments": [[1, 2, 3]]}, 3, {"item": 4, "attachments": [[4]]}]}}
    ]
  }
];
