import { check } from "./check.ts";
import { clouds } from "./clouds.ts";
import type { Command } from "./command.ts";
import { init } from "./init.ts";
import { patches } from "./patches.ts";
import { preview } from "./preview.ts";
import { rollout } from "./rollout.ts";
import { trust } from "./trust.ts";
import { values } from "./values.ts";
import { verify } from "./verify.ts";

/** The commands besides the filter, which runs where none is named, in the order of the help. */
export const commands: readonly Command[] = [init, preview, check, values, patches, trust, clouds, verify, rollout];
