/** The check before a release: tag, versions, changelog and repository have to agree. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newDirectory } from "../support/directory.ts";
import { root, run } from "../support/tools.ts";

const good = {
  "package.json": '{"version": "1.2.3", "repository": "github:someone/kong-client-ip"}',
  "package-lock.json": '{"packages": {"": {"version": "1.2.3"}}}',
  "plugin.yaml": "name: kong-client-ip\nversion: 1.2.3\n",
  "CHANGELOG.md":
    "# Changelog\n\n## [1.2.3] - 2026-01-02\n\n### Fixed\n\n- A bug.\n\n## [1.2.2] - 2026-01-01\n\n- More.\n",
};

function check(changes: Partial<typeof good> = {}, tag = "v1.2.3", repository = "someone/kong-client-ip") {
  const cwd = newDirectory();
  const url = '{"type": "git", "url": "git+https://github.com/someone/kong-client-ip.git"}';
  const files = { ...good, "package.json": `{"version": "1.2.3", "repository": ${url}}`, ...changes };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text);
  return run(process.execPath, [join(root, ".github/release/check.mjs"), tag, repository], { cwd });
}

test("What agrees passes, and prints the notes of its version", () => {
  expect(check()).toEqual({ status: 0, stdout: "### Fixed\n\n- A bug.\n", stderr: "" });
});

const faults: [string, Parameters<typeof check>, string][] = [
  ["a tag that is no version", [{}, "v1.2"], "v1.2: it is not of the form v1.2.3; "],
  [
    "a package of another version",
    [{ "package.json": '{"version": "1.2.2"}' }],
    "package.json: its version is 1.2.2, ",
  ],
  [
    "a lockfile of another version",
    [{ "package-lock.json": '{"packages": {"": {"version": "1"}}}' }],
    "package-lock.json: ",
  ],
  ["a plugin of another version", [{ "plugin.yaml": "version: 1.2.30\n" }], "plugin.yaml: its version is 1.2.30, "],
  [
    "a changelog without the version",
    [{ "CHANGELOG.md": "## [1.2.2] - 2026-01-01\n" }],
    "CHANGELOG.md: there is no section ",
  ],
  [
    "a version not released yet",
    [{ "CHANGELOG.md": "## [1.2.3] - unreleased\n" }],
    "CHANGELOG.md: there is no section ",
  ],
  [
    "a package without a repository",
    [{ "package.json": '{"version": "1.2.3"}' }],
    "package.json: its repository is not set, ",
  ],
  ["another repository", [{}, "v1.2.3", "else/kong-client-ip"], "but this is else/kong-client-ip; "],
];

test.each(faults)("%s is refused", (_, args, says) => {
  const { status, stdout, stderr } = check(...args);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain(says);
});

test("The changelog has a section for the version that is worked on", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(readFileSync(join(root, "CHANGELOG.md"), "utf8")).toMatch(
    new RegExp(`^## \\[${version.replaceAll(".", "\\.")}\\] - (?:unreleased|\\d{4}-\\d{2}-\\d{2})$`, "m"),
  );
});
