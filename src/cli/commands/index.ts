import { check } from "./check.ts";
import { clouds } from "./clouds.ts";
import type { Command } from "./command.ts";
import { completion } from "./completion.ts";
import { filter } from "./filter.ts";
import { init } from "./init.ts";
import { patches } from "./patches.ts";
import { preview } from "./preview.ts";
import { rollout } from "./rollout.ts";
import { trust } from "./trust.ts";
import { values } from "./values.ts";
import { verify } from "./verify.ts";
import { version } from "./version.ts";

/** The commands besides the filter, which runs where none is named, in the order of the help. */
export const commands: readonly Command[] = [
  init,
  preview,
  check,
  values,
  patches,
  trust,
  clouds,
  verify,
  rollout,
  version,
  completion(filter, () => commands),
];
