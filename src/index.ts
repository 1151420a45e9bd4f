export { Failure, type FailureCode } from "./failure.ts";
export type { Config } from "./generated/config.ts";
export type { Operation } from "./json/patch.ts";
export { postrender } from "./library.ts";
export type { Changed, Result, Warning } from "./run/outcome.ts";
