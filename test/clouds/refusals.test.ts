import { describe, expect, test } from "vitest";
import { clouds } from "../../src/generated/clouds.ts";
import { type Config, postrender } from "../../src/index.ts";
import { release } from "../support/case.ts";
import { command } from "../support/command.ts";
import { fitting } from "./fitting.ts";
import { flagsOf, supported, unsupported } from "./pairs.ts";

/** The configs that a refusal offers: `use load balancer a or b, or method c, or cloud d`. */
function offers(remedy: string, config: Config): Config[] {
  const [, balancers = ""] = /load balancer ([\w-]+(?: or [\w-]+)*)(?:,|$)/.exec(remedy) ?? [];
  const [, methods = ""] = /method ([\w-]+(?: or [\w-]+)*)(?:,|$)/.exec(remedy) ?? [];
  const { trustedCIDRs = ["10.0.0.0/16"], ...rest } = config;
  const trusting = (other: Omit<Config, "trustedCIDRs">): Config =>
    other.method === "external-traffic-policy" ? other : { ...other, trustedCIDRs };
  const words = (text: string) => text.split(" or ").filter((word) => word !== "");
  return [
    ...words(balancers).map((loadBalancer) => trusting({ ...rest, loadBalancer })),
    ...words(methods).map((method) => trusting({ ...rest, method: method as Config["method"] })),
    ...(/cloud generic/.test(remedy) ? [trusting({ method: config.method, cloud: "generic" })] : []),
  ];
}

describe("What a load balancer cannot carry is refused, with what would work instead", () => {
  test.each(unsupported.map((pair) => [pair.title, pair] as const))(
    "%s",
    (_, { cloud, loadBalancer, config, support }) => {
      const { status, stdout, stderr } = command(flagsOf(config), { input: release });
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      const what = `--method: ${cloud}/${loadBalancer} cannot carry ${config.method}: ${support.unsupported}; use `;
      expect(stderr.startsWith(`kong-client-ip: error: ${what}`), stderr).toBe(true);
      const instead = offers(stderr.slice(`kong-client-ip: error: ${what}`.length).trimEnd(), config);
      expect(instead).not.toEqual([]);
      for (const other of instead) expect(postrender(fitting(other, release), other).changes).not.toEqual([]);
    },
  );
});

describe("What is no more is refused, with what took its place", () => {
  const obsolete = Object.entries(clouds).flatMap(([cloud, make]) =>
    Object.entries(make().loadBalancers).flatMap(([loadBalancer, product]) =>
      product.obsolete === undefined
        ? []
        : [[`${cloud}/${loadBalancer}`, cloud, loadBalancer, product.obsolete] as const],
    ),
  );

  test.each(obsolete)("%s", (name, cloud, loadBalancer, told) => {
    for (const method of ["external-traffic-policy", "proxy-protocol", "http-headers"]) {
      const args = ["--method", method, "--cloud", cloud, "--load-balancer", loadBalancer];
      expect(command(args, { input: release })).toEqual({
        status: 2,
        stdout: "",
        stderr: `kong-client-ip: error: --load-balancer: ${name} is no more; ${told}\n`,
      });
    }
    expect(
      told.match(/[a-z][\w-]*/g)?.some((word) => word in clouds || word in (clouds[cloud]?.().loadBalancers ?? {})),
    ).toBe(true);
  });

  test("also where it is only implied", () => {
    const args = ["--method", "external-traffic-policy", "--cloud", "equinix-metal"];
    expect(command(args, { input: release }).stderr).toMatch(
      /^kong-client-ip: error: --cloud: equinix-metal\/cpem is no more; /,
    );
  });
});

