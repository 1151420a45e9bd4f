/** A release of Kong Gateway, OSS or Enterprise, whose numbers agree. */
export type Version = readonly [major: number, minor: number, patch: number];

/** What is meant where an image tells no version: the newest open-source release. */
export const NEWEST: Version = [3, 9, 3];

/** The last minor release of each major one, for tags such as `kong:2`. Kong/kong tags. */
const LAST_MINOR: Readonly<Record<string, number>> = { 0: 14, 1: 5, 2: 8, 3: 9 };

/** A tag that says no more than `3.9` means the newest patch of it. */
const NEWEST_PATCH = 99;

/**
 * The version of Kong that an image runs, `NEWEST` where it does not tell: `kong:3.9`, `kong/kong-gateway:3.10.0.1-ubuntu`,
 * `mirror.example.com:5000/kong:2.8.5-alpine@sha256:…`. Images of another name number themselves.
 */
export function versionOf(image: string): Version {
  const [name = ""] = image.split("@");
  const [repository = "", tag = ""] = splitTag(name);
  const [, major, minor, patch] =
    /^(?:[a-z]+[-_])?v?(\d{1,2})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?(?![\d])/i.exec(tag) ?? [];
  if (major === undefined || !/kong/i.test(repository)) return NEWEST;
  if (minor === undefined && LAST_MINOR[major] === undefined) return NEWEST;
  return [Number(major), Number(minor ?? LAST_MINOR[major]), Number(patch ?? NEWEST_PATCH)];
}

/** The port of a registry stands behind a colon as well as the tag. */
function splitTag(name: string): [repository: string, tag: string] {
  const colon = name.indexOf(":", name.lastIndexOf("/") + 1);
  return colon < 0 ? [name, ""] : [name.slice(0, colon), name.slice(colon + 1)];
}

/** The version that a text like `2.1` stands for; the newest where there is none, and the newest patch of a short one. */
export function versionIn(text: string | undefined): Version {
  const [major = NEWEST_PATCH, minor = NEWEST_PATCH, patch = NEWEST_PATCH] = text?.split(".").map(Number) ?? [];
  return [major, minor, patch];
}

/** Whether a version is that one or a newer one. */
export function isSince(version: Version, [major, minor, patch = 0]: readonly [number, number, number?]): boolean {
  return compare(version, [major, minor, patch]) >= 0;
}

const compare = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
