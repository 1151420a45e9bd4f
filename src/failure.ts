/** Exit codes of the program; see `--help`. */
export const EXIT = { ok: 0, refused: 1, usage: 2, bug: 3, io: 4 } as const;

/** Every way a run can fail, and the exit code it ends with. */
const CODES = {
  "empty-input": EXIT.refused,
  "bad-yaml": EXIT.refused,
  "no-gateway": EXIT.refused,
  "left-behind": EXIT.refused,
  "no-front-service": EXIT.refused,
  "cluster-ip": EXIT.refused,
  conflict: EXIT.refused,
  unsafe: EXIT.refused,
  "shared-node": EXIT.refused,
  "bad-shape": EXIT.refused,
  "user-patch": EXIT.refused,
  usage: EXIT.usage,
  config: EXIT.usage,
  unsupported: EXIT.usage,
  input: EXIT.io,
  output: EXIT.io,
  bug: EXIT.bug,
} as const;

export type FailureCode = keyof typeof CODES;

/** Refusals of what a check finds as well, so each has the rule that it is about. */
type RuledCode = "unsafe" | "left-behind";

/**
 * The one error that users see: `where: what is wrong; what to do`.
 *
 * No part of it may quote a user's document beyond kinds, names, paths and the settings this tool manages,
 * because it ends up in CI logs and in the Argo CD user interface.
 */
export class Failure extends Error {
  /** By its name: what is loaded on its own has a class of its own. */
  static override [Symbol.hasInstance](value: unknown): value is Failure {
    return value instanceof Error && value.name === "Failure";
  }

  override readonly name = "Failure";
  readonly exitCode: number;

  constructor(code: Exclude<FailureCode, RuledCode>, where: string, what: string, remedy: string, rule?: string);
  constructor(code: RuledCode, where: string, what: string, remedy: string, rule: string);
  constructor(
    readonly code: FailureCode,
    readonly where: string,
    readonly what: string,
    readonly remedy: string,
    /** The rule that was broken, of which `check --explain` tells more. */
    readonly rule?: string,
  ) {
    super(`${where}: ${what}; ${remedy}${rule === undefined ? "" : ` [${rule}]`}`);
    this.exitCode = CODES[code];
  }
}

/** A broken promise of our own: never the user's mistake, never half an output. */
export function bug(where: string, what: string): Failure {
  return new Failure("bug", where, what, "this is a bug in kong-client-ip: nothing was written, please report it");
}
