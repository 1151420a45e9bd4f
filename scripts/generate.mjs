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

const ajv = new Ajv({ code: { source: true, esm: true }, strict: true, strictRequired: false });
await emit("validate-config.js", note("schema/config.schema.json") + standaloneCode.default(ajv, ajv.compile(config)));
await emit(
  "validate-config.d.ts",
  `${note("schema/config.schema.json")}import type { ErrorObject } from "ajv";\nexport declare const validate: { (value: unknown): boolean; errors?: ErrorObject[] | null };\n`,
);

const validateCloud = ajv.compile(cloud);
const folder = new URL("src/clouds/", root);
const files = (await readdir(folder)).filter((file) => file.endsWith(".yaml")).sort();
const clouds = await Promise.all(
  files.map(async (file) => {
    const data = parse(await readFile(new URL(file, folder), "utf8"));
    if (!validateCloud(data)) throw new Error(`src/clouds/${file}: ${ajv.errorsText(validateCloud.errors)}`);
    const text = JSON.stringify(data).replaceAll("\\", "\\\\").replaceAll("'", "\\'");
    return `  "${file.replace(".yaml", "")}": () => JSON.parse('${text}'),\n`;
  }),
);
await emit(
  "clouds.ts",
  `${note("src/clouds/*.yaml")}import type { Cloud } from "./cloud.ts";\n\n/** JSON in functions: an engine reads past it at once, and a run makes only the cloud it needs. */\nexport const clouds: Record<string, () => Cloud> = {\n${clouds.join("")}};\n`,
);
