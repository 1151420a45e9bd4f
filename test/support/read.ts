import { expect } from "vitest";
import { type Manifests, read } from "../../src/manifests/read.ts";

/** Manifests, or undefined for bytes that are refused as Kubernetes could not read them. */
export function readOrRefused(stream: Buffer): Manifests | undefined {
  try {
    return read(stream);
  } catch (error) {
    expect(error).toMatchObject({ code: "bad-yaml" });
    return undefined;
  }
}
