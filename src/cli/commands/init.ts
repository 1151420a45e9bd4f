import { mergeLayers } from "../../config/layers.ts";
import { cloudOf, resolve } from "../../config/resolve.ts";
import { Failure } from "../../failure.ts";
import { interview, type Prompt } from "../../init/interview.ts";
import { see } from "../../init/seen.ts";
import { fileOf, reasonOf } from "../../init/text.ts";
import { read } from "../../manifests/read.ts";
import { promptText } from "../../views/prompt.ts";
import { wrap } from "../../views/terminal.ts";
import { DEFAULT_CONFIG } from "../input.ts";
import { command } from "./command.ts";

/** Questions and what can be seen in, a config file out. */
export const init = command({
  name: "init",
  summary: "write the config, after a few questions",
  arguments: ["[files...]"],
  settings: true,
  options: {
    "--force": { help: "write over a file that is there" },
    "--print": { help: "print the config, and write no file" },
  },
  examples: {
    Ask: "kong-client-ip init",
    Look: "kubectl get services,nodes -A -o yaml | kong-client-ip init",
    Script: "kong-client-ip init --cloud gke --method external-traffic-policy",
  },
  details: `
Asks on the terminal what it cannot see, and writes kong-client-ip.yaml, or the
file that --config names. What manifests or kubectl get show of the cloud and
the load balancer is proposed. Without a terminal nothing is asked: what neither
flags nor manifests say is an error.
`,
  run(
    {
      files,
      force,
      print,
      given: {
        flags,
        configs: [name = DEFAULT_CONFIG, second],
      },
    },
    input,
  ) {
    if (second !== undefined) throw new Failure("usage", "--config", "it is written to one file", "name that alone");
    if (/\.json$/i.test(name)) throw new Failure("usage", name, "what is written is YAML", "name it *.yaml");
    if (!print && !force && input.exists(name))
      throw new Failure(
        "usage",
        name,
        "it is there already",
        "add --force to write over it, or --print to see another",
      );
    const style = input.style(2);
    const { config: given } = mergeLayers([flags], { method: "external-traffic-policy", cloud: "generic" });
    if (given.cloud !== undefined) cloudOf(given.cloud, flags.where(["cloud"]));
    const isPiped = files.length > 0 || !input.isTerminal();
    const manifests = isPiped ? input.sources(files).map(({ bytes, file }) => read(bytes, file)) : [];
    const seen = see(manifests);
    return {
      stdout: "",
      converse(ask) {
        const put = ask && ((prompt: Prompt) => ask(promptText(prompt, style)));
        const { answers, taken } = interview(given, seen, flags.where, put);
        const { config, where } = mergeLayers([flags, { origin: "caller", value: answers, where: () => name }]);
        const settings = resolve(config, where);
        const text = fileOf(settings);
        if (print) return { stdout: text };
        const next = "next: kong-client-ip values, or kong-client-ip preview with rendered manifests";
        const lines = [...taken, `wrote ${name}`, reasonOf(settings), next];
        const stderr = lines.map((line) => `kong-client-ip: ${wrap(line, style, 16, 4)}\n`).join("");
        return { stdout: "", stderr, file: { name, text, mayReplace: force } };
      },
    };
  },
});
