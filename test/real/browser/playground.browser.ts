import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { command } from "../../support/command.ts";
import { describeWith } from "../../support/needs.ts";
import { root } from "../../support/program.ts";
import { program, siteInBrowser } from "./chromium.ts";

const release = readFileSync(join(root, "examples/release.yaml"), "utf8");
const FLAGS = ["--method", "proxy-protocol", "--cloud", "eks", "--trusted-cidr", "10.0.0.0/16"];
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const settled = (page: Page, kind: string) => page.waitForSelector(`#status.${kind}`);

/** Lines of diffs as they are read on the page. */
const diffOn = (page: Page) => page.locator("#result pre span").allTextContents();

/** The same of the command line's preview. */
function diffOf(flags: string[], input: string): string[] {
  const { stdout } = command(["preview", ...flags], { input });
  const [diffs = ""] = stdout.split(/^\S+, listeners? /m);
  return diffs.split("\n").filter((line) => /^[-+ @]/.test(line));
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((given) => navigator.clipboard.writeText(given), text);
  await page.focus("#input");
  await page.keyboard.press("Control+V");
}

async function choose(page: Page): Promise<void> {
  await page.selectOption("[name=method]", "proxy-protocol");
  await page.selectOption("[name=cloud]", "eks");
  await page.fill("[name=trustedCIDRs]", "10.0.0.0/16");
  await page.keyboard.press("Tab");
}

