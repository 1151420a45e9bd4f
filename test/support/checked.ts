import { callerLayer } from "../../src/config/layers.ts";
import type { Config } from "../../src/index.ts";
import { type Check, checkOf } from "../../src/run/check.ts";

interface Circumstances {
  config?: Partial<Config>;
  file?: string;
  /** A date on which no published range is old, unless another one is given. */
  today?: string;
}

/** What `check` finds in manifests, inside this process. */
export function checked(
  manifests: string | Buffer,
  { config = {}, file = "stdin", today = "2020-01-01" }: Circumstances = {},
): Check {
  return checkOf([callerLayer(config, () => "config")], [{ bytes: Buffer.from(manifests as string), file }], today);
}
