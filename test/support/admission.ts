/** What an API server says of objects, by the schemas, CEL rules and policies that it is given: a second opinion. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Environment } from "@marcbachmann/cel-js";
import { Ajv, type ValidateFunction } from "ajv";
import { parseAllDocuments } from "yaml";
import { at, isObject, type Json, type JsonObject, mapAt, mapsAt, textAt } from "../../src/json/values.ts";

/** Says why an object is refused, empty where it is not; as an update of another one where that is given. */
export type Admission = (object: JsonObject, old?: JsonObject) => string[];

interface Kind {
  schema: JsonObject;
  validate: ValidateFunction;
}

/** The definitions and policies in the files of a directory. */
export function admissionBy(directory: string): Admission {
  const objects = readdirSync(directory)
    .filter((file) => file.endsWith(".yaml"))
    .flatMap((file) => parseAllDocuments(readFileSync(join(directory, file), "utf8")))
    .map((document) => document.toJS() as JsonObject)
    .filter(isObject);
  const kinds = new Map(objects.flatMap(kindsOf));
  const policies = objects.filter(({ kind }) => kind === "ValidatingAdmissionPolicy");
  return (object, old) => {
    const name = `${textAt(object, ["apiVersion"])} ${textAt(object, ["kind"])}`;
    const kind = kinds.get(name);
    if (!kind) throw new Error(`there is no schema for ${name}`);
    const [now, before] = [object, old].map((each) => each && (filled(kind.schema, each) as JsonObject));
    if (!now) return [];
    if (!kind.validate(now))
      return (kind.validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    return [...refusals(kind.schema, now, before, ""), ...policies.flatMap((policy) => denials(policy, now))];
  };
}

function kindsOf(definition: JsonObject): [string, Kind][] {
  if (definition["kind"] !== "CustomResourceDefinition") return [];
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false });
  return mapsAt(definition, ["spec", "versions"]).map((version) => {
    const schema = mapAt(version, ["schema", "openAPIV3Schema"]);
    const [group, kind] = [textAt(definition, ["spec", "group"]), textAt(definition, ["spec", "names", "kind"])];
    return [`${group}/${textAt(version, ["name"])} ${kind}`, { schema, validate: ajv.compile(closed(schema)) }];
  });
}

/** A schema under which a field that it does not know is refused, as `kubectl apply` does. */
function closed(schema: JsonObject, isRoot = true): JsonObject {
  const { properties, items, additionalProperties } = schema;
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true || isRoot;
  return {
    ...schema,
    ...(isObject(items) && { items: closed(items, false) }),
    ...(isObject(additionalProperties) && { additionalProperties: closed(additionalProperties, false) }),
    ...(isObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, item]) => [key, closed(item as JsonObject, false)]),
      ),
      ...(!open && additionalProperties === undefined && { additionalProperties: false }),
    }),
  };
}

/** A value with the schema's defaults in it. */
function filled(schema: JsonObject, value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => filled(mapAt(schema, ["items"]), item));
  if (!isObject(value)) return value;
  const properties = mapAt(schema, ["properties"]);
  const more = mapAt(schema, ["additionalProperties"]);
  const defaults = Object.entries(properties).flatMap(([key, item]) =>
    value[key] === undefined && at(item, ["default"]) !== undefined
      ? [[key, at(item, ["default"]) as Json] as const]
      : [],
  );
  const all = { ...value, ...Object.fromEntries(defaults) };
  return Object.fromEntries(
    Object.entries(all).map(([key, item]) => [key, filled((properties[key] as JsonObject) ?? more, item)]),
  );
}

/** What the rules in a schema refuse. Those that ask for the old value hold for updates. */
function refusals(schema: JsonObject, self: Json, oldSelf: Json | undefined, path: string): string[] {
  const own = mapsAt(schema, ["x-kubernetes-validations"]).flatMap((item) => {
    const rule = textAt(item, ["rule"]) ?? "";
    if (rule.includes("oldSelf") && oldSelf === undefined) return [];
    const holds = evaluated(rule, { self, ...(oldSelf !== undefined && { oldSelf }) });
    return holds === true ? [] : [`${path || "/"} ${textAt(item, ["message"]) ?? rule}`];
  });
  const below = Array.isArray(self)
    ? self.flatMap((item, index) => refusals(mapAt(schema, ["items"]), item, undefined, `${path}/${index}`))
    : isObject(self)
      ? Object.entries(self).flatMap(([key, item]) =>
          refusals(
            mapAt(schema, ["properties", key]),
            item,
            isObject(oldSelf) ? oldSelf[key] : undefined,
            `${path}/${key}`,
          ),
        )
      : [];
  return [...own, ...below];
}

/** What a ValidatingAdmissionPolicy denies. */
function denials(policy: JsonObject, object: JsonObject): string[] {
  const [group = "", version = ""] = (textAt(object, ["apiVersion"]) ?? "").split("/");
  const isMeant = mapsAt(policy, ["spec", "matchConstraints", "resourceRules"]).some((rule) =>
    [
      [rule["apiGroups"], group],
      [rule["apiVersions"], version],
      [rule["resources"], `${textAt(object, ["kind"])?.toLowerCase()}s`],
    ].every(([list, item]) => Array.isArray(list) && list.includes(item as Json)),
  );
  if (!isMeant) return [];
  // A variable is worked out when it is asked for, and may be one that could not be.
  const variables: Record<string, unknown> = {};
  for (const item of mapsAt(policy, ["spec", "variables"])) {
    const [name = "", expression = ""] = [textAt(item, ["name"]), textAt(item, ["expression"])];
    try {
      variables[name] = evaluated(expression, { object, variables });
    } catch {
      variables[name] = null;
    }
  }
  return mapsAt(policy, ["spec", "validations"]).flatMap((item) =>
    evaluated(textAt(item, ["expression"]) ?? "", { object, variables }) === true
      ? []
      : [textAt(item, ["message"]) ?? textAt(item, ["messageExpression"]) ?? "denied"],
  );
}

const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

/** The engine has no `has` of a field behind an index. */
const INDEXED = /has\(([\w.]+\[\d+\])\.(\w+)\)/g;

function evaluated(expression: string, context: Record<string, unknown>): unknown {
  return environment.evaluate(
    expression.replaceAll(INDEXED, '("$2" in $1)'),
    spelt(context) as Record<string, unknown>,
  );
}

/** CEL's own words are written with lines around them where they are names of fields. */
const WORDS = new Set(["namespace", "as", "break", "const", "continue", "else", "for", "function", "if", "import"]);

function spelt(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spelt);
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [WORDS.has(key) ? `__${key}__` : key, spelt(item)]),
  );
}
