/** What `completion` prints, in the shells that it is for. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filter } from "../../src/cli/commands/filter.ts";
import { commands } from "../../src/cli/commands/index.ts";
import { bash } from "../../src/cli/completion/bash.ts";
import { fish } from "../../src/cli/completion/fish.ts";
import { wordsOf } from "../../src/cli/completion/words.ts";
import { zsh } from "../../src/cli/completion/zsh.ts";
import { command } from "../support/command.ts";
import { newDirectory } from "../support/directory.ts";
import { describeWith, findProgram } from "../support/needs.ts";
import { run } from "../support/tools.ts";

const words = wordsOf(filter, commands);
const home = newDirectory();
mkdirSync(join(home, "folder"));
writeFileSync(join(home, "release.yaml"), "");
writeFileSync(join(home, "_kong-client-ip"), zsh(words));
writeFileSync(join(home, "fish"), fish(words));
writeFileSync(join(home, "bash"), bash(words));

/** A line up to the cursor, and what of it can stand there, all of it or some. */
const lines: [line: string, words: string[]][] = [
  ["kong-client-ip pre", ["preview"]],
  ["kong-client-ip --clo", ["--cloud"]],
  ["kong-client-ip --cloud ek", ["eks"]],
  ["kong-client-ip --method pro", ["proxy-protocol"]],
  ["kong-client-ip check --fail", ["--fail-on"]],
  ["kong-client-ip check --fail-on warn", ["warning"]],
  ["kong-client-ip check --format sar", ["sarif"]],
  ["kong-client-ip check rel", ["release.yaml"]],
  ["kong-client-ip patches --format kus", ["kustomize"]],
  ["kong-client-ip values --chart ing", ["ingress"]],
  ["kong-client-ip clouds hetz", ["hetzner"]],
  ["kong-client-ip completion fi", ["fish"]],
  ["kong-client-ip help ver", ["verify", "version"]],
  ["kong-client-ip --config rel", ["release.yaml"]],
  // Only where it means something.
  ["kong-client-ip check --trusted", []],
  ["kong-client-ip --helm-pl", []],
  ["kong-client-ip --release rel", []],
];

describeWith({ bash: findProgram("bash") !== undefined }, "Bash", () => {
  test.each([...lines, ["kong-client-ip check --format = js", ["json"]] as (typeof lines)[number]])(
    "%s",
    (line, found) => {
      const script = `source ./bash
COMP_WORDS=(${line})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_kong_client_ip
printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { status, stdout } = run("bash", ["-c", script], { cwd: home });
      // Files are completed by Bash itself.
      const own = found.filter((word) => word !== "release.yaml");
      expect({ status, words: stdout.toString().split("\n").filter(Boolean).sort() }).toEqual({
        status: 0,
        words: own,
      });
    },
  );
});

describeWith({ fish: findProgram("fish") !== undefined }, "Fish", () => {
  test.each(lines)("%s", (line, found) => {
    const { stdout } = run("fish", ["--no-config", "-c", `source fish; complete -C ${JSON.stringify(line)}`], {
      cwd: home,
    });
    const given = stdout
      .toString()
      .split("\n")
      .filter(Boolean)
      .map((each) => each.split("\t")[0]);
    expect(given.sort()).toEqual(found);
  });
});

describeWith({ zsh: findProgram("zsh") !== undefined }, "Zsh", () => {
  /** What stands on the line of an interactive zsh once tab was pressed behind each of the lines. */
  const script = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1= PS2= RPS1=; unsetopt prompt_cr prompt_sp beep; setopt no_always_last_prompt no_list_ambiguous; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; tab() { zle complete-word; print -r -- "<$BUFFER>" >> out; BUFFER= }; zle -N tab; bindkey "^I" tab; : > out; print -r ready >> out'
repeat 100; do [[ -s out ]] && break; sleep 0.1; done
${lines.map(([line]) => `zpty -w -n shell ${JSON.stringify(line)}$'\\t'; sleep 0.3`).join("\n")}
repeat 100; do [[ $(wc -l < out) -gt ${lines.length} ]] && break; sleep 0.1; done
cat out`;
  const { stdout } = run("zsh", ["-f", "-c", script], { cwd: home });
  const answers = stdout.toString().split("\n").slice(1);

  test.each(lines.map(([line, found], index) => [line, found, answers[index] ?? ""] as const))(
    "%s",
    (line, found, answer) => {
      const head = line.slice(0, line.lastIndexOf(" ") + 1);
      const [only, ...others] = found;
      const shared = others.length > 0 ? "ver" : only;
      expect(answer.replace(/[ =]*>$/, "").slice(1)).toBe(only === undefined ? line : head + shared);
    },
  );
});

describe("A script", () => {
  test.each(["bash", "zsh", "fish"])("for %s knows every command and every flag that help shows", (shell) => {
    const { stdout } = command(["completion", shell]);
    for (const name of [undefined, ...commands.map((each) => each.name)]) {
      const flags = command([...(name ? [name] : []), "--help"]).stdout.match(/^ {2}(?:-\w, )?--[\w-]+/gm) ?? [];
      expect(flags.length).toBeGreaterThan(0);
      if (name) expect(stdout).toContain(name);
      for (const flag of flags)
        expect(stdout).toMatch(
          new RegExp(`${shell === "fish" ? "-l " : ""}${flag.replace(/^.*--/, shell === "fish" ? "" : "--")}\\b`),
        );
    }
  });

  test("for another shell does not exist", () => {
    expect(command(["completion", "fisch"])).toMatchObject({
      status: 2,
      stderr: 'kong-client-ip: error: command line: there is no completion for "fisch"; did you mean fish?\n',
    });
  });
});
