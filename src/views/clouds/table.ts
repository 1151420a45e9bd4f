import type { MethodName } from "../../config/resolve.ts";
import type { Cloud, LoadBalancer } from "../../generated/cloud.ts";
import { table } from "../terminal.ts";

export const METHODS: readonly MethodName[] = ["external-traffic-policy", "proxy-protocol", "http-headers"];

/** What fits over a column of a terminal. */
const SHORT = ["Local", "PROXY", "headers"];

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
    const columns = `${SHORT.map((short, index) => `${short}: ${METHODS[index]}`).join("; ")}; ${LEGEND}`;
    return `${table([[...head, ...SHORT], ...rows], { colour: false })}\n${columns.replaceAll("; ", "\n")}\n`;
  }
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const code = ([id = "", name = "", ...cells]: string[]) => [id && `\`${id}\``, `\`${name}\``, ...cells];
  return `${[line([...head, ...METHODS]), line([...head, ...METHODS].map(() => "---")), ...rows.map((row) => line(code(row)))].join("\n")}\n\n${LEGEND}.\n`;
}

function cell({ recommended }: Cloud, name: string, { methods }: LoadBalancer, method: MethodName): string {
  const { unsupported, unverified } = methods[method];
  if (unsupported !== undefined) return "-";
  const word = recommended[method] === name ? "default" : "yes";
  return unverified === undefined ? word : `(${word})`;
}
