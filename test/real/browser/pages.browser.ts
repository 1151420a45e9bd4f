import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { clouds } from "../../../src/generated/clouds.ts";
import { codes } from "../../../src/judgement/codes.ts";
import { findingPath, loadBalancerPath } from "../../../src/views/site.ts";
import { command } from "../../support/command.ts";
import { newDirectory } from "../../support/directory.ts";
import { describeWith } from "../../support/needs.ts";
import { obstacles } from "./axe.ts";
import { dist, program, siteInBrowser } from "./chromium.ts";

const files = existsSync(dist)
  ? readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"))
  : [];
const KINDS = [
  "",
  "playground/",
  "guide/",
  "load-balancers/",
  "load-balancers/eks/nlb/",
  "findings/",
  "findings/one-replica/",
];

describeWith(
  { Chromium: program !== undefined, "site, which npm run site builds": files.length > 0 },
  "The site",
  () => {
    const site = siteInBrowser();

    test("has a page for each finding and each load balancer, where their addresses say", () => {
      for (const code of Object.keys(codes)) expect(files).toContain(join(findingPath(code), "index.html"));
      for (const [id, make] of Object.entries(clouds))
        for (const name of Object.keys(make().loadBalancers))
          expect(files).toContain(join(loadBalancerPath(id, name), "index.html"));
    });

    test("links to pages that there are, and loads nothing from elsewhere", () => {
      for (const file of files) {
        const text = readFileSync(join(dist, file), "utf8");
        expect(text).toMatch(
          /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self';/,
        );
        // Where it is published, which browsers do not follow.
        const rest = text.replace(/<link rel="canonical" href="[^"]*">/, "");
        for (const [, target = ""] of rest.matchAll(/ (?:href|src)="([^"]*)"/g)) {
          if (target.startsWith("data:")) continue;
          expect(target).not.toMatch(/^\w+:|^\//);
          const [path = "", anchor] = target.split("#");
          const place = join(dirname(join(dist, file)), path);
          const found = path === "" ? join(dist, file) : path.endsWith("/") ? join(place, "index.html") : place;
          expect(existsSync(found), `${file}: ${target}`).toBe(true);
          if (anchor) expect(readFileSync(found, "utf8")).toContain(`id="${anchor}"`);
        }
      }
    });

    test.each([
      { colorScheme: "light", viewport: { width: 1280, height: 900 } },
      { colorScheme: "dark", viewport: { width: 360, height: 800 } },
    ] as const)("has nothing in people's way at $viewport.width px, $colorScheme", async (options) => {
      for (const path of KINDS) {
        const { page, said } = await site.open(path, options);
        if (path === "playground/") {
          await page.selectOption("#example", "eks");
          await page.waitForSelector("#status.done");
        }
        expect({ path, obstacles: await obstacles(page) }).toEqual({ path, obstacles: [] });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect({ path, over: Math.max(0, over), said }).toEqual({ path, over: 0, said: [] });
        await page.context().close();
      }
    });

    test("draws every load balancer's pictures with each text inside its frame", async () => {
      const { page } = await site.open("");
      for (const file of files.filter((each) => each.startsWith("load-balancers") || each.startsWith("guide"))) {
        await page.goto(`${site.base()}${dirname(file)}/`);
        const wide = await page.locator("svg.way text").evaluateAll((texts) =>
          texts.flatMap((text) => {
            const { x, width } = (text as unknown as SVGGraphicsElement).getBBox();
            return x < 8 || x + width > 352 ? [text.textContent] : [];
          }),
        );
        expect({ file, wide }).toEqual({ file, wide: [] });
      }
    });
  },
);

describeWith({ Chromium: program !== undefined }, "A preview as a page", () => {
  const site = siteInBrowser();

  test("opens from a file with its style, in light and dark, with nothing in people's way", async () => {
    const args = ["preview", "--format", "html", "--config", "examples/eks-proxy-protocol/kong-client-ip.yaml"];
    const file = join(newDirectory(), "preview.html");
    writeFileSync(file, command([...args, "examples/release.yaml"]).stdout);
    for (const colorScheme of ["light", "dark"] as const) {
      const { page, said, requests } = await site.open(pathToFileURL(file).href, { colorScheme });
      expect(await obstacles(page)).toEqual([]);
      const colour = await page
        .locator("pre .plus")
        .first()
        .evaluate((line) => getComputedStyle(line).backgroundColor);
      expect(colour).toBe(colorScheme === "light" ? "rgb(218, 251, 225)" : "rgb(18, 51, 29)");
      expect({ said, requests }).toEqual({ said: [], requests: [pathToFileURL(file).href] });
    }
  });
});
