// Writes src/generated: types and the compiled validator of the config, types and data of the clouds.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import Ajv from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";
import { parse } from "yaml";

const root = new URL("..", import.meta.url);
const json = async (path) => JSON.parse(await readFile(new URL(path, root), "utf8"));
const emit = (name, text) => writeFile(new URL(`src/generated/${name}`, root), text);
const note = (source) => `// Generated from ${source} by \`npm run generate\`. Do not edit.\n`;

const config = await json("schema/config.schema.json");
const cloud = await json("schema/cloud.schema.json");
const style = { bannerComment: "", additionalProperties: false, ignoreMinAndMaxItems: true };
await mkdir(new URL("src/generated", root), { recursive: true });
await emit("config.ts", note("schema/config.schema.json") + (await compile(config, "Config", style)));
await emit("cloud.ts", note("schema/cloud.schema.json") + (await compile(cloud, "Cloud", style)));

const ajv = new Ajv({ code: { source: true, esm: true }, strict: true, strictRequired: false, allowUnionTypes: true });
await emit("validate-config.js", note("schema/config.schema.json") + standaloneCode.default(ajv, ajv.compile(config)));
await emit(
  "validate-config.d.ts",
  `${note("schema/config.schema.json")}import type { ErrorObject } from "ajv";\nexport declare const validate: { (value: unknown): boolean; errors?: ErrorObject[] | null };\n`,
);

/** Which clouds a sign on a Service or an Ingress can mean, so that a run makes only those. */
const signs = { prefixes: {}, classes: {}, ingresses: {}, hostnames: {}, providers: {}, nodeLabels: {} };
const fileUnder = (drawer, sign, name) => {
  drawer[sign] = [...new Set([...(drawer[sign] ?? []), name.replace(".yaml", "")])].sort();
};
const validateCloud = ajv.compile(cloud);
const folder = new URL("src/clouds/", root);
const files = (await readdir(folder)).filter((file) => file.endsWith(".yaml")).sort();
const clouds = await Promise.all(
  files.map(async (file) => {
    const data = parse(await readFile(new URL(file, folder), "utf8"));
    if (!validateCloud(data)) throw new Error(`src/clouds/${file}: ${ajv.errorsText(validateCloud.errors)}`);
    for (const prefix of data.prefixes ?? []) fileUnder(signs.prefixes, prefix, file);
    for (const profile of Object.values(data.loadBalancers)) {
      for (const sign of profile.recognised ?? []) {
        if (sign.class !== undefined) fileUnder(signs.classes, sign.class, file);
      }
      for (const key of ["classes", "controllers"]) {
        for (const name of profile.ingress?.[key] ?? []) fileUnder(signs.ingresses, name, file);
      }
    }
    for (const name of data.hostnames ?? []) fileUnder(signs.hostnames, name, file);
    for (const name of data.providers ?? []) fileUnder(signs.providers, name, file);
    for (const prefix of data.nodeLabels ?? []) fileUnder(signs.nodeLabels, prefix, file);
    const text = JSON.stringify(data).replaceAll("\\", "\\\\").replaceAll("'", "\\'");
    return `  "${file.replace(".yaml", "")}": () => JSON.parse('${text}'),\n`;
  }),
);
await emit(
  "clouds.ts",
  `${note("src/clouds/*.yaml")}import type { Cloud } from "./cloud.ts";\n\n/** JSON in functions: an engine reads past it at once, and a run makes only the cloud it needs. */\nexport const clouds: Record<string, () => Cloud> = {\n${clouds.join("")}};\n`,
);
await emit(
  "signs.ts",
  `${note("src/clouds/*.yaml")}\n/** Which clouds a sign can mean: prefixes of annotations, load balancer classes, Ingress classes and controllers, host names, and providers and labels of Nodes. */\nexport const signs: Record<"prefixes" | "classes" | "ingresses" | "hostnames" | "providers" | "nodeLabels", Record<string, readonly string[]>> = ${JSON.stringify(sorted(signs))};\n`,
);

function sorted(drawers) {
  return Object.fromEntries(
    Object.entries(drawers).map(([name, drawer]) => [
      name,
      Object.fromEntries(Object.entries(drawer).sort(([a], [b]) => (a < b ? -1 : 1))),
    ]),
  );
}
