import { describe, expect, test } from "vitest";
import { serviceFinder } from "../../src/kong/selector.ts";
import { read } from "../../src/manifests/read.ts";

type Selector = Record<string, unknown> | undefined;

/** Which of some Services, by their places, are before a pod. */
function found(services: [namespace: unknown, Selector][], labels: Record<string, string>, namespace?: string) {
  const documents = services.map(([own, selector], index) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: String(index), ...(own !== undefined && { namespace: own }) },
    spec: { ...(selector && { selector }) },
  }));
  const { resources } = read(Buffer.from(documents.map((each) => JSON.stringify(each)).join("\n---\n")));
  return serviceFinder(resources)(labels, namespace).map(({ name }) => Number(name));
}

const KONG = { app: "kong" };
const OF_ALL: [unknown, Selector][] = [
  ["b", KONG],
  [undefined, KONG],
  ["a", KONG],
  ["", KONG],
  [null, KONG],
];

describe("A Service is before a pod", () => {
  test("of its own namespace, and without one before those of any", () => {
    expect(found(OF_ALL, KONG, "a")).toEqual([1, 2, 3, 4]);
    expect(found(OF_ALL, KONG, "b")).toEqual([0, 1, 3, 4]);
    expect(found(OF_ALL, KONG, "c")).toEqual([1, 3, 4]);
    // A namespace may be called what stands for none elsewhere.
    expect(found([["null", KONG]], KONG, "null")).toEqual([0]);
    expect(found([["null", KONG]], KONG, "undefined")).toEqual([]);
  });

  test("of any namespace, if the pod has none", () => {
    expect(found(OF_ALL, KONG)).toEqual([0, 1, 2, 3, 4]);
  });

  test("where all of its selector matches, whatever labels the pod has besides", () => {
    const services: [unknown, Selector][] = [
      ["a", { app: "kong", tier: "edge" }],
      ["a", KONG],
      ["a", { tier: "edge" }],
      ["a", { app: "other" }],
    ];
    expect(found(services, { app: "kong", tier: "edge", more: "so" }, "a")).toEqual([0, 1, 2]);
    expect(found(services, KONG, "a")).toEqual([1]);
    expect(found(services, {}, "a")).toEqual([]);
  });

  test("and none without a selector, or with one that is no text", () => {
    const services: [unknown, Selector][] = [
      ["a", undefined],
      ["a", {}],
      ["a", { app: null }],
      ["a", { app: { kong: true } }],
      ["a", { app: "kong", tier: null }],
    ];
    expect(found(services, KONG, "a")).toEqual([]);
  });

  test("once for pods that ask one after another, each with an answer of its own", () => {
    const { resources } = read(
      Buffer.from(
        ["a", "b"]
          .map((namespace) => ({ apiVersion: "v1", kind: "Service", metadata: { name: namespace, namespace } }))
          .map((service) => JSON.stringify({ ...service, spec: { selector: KONG } }))
          .join("\n---\n"),
      ),
    );
    const find = serviceFinder(resources);
    const names = (namespace: string | undefined) => find(KONG, namespace).map(({ name }) => name);
    expect([names("a"), names("b"), names(undefined), names("a")]).toEqual([["a"], ["b"], ["a", "b"], ["a"]]);
    expect(find(KONG, "a")).toBe(find({ ...KONG, more: "so" }, "a"));
  });
});
