import { clouds as data } from "../../generated/clouds.ts";
import { catalog, cloudFormats } from "../../views/clouds/index.ts";
import { command } from "./command.ts";

/** What the program knows, out. */
export const clouds = command({
  name: "clouds",
  summary: "what is known about all clouds, about one, or about one of its load balancers",
  arguments: ["[name]", "[lb]"],
  words: Object.keys(data),
  settings: false,
  formats: cloudFormats,
  options: { "--sources": { help: "say where each fact comes from; json and markdown do in any case" } },
  examples: { All: "kong-client-ip clouds", One: "kong-client-ip clouds eks nlb --sources" },
  run: ({ name, lb, sources, format }, input) => ({
    stdout: catalog({ name, loadBalancer: lb, sources, format }, input.style(1)),
  }),
});
