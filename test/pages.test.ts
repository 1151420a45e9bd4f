/** README.md and docs/: every block is run as it stands, and prints what is shown. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { replay, type Shell, type Special, shell } from "./support/pages.ts";
import { helm3, root, run } from "./support/tools.ts";

const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter(isPage)
    .map((name) => `docs/${name}`),
];
const read = (page: string) => readFileSync(join(root, page), "utf8");

/** Pages whose blocks need more than Helm, and the test that runs them. */
const ELSEWHERE: Record<string, string> = { "docs/verify.md": "test/real/nginx/page.e2e.ts" };

let place: Shell;
beforeAll(async () => {
  place = await shell(helm3);
}, 120_000);
afterAll(() => place?.end());

/** What a page's blocks need that only the network, a cluster or another checkout has. */
const SPECIAL: Special = {
  "npm run example": (text) => {
    // `npm ci` would take the packages of this very run away; CI begins with it.
    expect(text).toBe("npm ci && npm run example\n");
    const { stdout } = run("npm", ["run", "--silent", "example:show"], { cwd: root });
    expect(stdout).toBe(read("examples/eks-proxy-protocol/expected.diff"));
    return text;
  },
  "npm install --global .": (text, { exec }) => {
    expect(text).toBe("npm ci && npm run build && npm install --global .\n");
    const { status, stderr } = exec(
      `npm install --global --offline --prefix "$HOME/.checkout" ${JSON.stringify(root)}`,
    );
    expect(status, stderr).toBe(0);
    expect(exec(".checkout/bin/kong-client-ip --version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    return text;
  },
  "npm ci && npm test": (text) => {
    expect(text).toBe("npm ci && npm test\n");
    expect(read(".ci/run")).toMatch(/^step npm ci\n[\s\S]*^step npm test\n/m);
    return text;
  },
  // With a cluster in test/real/cluster.
  "helm upgrade": (text, { exec }) => {
    const { status, stdout, stderr } = exec(
      text.replace("helm upgrade --install", "helm template").replace(/\nhelm get manifest .*/, ""),
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("KONG_TRUSTED_IPS");
    return text;
  },
  'import { postrender } from "kong-client-ip"': (text, { exec }) => {
    const program = `import { readFileSync } from "node:fs";
      const manifests = readFileSync(${JSON.stringify(join(root, "examples/release.yaml"))}, "utf8");
      ${text.replace('"kong-client-ip"', JSON.stringify(join(root, "dist/index.js")))}
      console.log(stream !== manifests, changes.length, warnings.length);`;
    const { status, stdout, stderr } = exec(`cat > library.mjs <<'END'\n${program}\nEND\nnode library.mjs`);
    expect(status, stderr).toBe(0);
    expect(stdout).toBe("true 1 0\n");
    return text;
  },
  "# yaml-language-server": (text) => {
    const { $id } = JSON.parse(read("schema/config.schema.json"));
    expect(text).toBe(`# yaml-language-server: $schema=${$id}\n`);
    return text;
  },
};

describe.skipIf(!helm3)(helm3 ? "pages" : "pages (skipped: Helm is not for this platform, nor on the PATH)", () => {
  // In order: README writes the config that the other pages go on with.
  test.each(pages.filter((page) => !ELSEWHERE[page]))("%s prints what it shows", async (page) => {
    await expect(replay(read(page), place, SPECIAL)).toMatchFileSnapshot(join(root, page));
  });
});

test("what is run elsewhere is", () => {
  for (const [page, file] of Object.entries(ELSEWHERE)) expect(read(file)).toContain(page);
});

test("README is one screen, then use", () => {
  expect(read("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(150);
});

test.each([...pages, "CONTRIBUTING.md", "SECURITY.md"])("%s links to what exists", (page) => {
  for (const [, path = ""] of read(page).matchAll(/\]\((?!https?:)([^)#]*)[^)]*\)/g)) {
    expect(existsSync(join(root, dirname(page), path)), path).toBe(true);
  }
});

function isPage(name: string) {
  return name.endsWith(".md");
}
