import { Option } from "commander";
import { CHECK_EPILOGUE, PATCHES_EPILOGUE, VALUES_EPILOGUE, VERIFY_EPILOGUE } from "./help.ts";

/** A command besides the filter, which has no name of its own. */
export interface Subcommand {
  /** What it takes behind its name, as commander writes it. */
  operand: "[files...]" | "[file]" | "[name]" | "[urls...]";
  /** What it takes behind that. */
  second?: "[lb]";
  help: string;
  /** The ways it can print, the default first. */
  formats?: readonly string[];
  /** Whether it takes the settings. */
  hasSettings: boolean;
  options?: () => Option[];
  epilogue?: string;
}

/** A flag that may stand several times. */
const several = (flags: string, help: string): Option =>
  new Option(flags, help).argParser((text: string, list: string[] = []) => [...list, text]);

export const SUBCOMMANDS = {
  preview: {
    operand: "[files...]",
    help: "what a run would change, and what Kong sees then",
    formats: ["text", "json", "markdown"],
    hasSettings: true,
  },
  check: {
    operand: "[files...]",
    help: "judge manifests as they are: whose address Kong sees",
    formats: ["text", "json", "sarif"],
    hasSettings: true,
    options: () => [
      new Option("--fail-on <severity>", "error or warning").choices(["error", "warning"]).default("error"),
      new Option("--explain [code]", "tell the long story of a finding"),
    ],
    epilogue: CHECK_EPILOGUE,
  },
  values: {
    operand: "[file]",
    help: "the same change in a chart's values",
    hasSettings: true,
    options: () => [
      new Option("--chart <name>", "kong (default) or ingress, whose gateway: is kong's chart").choices([
        "kong",
        "ingress",
      ]),
      new Option("--chart-version <version>", "the chart's version or a range of them (default: the newest)"),
      new Option("--under <key>", "the chart's key in the values of an umbrella chart, like kong or apps.kong"),
      new Option("-q, --quiet", "print neither changes nor warnings"),
    ],
    epilogue: VALUES_EPILOGUE,
  },
  patches: {
    operand: "[files...]",
    help: "the same change as patches, for hosts that run no program",
    formats: ["json-patch", "kustomize", "flux"],
    hasSettings: true,
    options: () => [
      new Option("--into <file>", "print this kustomization with the patches in it (--format kustomize)"),
      new Option("-q, --quiet", "print neither changes nor warnings"),
    ],
    epilogue: PATCHES_EPILOGUE,
  },
  clouds: {
    operand: "[name]",
    second: "[lb]",
    help: "what is known about all clouds, about one, or about one of its load balancers",
    formats: ["text", "json", "markdown"],
    hasSettings: false,
    options: () => [new Option("--sources", "say where each fact comes from; json and markdown do in any case")],
  },
  verify: {
    operand: "[urls...]",
    help: "prove it live: send requests, and read Kong's log on stdin",
    formats: ["text", "json"],
    hasSettings: true,
    options: () => [
      several("--direct <host:port>", "a node's or a pod's port, past the load balancer"),
      several("--from <address>", "an address of ours as Kong should see it, behind a NAT"),
      several("--header <name>", "one more header to claim an address in"),
      several("--expect <file>", "manifests: compare with what check promises of them"),
      new Option("--insecure", "take any certificate"),
      new Option("--timeout <seconds>", "for one request").default("5"),
      new Option("--wait <seconds>", "for the log, when all is answered").default("10"),
      several("--print-logs-command <file>", "print the command that follows the log of these manifests' Kong"),
    ],
    epilogue: VERIFY_EPILOGUE,
  },
} as const satisfies Record<string, Subcommand>;

export const subcommands: readonly (readonly [string, Subcommand])[] = Object.entries(SUBCOMMANDS);
