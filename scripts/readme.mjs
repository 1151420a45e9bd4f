// Writes the generated parts of README.md, between `<!-- name -->` and `<!-- /name -->`.
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";

const root = new URL("..", import.meta.url);
const run = (...args) =>
  execFileSync(process.execPath, [new URL("dist/cli.cjs", root).pathname, ...args], { encoding: "utf8" });
const measured = JSON.parse(await readFile(new URL("test/bench/result.json", root), "utf8"));
const parts = { clouds: run("clouds", "--format", "markdown"), speed: speedTable(measured) };

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

/** A measurement by `npm run bench -- --json` as a table: medians, and peak memory where the stream is large. */
function speedTable({ machine, streams }) {
  const contestants = ["executable", "tool", "node", "kubectl", "round-trip"];
  const titles = streams[0].contestants.filter(({ id }) => contestants.includes(id)).map(({ title }) => title);
  const rows = streams.map(({ title, bytes, contestants: all }) => [
    `${title}, ${megabytes(bytes)}`,
    ...all.filter(({ id }) => contestants.includes(id)).map((each) => cell(each, bytes > 4e6)),
  ]);
  const table = [["stream", ...titles], ["---", ...titles.map(() => "---")], ...rows];
  return `${table.map((cells) => `| ${cells.join(" | ")} |\n`).join("")}
Medians on ${machine.cpu} with ${machine.cores} cores, Node ${machine.node.slice(1)}, kubectl ${machine.kubectl}.
`;
}

function cell({ note, numbers }, withMemory) {
  if (!numbers) return note.replace(/^exit .*/, "fails");
  const { median, peakMemory } = numbers;
  const time = median < 1000 ? `${Math.round(median)} ms` : `${(median / 1000).toFixed(1)} s`;
  return withMemory && peakMemory ? `${time}, ${megabytes(peakMemory)}` : time;
}

function megabytes(bytes) {
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6).toLocaleString("en")} MB`;
}