describeWith({ Chromium: program !== undefined }, "The playground in Chromium", () => {
  const site = siteInBrowser();

  test("shows the diff of the command line to the byte, and copies its files", async () => {
    const { page, said } = await site.open("playground/");
    await paste(page, release);
    await choose(page);
    await settled(page, "done");
    const shown = await diffOn(page);
    expect(shown).toEqual(diffOf(FLAGS, release));
    expect(shown.length).toBeGreaterThan(20);
    expect(await page.locator("#result svg").count()).toBe(2);
    expect(await page.locator("#result td").allTextContents()).toContain("the client");
    await page.click("#copy-result");
    await page.waitForFunction(() => document.getElementById("copy-result")?.textContent === "Copied");
    expect(await clipboard(page)).toBe(command(FLAGS, { input: release }).stdout);
    await page.click("#copy-settings");
    await page.waitForFunction(() => document.getElementById("copy-settings")?.textContent === "Copied");
    const config = await clipboard(page);
    expect(command([], { input: release, config })).toEqual(command(FLAGS, { input: release }));
    expect(said).toEqual([]);
  });

  test("can be used with the keyboard alone", async () => {
    const { page } = await site.open("playground/");
    const reach = async (id: string) => {
      for (let steps = 0; steps < 60; steps++) {
        if (await page.evaluate((wanted) => document.activeElement?.id === wanted, id)) return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`Tab does not lead to ${id}`);
    };
    await reach("example");
    await page.keyboard.type("A rendered chart on GKE");
    await settled(page, "done");
    await reach("field-cloud");
    await page.keyboard.type("eks");
    await page.waitForFunction(() => document.getElementById("settings")?.textContent?.includes("cloud: eks"));
    await settled(page, "done");
    await reach("copy-settings");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.getElementById("copy-settings")?.textContent === "Copied");
    expect(await clipboard(page)).toBe("method: external-traffic-policy\ncloud: eks\n");
    // What has the focus shows it.
    expect(await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)).toBe("solid");
  });

  test("sends nothing anywhere, and could not", async () => {
    const { page, requests } = await site.open("playground/");
    const loaded = requests.length;
    await page.selectOption("#example", "eks");
    await settled(page, "done");
    await page.fill("[name=loadBalancer]", "nlb-ip");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => document.getElementById("settings")?.textContent?.includes("nlb-ip"));
    const [worker] = page.workers();
    const served = site.served.length;
    // The worker's code is the script's own text, of no address that anything could be sent to.
    expect(requests.slice(loaded).filter((url) => !/^(?:blob|data):/.test(url))).toEqual([]);
    const target = `${site.base()}style.css`;
    const ask = async (url: string) => {
      try {
        await fetch(url);
        return "sent";
      } catch {
        return "refused";
      }
    };
    expect(await page.evaluate(ask, target)).toBe("refused");
    expect(await worker?.evaluate(ask, target)).toBe("refused");
    const beacon = await page.evaluate((url) => navigator.sendBeacon(url, "x") && "asked", target);
    expect(["asked", false]).toContain(beacon);
    await page.waitForTimeout(300);
    expect(site.served.length).toBe(served);
  });

  test("keeps its state in the address behind the #, and takes it from there", async () => {
    const { page } = await site.open("playground/");
    await page.selectOption("#example", "gke");
    await settled(page, "done");
    await page.waitForFunction(() => location.hash.length > 100);
    const url = page.url();
    expect(site.served.every((path) => !path.includes("#"))).toBe(true);
    const { page: other } = await site.open(url);
    await settled(other, "done");
    expect(await other.inputValue("#input")).toBe(release);
    expect(await diffOn(other)).toEqual(diffOf(["--method", "external-traffic-policy", "--cloud", "gke"], release));
    const { page: broken, said } = await site.open("playground/#not-a-state");
    expect(await broken.inputValue("#input")).toBe("");
    expect(said).toEqual([]);
  });

  test("changes values as the command line does", async () => {
    const { page } = await site.open("playground/");
    await page.selectOption("#example", "values");
    await settled(page, "done");
    const values = await page.inputValue("#input");
    await page.click("#copy-result");
    await page.waitForFunction(() => document.getElementById("copy-result")?.textContent === "Copied");
    expect(await clipboard(page)).toBe(command(["values", ...FLAGS], { input: values }).stdout);
    expect(await page.locator("#result svg").count()).toBe(2);
    const lines = await diffOn(page);
    const kept = (sign: string) =>
      lines
        .filter((line) => line[0] !== sign)
        .map((line) => line.slice(1))
        .join("\n");
    expect(kept("+")).toBe(values);
  });

  test("judges what kubectl get prints, and says why it refuses", async () => {
    const { page } = await site.open("playground/");
    await page.selectOption("#example", "kubectl");
    await settled(page, "judged");
    expect(await page.locator("#result svg").count()).toBeGreaterThan(0);
    const { findings } = JSON.parse(
      command(["check", "--format", "json"], { input: await page.inputValue("#input") }).stdout,
    );
    expect(await page.locator("#result details").count()).toBe(findings.length);
    await page.selectOption("#example", "eks");
    await settled(page, "done");
    await page.fill("[name=trustedCIDRs]", "10.0.0.0/33");
    await page.keyboard.press("Tab");
    await settled(page, "refused");
    const { stderr } = command([...FLAGS.slice(0, 4), "--trusted-cidr", "10.0.0.0/33"], { input: release });
    const what = /: error: [^:]*: (.*); /.exec(stderr)?.[1] ?? "?";
    expect(await page.textContent("#result .refused")).toContain(what);
    expect(await page.textContent("#result svg")).toContain("eks/nlb");
  });

  test("shows what a hostile document says, and lets nothing of it act", async () => {
    const { page, said, requests } = await site.open("playground/");
    const loaded = requests.length;
    const name = "<img src=/x onerror=alert(1)><script>alert(2)</script>";
    await paste(page, release.replaceAll(/name: my-kong-kong(-proxy)?$/gm, `name: "${name}$1"`));
    await choose(page);
    await settled(page, "done");
    expect(await page.locator("#result h3").first().textContent()).toContain(name);
    expect(await page.locator("#result img, #result script").count()).toBe(0);
    expect(requests.slice(loaded).filter((url) => !/^(?:blob|data):/.test(url))).toEqual([]);
    expect(said).toEqual([]);
  });

  test("stays responsive while it reads 2 MB", async () => {
    const keys = Array.from({ length: 150 }, (_, key) => `  key-${key}: a value of some length\n`).join("");
    const filler = Array.from(
      { length: 400 },
      (_, index) => `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: filler-${index}\ndata:\n${keys}`,
    ).join("");
    const large = release + filler;
    expect(large.length).toBeGreaterThan(2e6);
    const { page } = await site.open("playground/");
    await choose(page);
    await page.evaluate(() => {
      const gaps: number[] = [];
      let last = performance.now();
      setInterval(() => {
        gaps.push(performance.now() - last);
        last = performance.now();
      }, 10);
      Object.assign(globalThis, { gaps });
    });
    const began = Date.now();
    await paste(page, large);
    await settled(page, "done");
    const took = Date.now() - began;
    const gaps = await page.evaluate(() => (globalThis as unknown as { gaps: number[] }).gaps);
    console.log(`2 MB: ${took} ms, longest pause of the page ${Math.round(Math.max(...gaps))} ms`);
    expect(took).toBeLessThan(20_000);
    expect(Math.max(...gaps)).toBeLessThan(1_000);
    expect(await diffOn(page)).toEqual(diffOf(FLAGS, large));
    expect(await page.textContent("#held")).toContain("MB");
    await page.click("#copy-result");
    await page.waitForFunction(() => document.getElementById("copy-result")?.textContent === "Copied");
    expect(await clipboard(page)).toBe(command(FLAGS, { input: large }).stdout);
  });
});
