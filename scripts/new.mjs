// npm run new cloud NAME: the skeleton of a cloud, to be filled in.
import { existsSync, writeFileSync } from "node:fs";
import { stdout } from "node:process";

const [what, name = ""] = process.argv.slice(2);
if (what !== "cloud" || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) fail("usage: npm run new cloud NAME, in lower case");
const file = new URL(`../src/clouds/${name}.yaml`, import.meta.url);
if (existsSync(file)) fail(`src/clouds/${name}.yaml is there already`);

writeFileSync(
  file,
  `# yaml-language-server: $schema=../../schema/cloud.schema.json
title: ${name}
# prefixes: [lb.${name}.example/]
recommended:
  external-traffic-policy: load-balancer
  proxy-protocol: load-balancer
  http-headers: load-balancer
loadBalancers:
  load-balancer:
    title: Load balancer
    # packets, connections or requests
    forwards: connections
    methods:
      # Of a method that works: annotations, externalTrafficPolicy, peers, header. Of all: sources.
${["external-traffic-policy", "proxy-protocol", "http-headers"].map(skeleton).join("\n")}
`,
);
stdout.write(`src/clouds/${name}.yaml: fill it in, then run npm run accept and read the diff\n`);

function skeleton(method) {
  return `      ${method}:
        unsupported: nobody has looked it up
        sources:
          - "TODO: owner/repository path/to/file:line"`;
}

function fail(text) {
  console.error(text);
  process.exit(2);
}
