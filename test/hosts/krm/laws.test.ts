import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { postrenderLayers } from "../../../src/hosts/filter/postrender.ts";
import { Failure } from "../../../src/index.ts";
import { wholeOf } from "../../../src/manifests/write.ts";
import { object, runs } from "../../manifests/arbitrary.ts";
import { bytes } from "../../manifests/bytes.ts";
import { diceOf, handwritten } from "../../manifests/handwriting.ts";
import { release } from "../../support/case.ts";
import { changedLines } from "../../support/diff.ts";
import { law } from "../../support/law.ts";
import { isOurs, kongClientIP, objectsIn, resourceListIn } from "./lists.ts";

const flags = { origin: "caller", value: {}, where: () => "command line" } as const;
const answer = (input: string | Buffer) => {
  const result = postrenderLayers({ bytes: Buffer.from(input), file: "stdin" }, [flags]);
  return { ...result, stream: wholeOf(result.stream) };
};
const functionConfig = kongClientIP({ method: "external-traffic-policy", cloud: "gke" });
const kong = objectsIn(release);
/** Who reads them as JSON sees characters, who reads them as YAML sees line breaks. */
const withoutOddBreaks = (json: string) =>
  json.replace(/[\u0085\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Objects, scalars and what else may stand among the items. */
const foreign = fc.array(fc.oneof(object, fc.constantFrom(null, "text", 7, [], {})), { maxLength: 5 });
const result = fc.record({ message: fc.string(), severity: fc.constantFrom("info", "error") }, { requiredKeys: [] });
const list = fc
  .tuple(foreign, fc.option(fc.array(result, { maxLength: 3 }), { nil: undefined }))
  .chain(([others, results]) =>
    fc.shuffledSubarray([...kong, ...others], { minLength: kong.length + others.length }).map((items) => ({
      apiVersion: "config.kubernetes.io/v1",
      kind: "ResourceList",
      items,
      functionConfig,
      ...(results && { results }),
    })),
  );
const numbers = fc.array(fc.nat(1000), { minLength: 30, maxLength: 60 });

law(
  "In every handwriting the Service alone changes, other results stay, and the answer is told once",
  fc.tuple(list, numbers, fc.boolean()),
  100,
  ([value, dice, isWindows]) => {
    const written = handwritten(JSON.parse(JSON.stringify(value)), diceOf(dice));
    const input = isWindows ? written.replace(/\r?\n/g, "\r\n") : written;
    let output: string;
    try {
      output = answer(input).stream.toString();
    } catch (error) {
      // Handwriting has aliases; a change that would show in two places is refused.
      expect((error as Failure).code).toBe("shared-node");
      return false;
    }
    const [before, after] = [resourceListIn(input), resourceListIn(output)];
    const isService = (item: unknown) => (item as { kind?: string } | null)?.kind === "Service";
    expect(after.items?.filter((item) => !isService(item))).toEqual(before.items?.filter((item) => !isService(item)));
    expect(after.items?.find(isService)).toMatchObject({ spec: { externalTrafficPolicy: "Local" } });
    expect(after.functionConfig).toEqual(before.functionConfig);
    expect((after.results ?? []).filter((each) => !isOurs(each))).toEqual(before.results ?? []);
    expect((after.results ?? []).filter(isOurs).map(({ message }) => message)).toEqual([
      "changed externalTrafficPolicy",
    ]);
    const again = answer(output).stream.toString();
    expect(resourceListIn(again).items).toEqual(after.items);
    expect(answer(again).stream.toString()).toBe(again);
    return true;
  },
);

test("Lines come, and none goes: one for the policy, ten for the result", () => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 5 }), fc.nat(5), (others, at) => {
      const texts = others.map((value) => `# an item\n- ${withoutOddBreaks(JSON.stringify(value))}\n`);
      const own = release
        .toString()
        .split(/^---.*\n/m)
        .slice(1)
        .map((text) => `-\n${text.replace(/^(?=.)/gm, "  ")}`);
      texts.splice(Math.min(at, texts.length), 0, ...own);
      const input = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n${`functionConfig: ${JSON.stringify(functionConfig)}`}\nitems:\n${texts.join("")}`;
      const { gone, come } = changedLines(input, answer(input).stream.toString());
      expect({ gone, come }).toEqual({ gone: 0, come: 11 });
    }),
    runs(100),
  );
});

const head = Buffer.from("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n");
const config = Buffer.from(
  `functionConfig: ${JSON.stringify(kongClientIP({ method: "external-traffic-policy", cloud: "gke", ifNoKong: "pass" }))}\n`,
);
const itemsAsJson = fc
  .array(object, { maxLength: 2 })
  .map((items) => Buffer.from(`items: ${withoutOddBreaks(JSON.stringify(items))}\n`));
law(
  "All or nothing: of any bytes either a failure comes, or a list that can be read",
  fc.tuple(fc.oneof(bytes, itemsAsJson), fc.boolean()),
  2_000,
  ([middle, isLast]) => {
    try {
      const { stream } = answer(Buffer.concat(isLast ? [head, config, middle] : [middle, head, config]));
      expect(stream.includes(config.subarray(0, -1))).toBe(true);
      expect(answer(stream).stream.equals(stream)).toBe(true);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      expect((error as Failure).exitCode).toBeLessThan(3);
      return false;
    }
  },
  { atLeast: 1 / 3, timeout: 300_000 },
);

test("The example of the specification is answered", () => {
  const input = `apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
  - apiVersion: v1
    kind: Service
    metadata:
      name: wordpress
      annotations:
        internal.config.kubernetes.io/index: "0"
        internal.config.kubernetes.io/path: "service.yaml"
    spec: # Example comment
      type: LoadBalancer
      ports:
        - protocol: TCP
          port: 80
functionConfig: ${JSON.stringify(kongClientIP({ method: "external-traffic-policy", cloud: "gke", ifNoKong: "pass" }))}
`;
  const output = answer(input).stream.toString();
  expect(output.startsWith(input)).toBe(true);
  expect(parse(output).results).toHaveLength(1);
});
