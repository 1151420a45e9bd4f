import { catalog } from "../../views/clouds/index.ts";
import type { Arguments } from "../arguments.ts";
import { checkCommand } from "./check.ts";
import { filterCommand } from "./filter.ts";
import type { Input, Output } from "./input.ts";
import { patchesCommand } from "./patches.ts";
import { previewCommand } from "./preview.ts";
import { valuesCommand } from "./values.ts";
import { verifyCommand } from "./verify.ts";

/** Runs a command. Pure but for what `input` reads. */
export function runCommand(asked: Arguments, input: Input): Output {
  switch (asked.command) {
    case "print":
      return { stdout: asked.text };
    case "filter":
      return filterCommand(asked, input);
    case "check":
      return checkCommand(asked, input);
    case "preview":
      return previewCommand(asked, input);
    case "values":
      return valuesCommand(asked, input);
    case "patches":
      return patchesCommand(asked, input);
    case "verify":
      return verifyCommand(asked, input);
    case "clouds":
      return { stdout: catalog(asked, input.style(1)) };
  }
}
