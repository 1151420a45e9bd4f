// Writes the generated parts of README.md and docs/, each between `<!-- name -->` and `<!-- /name -->`.
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = new URL("..", import.meta.url);
const json = async (path) => JSON.parse(await readFile(new URL(path, root), "utf8"));
const run = (...args) =>
  execFileSync(process.execPath, [fileURLToPath(new URL("dist/cli.cjs", root)), ...args], { encoding: "utf8" });

const known = Object.values(JSON.parse(run("clouds", "--format", "json"))).flatMap(({ loadBalancers }) =>
  Object.values(loadBalancers),
);
await fill("docs/load-balancers.md", "clouds", run("clouds", "--format", "markdown"));
await fill("docs/settings.md", "settings", settingsTable(await json("schema/config.schema.json"), await forms()));
await fill("docs/speed.md", "speed", speedTable(await json("test/bench/result.json")));
await fill("README.md", "count", `${known.filter(({ obsolete }) => obsolete === undefined).length}`);

async function fill(page, name, text) {
  const file = new URL(page, root);
  const place = new RegExp(`(<!-- ${name} -->\n?)[^]*?(<!-- /${name} -->)`);
  const old = await readFile(file, "utf8");
  if (!place.test(old)) throw new Error(`${page} has no place for ${name}`);
  await writeFile(
    file,
    old.replace(place, (_, open, close) => `${open}${text}${close}`),
  );
}

/** The flags and variables of the command line, out of its own source. */
async function forms() {
  const entryPoint = fileURLToPath(new URL("src/config/short.ts", root));
  const { outputFiles } = await build({ entryPoints: [entryPoint], bundle: true, write: false, format: "esm" });
  const source = Buffer.from(outputFiles[0].contents).toString("base64");
  return (await import(`data:text/javascript;base64,${source}`)).FORMS;
}

/** A row for each key of the config, with what says the same. */
function settingsTable({ properties, required }, forms) {
  const keys = Object.entries(properties).flatMap(([key, schema]) =>
    schema.properties
      ? [
          ...(schema.description && schema.type !== "object" ? [[key, schema.description]] : []),
          ...Object.entries(schema.properties).map(([inner, { description }]) => [`${key}.${inner}`, description]),
        ]
      : [[key, schema.description]],
  );
  const rows = keys
    .filter(([key]) => key !== "$schema")
    .map(([key, description]) => {
      const { flags, negated, variables } = forms[key] ?? {};
      const flag = flags?.split(" ")[0];
      const both = [flag, negated && flag.replace("--", "--no-")].filter(Boolean);
      const meaning = required.includes(key) ? `Required. ${description}` : description;
      const variable = variables && `\`KONG_CLIENT_IP_${variables[0]}\``;
      return [`\`${key}\``, both.map((each) => `\`${each}\``).join(", ") || "–", variable ?? "–", meaning];
    });
  return markdown([["key", "flag", "variable", "meaning"], ...rows]);
}

/** A measurement by `npm run bench -- --json`: medians, and peak memory where the stream is large. */
function speedTable({ machine, streams, fleets = [] }) {
  const contestants = ["executable", "tool", "node", "kubectl", "kustomize", "yq", "ytt", "round-trip"];
  const titles = streams[0].contestants.filter(({ id }) => contestants.includes(id)).map(({ title }) => title);
  const rows = streams.map(({ title, bytes, contestants: all }) => [
    `${title}, ${megabytes(bytes)}`,
    ...all.filter(({ id }) => contestants.includes(id)).map((each) => cell(each, bytes > 4e6)),
  ]);
  const picture = `
![Time for each release of a stream, as they become more](speed.svg)

Who took more than 15 s for a stream sat the larger ones out.
`;
  return `${markdown([["stream", ...titles], ...rows])}
Medians on ${machine.cpu} with ${machine.cores} cores, Node ${machine.node.slice(1)}, kubectl ${machine.kubectl}.
${fleets.length > 0 ? picture : ""}`;
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

/** A table, its head first. */
function markdown([head, ...rows]) {
  const line = (cells) => `| ${cells.join(" | ")} |\n`;
  return [head, head.map(() => "---"), ...rows].map(line).join("");
}
