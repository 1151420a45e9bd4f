import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { clouds } from "../../src/generated/clouds.ts";
import { METHODS } from "../../src/views/clouds/table.ts";
import { release } from "../support/case.ts";
import { command } from "../support/command.ts";
import { kongClientIp, root } from "../support/program.ts";
import { supported } from "./pairs.ts";

const names = Object.keys(clouds);
const data = (name: string) => clouds[name]?.() ?? expect.fail(`there is no cloud ${name}`);
const printed = (...args: string[]) => {
  const { status, stdout, stderr } = command(["clouds", ...args], { style: { colour: false, columns: 80 } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
};
const tooLong = (text: string) => text.split("\n").filter((line) => line.length > 80 && line.trim().includes(" "));

describe("The table of all clouds", () => {
  test("fits a terminal, and has a row for each load balancer that there still is", () => {
    const text = printed();
    expect(tooLong(text)).toEqual([]);
    let cloud = "";
    const rows = text.split("\n\n")[0]?.split("\n").slice(1) ?? [];
    const told = rows.flatMap((row) => {
      const cells = row.trim().split(/\s+/);
      if (!row.startsWith(" ")) cloud = cells.shift() ?? "";
      const [loadBalancer, ...carried] = cells;
      return METHODS.filter((_, index) => carried[index] !== "-").map(
        (each) => `${each} with ${cloud}/${loadBalancer}`,
      );
    });
    expect(told.sort()).toEqual(supported.map(({ title }) => title).sort());
  });

  test("says in brackets what is not confirmed, and which load balancer is the default", () => {
    for (const { cloud, loadBalancer, method, support } of supported) {
      const rows = printed("--format", "markdown")
        .split("\n")
        .filter((line) => line.startsWith("| "));
      const first = rows.findIndex((line) => line.startsWith(`| \`${cloud}\` |`));
      const row = rows.slice(first).find((line) => line.split(" | ")[1] === `\`${loadBalancer}\``) ?? "";
      const cell = row.replace(/ \|$/, "").split(" | ")[2 + METHODS.indexOf(method)];
      const word = data(cloud).recommended[method] === loadBalancer ? "default" : "yes";
      expect(cell).toBe(support.unverified === undefined ? word : `(${word})`);
    }
  });

  test("is the one in the docs", () => {
    const page = readFileSync(join(root, "docs/load-balancers.md"), "utf8");
    const [, table] = /<!-- clouds -->\n([\s\S]*?)<!-- \/clouds -->/.exec(page) ?? [];
    expect(printed("--format", "markdown")).toBe(table);
  });

  test("is there for programs, with all that is known", () => {
    const all = Object.fromEntries(names.map((name) => [name, data(name)]));
    expect(JSON.parse(printed("--format", "json"))).toEqual(all);
  });

  test("comes out of the program", () => {
    const { status, stdout, stderr } = kongClientIp(["clouds"]);
    expect({ status, stderr, stdout: stdout.toString() }).toEqual({ status: 0, stderr: "", stdout: printed() });
  });
});

describe.each(names)("The page of %s", (name) => {
  const { title, loadBalancers, publishedRanges = {} } = data(name);
  const flat = (text: string) => text.replace(/\s+/g, " ");

  test("fits a terminal, and tells everything", () => {
    const text = printed(name, "--sources");
    expect(tooLong(text)).toEqual([]);
    expect(text.startsWith(`${title}\n\n`)).toBe(true);
    for (const [id, product] of Object.entries(loadBalancers)) {
      expect(flat(text)).toContain(`${name}/${id}: ${product.title}`);
      if (product.obsolete !== undefined) {
        expect(flat(text)).toContain(`no more: ${product.obsolete}`);
        continue;
      }
      for (const need of product.needs ?? []) expect(flat(text)).toContain(`needs ${need}`);
      if (product.unverified !== undefined) expect(flat(text)).toContain(`unverified: ${product.unverified}`);
      for (const { field } of product.onceLive ?? []) expect(flat(text)).toContain(`once it is live, ${field}: `);
      for (const trap of product.traps ?? []) expect(flat(text)).toContain(`mind: ${trap}`);
      for (const method of METHODS) {
        const { unsupported, unverified, annotations = {}, conflicts = [], peers, sources } = product.methods[method];
        if (unsupported !== undefined) expect(flat(text)).toContain(`${method}: no, ${unsupported}`);
        else for (const source of sources) expect(flat(text)).toContain(`source: ${source}`);
        if (unverified !== undefined) expect(flat(text)).toContain(`not confirmed: ${unverified}`);
        if (peers !== undefined) expect(flat(text)).toContain(`trust: ${peers}`);
        for (const [key, value] of Object.entries({ ...annotations.required, ...annotations.defaults }))
          expect(flat(text)).toContain(`${key}: ${value}`);
        for (const { annotation, because } of conflicts) {
          expect(flat(text)).toContain(`with ${annotation}`);
          expect(flat(text)).toContain(`: ${because}`);
        }
      }
    }
    for (const [id, { source, date }] of Object.entries(publishedRanges)) {
      expect(flat(text)).toContain(`provider:${id} `);
      expect(flat(text)).toContain(`source: ${source}, ${date}`);
    }
  });

  test("is one screen at first, and each load balancer's another, without sources", () => {
    const live = Object.entries(loadBalancers).filter(([, { obsolete }]) => obsolete === undefined);
    const first = printed(name);
    expect(tooLong(first)).toEqual([]);
    expect(first.split("\n").length).toBeLessThan(60);
    expect(first).not.toMatch(/^ +source: /m);
    for (const [id, product] of live) {
      expect(flat(first)).toContain(`${id}: ${product.title}`);
      const text = printed(name, id);
      expect(text).not.toMatch(/^ +source: /m);
      expect(flat(text)).toContain(`${name}/${id}: ${product.title}`);
      for (const [other] of live) if (other !== id) expect(text).not.toContain(`${name}/${other}: `);
      expect(JSON.parse(printed(name, id, "--format", "json")).loadBalancers).toEqual({ [id]: product });
    }
  });

  test("says the same in Markdown, and to programs", () => {
    const words = (text: string) => flat(text.replace(/^\s*(?:#+|-) /gm, "")).trim();
    const markdown = printed(name, "--format", "markdown");
    expect(words(markdown)).toBe(words(printed(name, "--sources")));
    expect(markdown).toMatch(/^# \S.*\n\n## /);
    expect(markdown).not.toMatch(/\n\n\n/);
    expect(JSON.parse(printed(name, "--format", "json"))).toEqual(data(name));
  });
});

test("A load balancer that a cloud has not is no page either", () => {
  expect(command(["clouds", "eks", "nbl"]).stderr).toBe(
    'kong-client-ip: error: clouds: eks has no load balancer "nbl"; did you mean nlb?\n',
  );
});

test("A load balancer goes by one name, and another one leads on to it", () => {
  const args = ["--method=http-headers", "--cloud=eks", "--load-balancer=ELB", "--trusted-cidr=10.0.0.0/16"];
  expect(command(args, { input: release }).stderr).toBe(
    'kong-client-ip: error: --load-balancer: eks has no load balancer "ELB"; use classic-elb\n',
  );
});

test("No alias is a name, or means two things in the same place", () => {
  for (const places of [
    Object.entries(clouds).map(([id, make]) => [id, make().aliases ?? []] as const),
    ...names.map((name) =>
      Object.entries(data(name).loadBalancers).map(([id, { aliases = [] }]) => [id, aliases] as const),
    ),
  ]) {
    const all = places.flatMap(([id, aliases]) => [id, ...aliases]);
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  }
});

test.each([
  ["ekss", "did you mean eks?"],
  ["digital-ocean", "did you mean digitalocean?"],
  ["aws", "use cloud eks"],
  ["azure", "use cloud aks"],
  ["gcp", "use cloud gke"],
  ["google", "use cloud gke"],
  ["EKS", "use cloud eks"],
  ["ALB", "use cloud eks and loadBalancer alb"],
  ["elb", "use cloud eks and loadBalancer classic-elb"],
  ["slb", "use cloud aks and loadBalancer standard, or cloud alibaba and loadBalancer clb"],
  ["zzzzz", `use one of: ${names.join(", ")}`],
  ["constructor", `use one of: ${names.join(", ")}`],
])("There is no page of %s", (name, remedy) => {
  expect(command(["clouds", name])).toEqual({
    status: 2,
    stdout: "",
    stderr: `kong-client-ip: error: clouds: unknown cloud ${JSON.stringify(name)}; ${remedy}\n`,
  });
});
