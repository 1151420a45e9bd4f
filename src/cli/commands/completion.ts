import { suggest } from "../../config/suggest.ts";
import { Failure } from "../../failure.ts";
import { bash } from "../completion/bash.ts";
import { fish } from "../completion/fish.ts";
import { type Words, wordsOf } from "../completion/words.ts";
import { zsh } from "../completion/zsh.ts";
import { type Command, command } from "./command.ts";

const SHELLS = new Map(Object.entries({ bash, zsh, fish } satisfies Record<string, (words: Words) => string>));

/** A script for a shell, out of the table of commands. */
export const completion = (filter: Command, commands: () => readonly Command[]): Command =>
  command({
    name: "completion",
    summary: "print what makes a shell complete commands, flags and names",
    arguments: ["<shell>"],
    words: [...SHELLS.keys()],
    settings: false,
    options: {},
    examples: {
      Bash: 'eval "$(kong-client-ip completion bash)"',
      Zsh: "kong-client-ip completion zsh > ~/.zfunc/_kong-client-ip",
      Fish: "kong-client-ip completion fish | source",
    },
    details: `
The line for Bash goes into ~/.bashrc, that for fish into
~/.config/fish/config.fish. For zsh the folder must be in fpath before compinit
runs: fpath=(~/.zfunc $fpath).
`,
    run({ shell }) {
      const script = SHELLS.get(shell);
      if (script) return { stdout: script(wordsOf(filter, commands())) };
      throw new Failure(
        "usage",
        "command line",
        `there is no completion for ${JSON.stringify(shell)}`,
        suggest(shell, [...SHELLS.keys()]),
      );
    },
  });
