import { withFunctionConfigs } from "../../config/function-config.ts";
import { mergeLayers } from "../../config/layers.ts";
import { Failure } from "../../failure.ts";
import { realipOf } from "../../judgement/kong.ts";
import type { Realip } from "../../judgement/realip.ts";
import type { Verdict } from "../../judgement/verdict.ts";
import { read } from "../../manifests/read.ts";
import { formatAddress, parseAddress } from "../../net/address.ts";
import { check } from "../../run/check.ts";
import { logsCommands } from "../../verify/logs-command.ts";
import { carriersOf } from "../../verify/probe.ts";
import { waysOf } from "../../verify/way.ts";
import { NEEDED } from "./check.ts";
import type { Asked, Input, Output } from "./input.ts";

/** URLs in, a mission out, which is for `../live/`: nothing here opens a connection. */
export function verifyCommand(asked: Asked<"verify">, input: Input): Output {
  const { printLogsCommand, urls, direct = [], expect = [], header = [], from = [], insecure = false, format } = asked;
  if (printLogsCommand) {
    const { manifests, config } = given(printLogsCommand, input);
    const resources = manifests.flatMap((each) => each.resources);
    return {
      stdout: logsCommands(resources, config.target)
        .map((command) => `${command}\n`)
        .join(""),
    };
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
  const judged = expect.length > 0 ? judgements(expect, input) : undefined;
  const realips = judged?.map(({ gateways: [gateway], listener }) => realipOf(gateway, listener)) ?? [];
  const carriers = carriersOf([...new Set([...header, ...headersOf(realips).filter((name) => TOKEN.test(name))])]);
  if (carriers.length > MOST_CARRIERS)
    throw new Failure("usage", "--header", "these are too many headers", `name no more than ${MOST_CARRIERS - 7}`);
  return {
    stdout: "",
    mission: {
      ways,
      carriers,
      own: from.map(addressOf),
      insecure,
      timeout: secondsOf("--timeout", asked.timeout, 1, 60),
      wait: secondsOf("--wait", asked.wait, 0, 600),
      format,
      ...(judged && { judged }),
      agent: `kong-client-ip/${input.version}`,
    },
  };
}

const headersOf = (realips: readonly Realip[]): string[] =>
  realips.flatMap(({ header, location }) => [header, ...(location ? [location.header] : [])]);

/** Each is a request to each way, and has an address of its own. */
const MOST_CARRIERS = 32;

/** RFC 9110, 5.6.2; what else a manifest may have for a header's name must not get into a request. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]{1,100}$/;

/** Some files, and the settings by which to judge them. */
function given(files: readonly string[], input: Input) {
  const manifests = files.map((name) => input.file(name)).map(({ bytes, file }) => read(bytes, file));
  const settings = mergeLayers(withFunctionConfigs(input.layers(), manifests), NEEDED);
  return { manifests, ...settings };
}

/** The verdicts on manifests, as `check` gives them. */
function judgements(files: readonly string[], input: Input): Verdict[] {
  const { manifests, config, where } = given(files, input);
  return check(manifests, config, where, input.today).verdicts;
}

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
