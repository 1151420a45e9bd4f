import { postrenderLayers } from "../../hosts/filter/postrender.ts";
import { reportText } from "../../views/report.ts";
import { command, isWhole } from "./command.ts";

/** Manifests in, manifests out: what runs where no command is named. */
export const filter = command({
  name: "kong-client-ip",
  summary:
    "Make Kong see the real client's address: reads the rendered manifests of a\nrelease on stdin and writes them, patched, to stdout.",
  arguments: [],
  settings: true,
  options: {
    "-q, --quiet": { help: "print neither changes nor warnings" },
    "--explain [code]": { help: "tell of notes in full" },
    "--helm-plugin": { help: "for plugin.yaml: tell Helm 4 of failures on stdout", hidden: true },
  },
  examples: {
    "Helm 3": `helm upgrade my-kong kong/kong --post-renderer kong-client-ip \\
  --post-renderer-args --config=kong-client-ip.yaml`,
    "Helm 4": `helm plugin install "$(npm root -g)/kong-client-ip"
helm upgrade my-kong kong/kong --post-renderer kong-client-ip \\
  --post-renderer-args --config=kong-client-ip.yaml`,
    Pipe: `helm template my-kong kong/kong | kong-client-ip --cloud eks \\
  --method proxy-protocol --trusted-cidr 10.0.0.0/16 > kong.yaml`,
  },
  details: `Argo CD, Flux, Kustomize, kpt, Terraform and others: see examples/README.md.

Settings:  flags win over the functionConfig of a ResourceList, that over Argo
           CD's parameters, those over variables (KONG_CLIENT_IP_METHOD, …), and
           those over the file.
Exit code: 0 done; 1 the manifests cannot be patched safely; 2 wrong flags or
           config; 3 a bug; 4 stdin cannot be read, or stdout not be written.
           On 1, 2 and 3 nothing is written to stdout; on 4 it may end early.
`,
  run({ given, helmPlugin, quiet, explain }, input) {
    const layers = input.layers(given);
    const result = postrenderLayers(input.stdin(), layers, input.today);
    // Helm 4 refuses an empty stream, even from a chart that is empty.
    const stdout = helmPlugin && result.stream.every(({ length }) => length === 0) ? "# no manifests\n" : result.stream;
    return { stdout, ...(!quiet && { stderr: reportText(result, input.style(2), isWhole(explain)) }) };
  },
});
