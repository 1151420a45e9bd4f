import { transformValues } from "../../hosts/chart/transform.ts";
import { reportText } from "../../views/report.ts";
import { command, isWhole } from "./command.ts";

/** A chart's values in, the same change in them out; without any the change alone. */
export const values = command({
  name: "values",
  summary: "the same change in a chart's values",
  arguments: ["[file]"],
  settings: true,
  options: {
    "--chart <name>": {
      help: "kong (default) or ingress, whose gateway: is kong's chart",
      choices: ["kong", "ingress"],
    },
    "--chart-version <version>": { help: "the chart's version or a range of them (default: the newest)" },
    "--under <key>": { help: "the chart's key in the values of an umbrella chart, like kong or apps.kong" },
    "-q, --quiet": { help: "print neither changes nor warnings" },
    "--explain [code]": { help: "tell of notes in full" },
  },
  examples: {
    Values: `kong-client-ip values --cloud gke \\
  --method external-traffic-policy < values.yaml > new.yaml`,
    Flux: "kong-client-ip values helm-release.yaml > new.yaml",
  },
  details: `
Reads a values file from stdin or FILE and prints it with the change in it, the
rest as it was; without one it prints the change alone, for another --values.

A HelmRelease of Flux and an Application or ApplicationSet of Argo CD are
changed where they bring values along (spec.values; helm.valuesObject;
helm.values: |). They name chart and version; else those are flags. Charts of
Kong's from 1.0.0 on are known, and what each of them makes of its values.
`,
  run({ file, chart, chartVersion, under = "", quiet, explain, given }, input) {
    const layers = input.layers(given);
    const source = file !== undefined ? input.source(file) : input.isTerminal() ? NONE : input.stdin();
    const result = transformValues(source, layers, {
      ...(chart !== undefined && { chart }),
      ...(chartVersion !== undefined && { chartVersion }),
      today: input.today,
      under: under.split(".").filter(Boolean),
    });
    return { stdout: result.stream, ...(!quiet && { stderr: reportText(result, input.style(2), isWhole(explain)) }) };
  },
});

const NONE = { file: "values", bytes: Buffer.alloc(0) };
