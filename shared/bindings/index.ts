// Generated from shared/src by `cargo xtask bindings`; do not edit.

export * from "./error.ts";
export * from "./stream.ts";
export * from "./lane.ts";
