import { Failure } from "../../failure.ts";
import { realipOf } from "../../judgement/kong.ts";
import type { Realip } from "../../judgement/realip.ts";
import { formatAddress, parseAddress } from "../../net/address.ts";
import { checkOf } from "../../run/check.ts";
import { DISPENSABLE, intake } from "../../run/prepare.ts";
import { logsCommands } from "../../verify/logs-command.ts";
import type { Mission } from "../../verify/mission.ts";
import { carriersOf } from "../../verify/probe.ts";
import { waysOf } from "../../verify/way.ts";
import { verifyFormats } from "../../views/verify/format.ts";
import { JUDGED } from "./check.ts";
import { command } from "./command.ts";

/** URLs in, a mission out, which is for `../live/`: nothing here opens a connection. */
export const verify = command({
  name: "verify",
  summary: "prove it live: send requests, and read Kong's log on stdin",
  arguments: ["[urls...]"],
  settings: JUDGED,
  formats: verifyFormats,
  options: {
    "--direct <host:port>": { help: "a node's or a pod's port, past the load balancer", several: true },
    "--from <address>": { help: "an address of ours as Kong should see it, behind a NAT", several: true },
    "--header <name>": { help: "one more header to claim an address in", several: true },
    "--expect <file>": { help: "manifests: compare with what check promises of them", several: true },
    "--insecure": { help: "take any certificate" },
    "--timeout <seconds>": { help: "for one request", default: "5" },
    "--wait <seconds>": { help: "for the log, when all is answered", default: "10" },
    "--print-logs-command <file>": {
      help: "print the command that follows the log of these manifests' Kong",
      several: true,
    },
  },
  examples: {
    Prove: `kubectl logs -f --since=10s -n kong -c proxy \\
  -l app.kubernetes.io/name=kong |
  kong-client-ip verify https://api.example.com`,
  },
  details: `
Follow the log of all of Kong's pods, and pipe it in. No route is needed, as
Kong logs its own 404.

It connects to what is named here and to nothing else: 8 requests for each URL,
16 for each --direct, and up to 5 more in all. Each claims an address that
nobody has, in a header or a PROXY header, and Kong's log shows whether it is
believed. See docs/verify.md.

Exit code: 0 Kong sees the client, and believed nothing; 1 it does not, or it is
not proven; 2 wrong flags; 3 a bug.
`,
  run({ printLogsCommand, urls, direct, expect, header, from, insecure, timeout, wait, format, given }, input) {
    if (printLogsCommand.length > 0) {
      const { resources, config } = intake(input.layers(given), printLogsCommand.map(input.file), DISPENSABLE);
      const lines = logsCommands(resources, config.target);
      return { stdout: lines.map((line) => `${line}\n`).join("") };
    }
    const ways = waysOf(urls, direct);
    if (ways.length === 0)
      throw new Failure(
        "usage",
        "command line",
        "there is no URL",
        "say by which one clients come: https://api.example.com",
      );
    for (const name of header)
      if (!TOKEN.test(name))
        throw new Failure("usage", "--header", "it is no header's name", "write it like X-Client-IP");
    const judged =
      expect.length > 0 ? checkOf(input.layers(given), expect.map(input.file), input.today).verdicts : undefined;
    const realips = judged?.map(({ gateways: [gateway], listener }) => realipOf(gateway, listener)) ?? [];
    const carriers = carriersOf([...new Set([...header, ...headersOf(realips).filter((name) => TOKEN.test(name))])]);
    if (carriers.length > MOST_CARRIERS)
      throw new Failure("usage", "--header", "these are too many headers", `name no more than ${MOST_CARRIERS - 7}`);
    const mission: Mission = {
      ways,
      carriers,
      own: from.map(addressOf),
      insecure,
      timeout: secondsOf("--timeout", timeout, 1, 60),
      wait: secondsOf("--wait", wait, 0, 600),
      format,
      ...(judged && { judged }),
      agent: `kong-client-ip/${input.version}`,
    };
    if (input.isTerminal())
      throw new Failure("usage", "stdin", "it is a terminal", "pipe Kong's log into it: kong-client-ip verify --help");
    return { stdout: "", mission };
  },
});

const headersOf = (realips: readonly Realip[]): string[] =>
  realips.flatMap(({ header, location }) => [header, ...(location ? [location.header] : [])]);

/** Each is a request to each way, and has an address of its own. */
const MOST_CARRIERS = 32;

/** RFC 9110, 5.6.2; what else a manifest may have for a header's name must not get into a request. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]{1,100}$/;

function addressOf(text: string): string {
  const address = parseAddress(text);
  if (address) return formatAddress(address);
  throw new Failure("usage", "--from", "it is no IP address", "write it like --from 203.0.113.7");
}

function secondsOf(flag: string, text: string, least: number, most: number): number {
  const seconds = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && seconds >= least && seconds <= most) return seconds;
  throw new Failure("usage", flag, `it is no number of seconds from ${least} to ${most}`, `write it like ${flag} 10`);
}