describe("Where the trusted addresses are missing", () => {
  const needy = supported.filter(({ method }) => method !== "external-traffic-policy");
  test.each(needy.map((pair) => [pair.title, pair] as const))("%s: it is told which ones to look for", (_, pair) => {
    const { trustedCIDRs: __, ...config } = pair.config;
    const { status, stdout, stderr } = command(flagsOf(config), { input: release });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(pair.support.peers).toMatch(/^\S.*[^.]$/);
    expect(stderr).toContain(`trustedCIDRs is missing, which ${pair.method} needs; name the peers to believe`);
    expect(stderr).toContain(`(Kong's peers are ${pair.support.peers})`);
  });
});

describe("Addresses that a provider publishes", () => {
  const published = Object.values(clouds).flatMap((make) => Object.entries(make().publishedRanges ?? {}));
  const args = ["--method", "http-headers", "--cloud", "generic", "--trusted-cidr"];

  test.each(published)(
    "provider:%s means all of them, and says where they are from",
    (name, { cidrs, source, date }) => {
      const { status, stdout, stderr } = command([...args, `provider:${name}`], { input: release });
      expect(status).toBe(0);
      expect(stdout).toContain(`- name: KONG_TRUSTED_IPS\n          value: "${cidrs.join(",")}"\n`);
      expect(stderr).toContain(
        `kong-client-ip: note: provider:${name} is ${cidrs.length} CIDRs, as published at ${source} on ${date}\n`,
      );
    },
  );

  test.each(published)("provider:%s ages", (name, { cidrs, date }) => {
    const after = (days: number) => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
    const told = (days: number) => {
      const today = after(days);
      const { stdout, stderr } = command([...args, `provider:${name}`], { input: release, today });
      const checked = command(["check", "--format=json"], { input: stdout, today });
      return {
        stderr,
        ...(JSON.parse(checked.stdout) as { findings: { code: string; what: string }[]; notes: string[] }),
      };
    };
    const what = `its ranges are those of ${date}, 181 days ago, and the provider may have given some up since`;
    const old = told(181);
    expect(old.stderr).toContain(
      `kong-client-ip: warning: provider:${name}: ${what}; upgrade kong-client-ip, or name the ranges of today as trusted CIDRs [old-ranges]\n`,
    );
    expect(old.findings).toContainEqual(
      expect.objectContaining({ code: "old-ranges", what: `it trusts provider:${name}: ${what}` }),
    );
    const young = told(180);
    expect(young.stderr).not.toContain("old-ranges");
    expect(young.findings.map(({ code }) => code)).not.toContain("old-ranges");
    expect(young.notes).toEqual([`Deployment demo-kong trusts the ranges of provider:${name} as of ${date}`]);
    expect(cidrs.length).toBeGreaterThan(0);
  });

  test("are not told of to whom trusts some of them alone", () => {
    const { stdout } = command([...args, "35.191.0.0/16"], { input: release });
    expect(JSON.parse(command(["check", "--format=json"], { input: stdout }).stdout).notes).toEqual([]);
  });

  test("stand beside one's own, in any order", () => {
    const { stdout } = command([...args, "10.0.0.0/16,provider:linode,fd00::/8"], { input: release });
    expect(stdout).toContain('value: "10.0.0.0/16,192.168.255.0/24,fd00::/8"\n');
    const { notes } = postrender(release, {
      method: "http-headers",
      cloud: "generic",
      trustedCIDRs: ["provider:google", "provider:linode"],
    });
    expect(notes).toHaveLength(2);
  });

  test.each([
    ["cloudflar", "did you mean cloudflare?"],
    ["aws", "use one of: cloudflare, google, huawei, linode, vpc-lattice"],
    ["", "use one of: cloudflare, google, huawei, linode, vpc-lattice"],
    ["__proto__", "use one of: cloudflare, google, huawei, linode, vpc-lattice"],
  ])("provider:%s is refused", (name, remedy) => {
    expect(command([...args, `provider:${name}`], { input: release })).toEqual({
      status: 2,
      stdout: "",
      stderr: `kong-client-ip: error: --trusted-cidr: no provider ${JSON.stringify(name)} publishes ranges that are known here; ${remedy}\n`,
    });
  });
});
