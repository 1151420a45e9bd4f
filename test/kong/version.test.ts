import { expect, test } from "vitest";
import { isSince, NEWEST, versionOf } from "../../src/kong/version.ts";

// biome-ignore format: a row a line
const images: [image: string, expected: string][] = [
  ["kong:3.9", "3.9.99"],
  ["kong:3.9.1-ubuntu", "3.9.1"],
  ["kong:3.9.1-20241209-ubuntu", "3.9.1"],
  ["kong/kong-gateway:3.10.0.1-ubuntu", "3.10.0"],
  ["docker.io/bitnami/kong:3.7.1-debian-12-r0", "3.7.1"],
  ["registry.example.com:5000/mirror/kong:v2.8.5-alpine@sha256:0a1b", "2.8.5"],
  ["kong-docker-kong-enterprise-edition-docker.bintray.io/kong-enterprise-edition:1.5.0.11-alpine", "1.5.0"],
  ["kong:3", "3.9.99"],
  ["kong:3-alpine", "3.9.99"],
  ["kong:2", "2.8.99"],
  ["kong:1-ubuntu", "1.5.99"],
  ["kong:kong-3.4.2", "3.4.2"],
  ["kong:latest", NEWEST.join(".")],
  ["kong:nightly-20240101", NEWEST.join(".")],
  ["kong:20240101", NEWEST.join(".")],
  ["kong", NEWEST.join(".")],
  ["registry.example.com:1.4/kong", NEWEST.join(".")],
  ["kong@sha256:1d5e", NEWEST.join(".")],
  ["example.com/edge:1.4", NEWEST.join(".")],
  ["", NEWEST.join(".")],
];

test.each(images)("%j runs %s", (image, expected) => {
  expect(versionOf(image).join(".")).toBe(expected);
});

test("A release is since all before it and itself", () => {
  expect(isSince([2, 8, 5], [2, 8, 5])).toBe(true);
  expect(isSince([2, 8, 5], [2, 8])).toBe(true);
  expect(isSince([2, 8, 5], [2, 8, 6])).toBe(false);
  expect(isSince([3, 0, 0], [2, 8, 6])).toBe(true);
  expect(isSince([2, 10, 0], [3, 0])).toBe(false);
});
