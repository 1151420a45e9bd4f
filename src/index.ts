export { Failure, type FailureCode } from "./failure.ts";
export type { Config } from "./generated/config.ts";
export { postrender } from "./library.ts";
export type { Operation } from "./patch.ts";
export type { Changed, Result, Warning } from "./result.ts";
