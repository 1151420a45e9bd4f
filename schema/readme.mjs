// Writes the generated parts of README.md, between `<!-- name -->` and `<!-- /name -->`.
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";

const root = new URL("..", import.meta.url);
const run = (...args) =>
  execFileSync(process.execPath, [new URL("dist/cli.cjs", root).pathname, ...args], { encoding: "utf8" });
const parts = { clouds: run("clouds", "--format", "markdown") };

const known = Object.values(JSON.parse(run("clouds", "--format", "json"))).flatMap(({ loadBalancers }) =>
  Object.values(loadBalancers),
);
const count = known.filter(({ obsolete }) => obsolete === undefined).length;
let readme = await readFile(new URL("README.md", root), "utf8");
for (const [name, text] of Object.entries(parts)) {
  const place = new RegExp(`(<!-- ${name} -->\n)[^]*(<!-- /${name} -->)`);
  if (!place.test(readme)) throw new Error(`README.md has no place for ${name}`);
  readme = readme.replace(place, (_, open, close) => `${open}${text}${close}`);
}
readme = readme.replace(/sources of \w+ load balancers/, `sources of ${count} load balancers`);
await writeFile(new URL("README.md", root), readme);
