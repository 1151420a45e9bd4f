import type { MethodName } from "../../config/resolve.ts";
import type { Cloud, ProfileData } from "../../generated/cloud.ts";
import { type Style, table, wrap } from "../terminal.ts";

/** What fits over a column of a terminal. */
const SHORT = {
  "external-traffic-policy": "Local",
  "proxy-protocol": "PROXY",
  "http-headers": "headers",
} satisfies Record<MethodName, string>;

export const METHODS = Object.keys(SHORT) as readonly MethodName[];

/** How a cell of the table says whether a load balancer carries a method. */
const LEGEND =
  "default: carried, and meant where no load balancer is named; yes: carried; (yes): carried, but not confirmed in all; -: not carried";

/** All clouds and what their load balancers carry, as a table for a terminal (80 columns) or as Markdown. */
export function cloudTable(clouds: Readonly<Record<string, Cloud>>, format: "text" | "markdown"): string {
  const rows = Object.entries(clouds).flatMap(([id, cloud]) =>
    Object.entries(cloud.loadBalancers)
      .filter(([, { obsolete }]) => obsolete === undefined)
      .map(([name, loadBalancer], index) => [
        index === 0 ? id : "",
        name,
        ...METHODS.map((method) => cell(cloud, name, loadBalancer, method)),
      ]),
  );
  const head = ["cloud", "load balancer"];
  if (format === "text") {
    const columns = `${METHODS.map((method) => `${SHORT[method]}: ${method}`).join("; ")}; ${LEGEND}`;
    return `${table([[...head, ...Object.values(SHORT)], ...rows], { colour: false })}\n${columns.replaceAll("; ", "\n")}\n`;
  }
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const code = ([id = "", name = "", ...cells]: string[]) => [id && `\`${id}\``, `\`${name}\``, ...cells];
  return `${[line([...head, ...METHODS]), line([...head, ...METHODS].map(() => "---")), ...rows.map((row) => line(code(row)))].join("\n")}\n\n${LEGEND}.\n`;
}

function cell({ recommended }: Cloud, name: string, { methods }: ProfileData, method: MethodName): string {
  const { unsupported, unverified } = methods[method];
  if (unsupported !== undefined) return "-";
  const word = recommended[method] === name ? "default" : "yes";
  return unverified === undefined ? word : `(${word})`;
}

/** The load balancers of a cloud, each with what it is, what it needs and which methods it carries. */
export function cloudOverview(id: string, cloud: Cloud, style: Style): string {
  const profiles = Object.entries(cloud.loadBalancers).map(([name, profile]) => {
    const methods = METHODS.map((method) => [method, cell(cloud, name, profile, method)] as const)
      .filter(([, carried]) => carried !== "-")
      .map(([method, carried]) =>
        carried === "yes" ? method : `${method} ${carried === "(yes)" ? "(not confirmed)" : carried}`,
      );
    const lines =
      profile.obsolete === undefined
        ? [...(profile.needs ?? []).map((need) => `needs ${need}`), methods.join(", ") || "carries no method"]
        : [`no more: ${profile.obsolete}`];
    return [
      wrap(`${name}: ${profile.title}`, style, 0, 2),
      ...lines.map((line) => `  ${wrap(line, style, 2, 4)}`),
    ].join("\n");
  });
  const more = `kong-client-ip clouds ${id} LOAD-BALANCER tells what each method sets, whom to trust and what to mind`;
  return `${wrap(cloud.title, style, 0, 2)}\n\n${profiles.join("\n")}\n\n${wrap(more, style, 0, 2)}\n`;
}
