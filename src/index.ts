export { Failure, type FailureCode } from "./failure.ts";
export type { Config } from "./generated/config.ts";
export type { Operation } from "./patch.ts";
export { postrender } from "./postrender.ts";
export type { Changed, Result, Warning } from "./result.ts";
