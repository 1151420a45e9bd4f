/** The page about `verify` shows what it prints, on real servers in the places of those that the page names. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { newDirectory } from "../../support/directory.ts";
import { root } from "../../support/program.ts";
import { BALANCER, BALANCERS, NODE } from "./cast.ts";
import { startBalancers } from "./haproxy.ts";
import { type KongListener, startKong } from "./nginx.ts";
import { describeReal } from "./tools.ts";
import { SELF, verifyAsText } from "./verify.ts";
import { type Hop, proxying, tcp } from "./ways.ts";

const page = readFileSync(join(root, "docs/verify.md"), "utf8");
const [before, trusting, after] = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);

const home = newDirectory();
const tls = { certificate: join(home, "certificate.pem"), key: join(home, "key.pem") };
const LISTENER: KongListener = {
  title: "8443",
  proxyProtocol: true,
  trusted: [BALANCERS],
  header: "proxy_protocol",
  recursive: false,
  isTls: true,
};

/** What the page names, for what takes its place here. Columns are as wide as their words. */
async function printed(listener: KongListener, hops: Hop[], { isDirect = false, from = true } = {}): Promise<string> {
  const kong = await startKong([listener], { format: "kong_log_format", tls });
  const balancers = await startBalancers(kong.endpoints.map((to) => ({ hops, to })));
  const [url] = balancers.endpoints.map(({ host, port }) => `https://${host}:${port}`);
  const [pod] = kong.endpoints.map(({ host, port }) => `${host}:${port}`);
  const flags = [...(isDirect ? [`--direct=${pod}`] : []), ...(from ? [`--from=${SELF}`] : [])];
  const { stdout } = await verifyAsText(kong.log, ["--insecure", "--wait=2", ...flags, url ?? ""]);
  await balancers.stop();
  await kong.stop();
  return stdout
    .replaceAll(url ?? "", "https://api.example.com")
    .replaceAll(pod ?? "", "10.0.1.17:30443")
    .replaceAll(SELF, "203.0.113.7")
    .replaceAll(NODE, "10.0.1.17");
}

const words = (text: string | undefined) => text?.replaceAll(/ +/g, " ");

describeReal("docs/verify.md shows what verify prints", () => {
  beforeAll(() => {
    const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=kong".split(
      " ",
    );
    execFileSync("openssl", [...request, "-keyout", tls.key, "-out", tls.certificate], { stdio: "ignore" });
  });

  test("before anything is done", async () => {
    const plain = { ...LISTENER, proxyProtocol: false, trusted: [] };
    expect(words(await printed(plain, [tcp(NODE)], { from: false }))).toBe(words(before));
  });

  test("where everybody is trusted", async () => {
    const listener = { ...LISTENER, trusted: ["0.0.0.0/0", "::/0"] };
    expect(words(await printed(listener, [proxying(BALANCER, 2)], { isDirect: true }))).toBe(words(trusting));
  });

  test("where all is right", async () => {
    expect(words(await printed(LISTENER, [proxying(BALANCER, 2)], { isDirect: true }))).toBe(words(after));
  });
});
