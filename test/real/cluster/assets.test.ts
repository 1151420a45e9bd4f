import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newDirectory } from "../../support/directory.ts";
import { findAssets } from "./assets.ts";

/** A directory with programs of these names. */
function directoryWith(...names: string[]): string {
  const directory = newDirectory();
  for (const name of names) writeFileSync(join(directory, name), "#!/bin/sh\n");
  return directory;
}
const both = ["kube-apiserver", "etcd"];
const assetsIn = (directory: string) => ({
  apiserver: join(directory, "kube-apiserver"),
  etcd: join(directory, "etcd"),
});
/** Where there is nothing in a cache, and no Go. */
const bare = () => ({ XDG_CACHE_HOME: newDirectory(), PATH: newDirectory() });

test("KUBEBUILDER_ASSETS comes before the PATH", () => {
  const named = directoryWith(...both);
  const env = { ...bare(), KUBEBUILDER_ASSETS: named, PATH: directoryWith(...both) };
  expect(findAssets(env)).toEqual(assetsIn(named));
});

test("KUBEBUILDER_ASSETS that holds one of the two is told, and nothing else is taken", () => {
  const env = { ...bare(), KUBEBUILDER_ASSETS: directoryWith("etcd"), PATH: directoryWith(...both) };
  expect(findAssets(env)).toEqual({ missing: "kube-apiserver and etcd in KUBEBUILDER_ASSETS" });
});

test("each of the two may lie in a directory of its own on the PATH", () => {
  const [first, second] = [directoryWith("etcd"), directoryWith("kube-apiserver")];
  expect(findAssets({ ...bare(), PATH: `${first}:${second}` })).toEqual({
    apiserver: join(second, "kube-apiserver"),
    etcd: join(first, "etcd"),
  });
});

test("without them and without Go it is told what is missing", () => {
  expect(findAssets(bare())).toEqual({ missing: expect.stringContaining("nor Go to build them") });
});
