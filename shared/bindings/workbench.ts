// Generated from shared/src by `cargo xtask bindings`; do not edit.

export * from "./index.ts";
export * from "./grants.ts";
export * from "./hash.ts";
export * from "./inspector.ts";
export * from "./lab.ts";
