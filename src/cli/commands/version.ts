import { command } from "./command.ts";

/** The version of this program, as `--version` prints it. */
export const version = command({
  name: "version",
  summary: "print the version",
  arguments: [],
  settings: false,
  options: {},
  examples: { Version: "kong-client-ip version" },
  run: (_, input) => ({ stdout: `${input.version}\n` }),
});
