import { cloudOf } from "../../config/resolve.ts";
import { clouds } from "../../generated/clouds.ts";
import { json } from "../escape/json.ts";
import type { Style } from "../terminal.ts";
import { cloudPage } from "./cloud.ts";
import { cloudTable } from "./table.ts";

/**
 * What the tool knows about all clouds, or about one.
 * @throws Failure (config) with the nearest name for a cloud that does not exist
 */
export function catalog(name: string | undefined, format: "text" | "json" | "markdown", style: Style): string {
  if (name !== undefined) {
    const cloud = cloudOf(name, "clouds");
    return format === "json" ? json(cloud) : cloudPage(name, cloud, format, style);
  }
  const all = Object.fromEntries(Object.entries(clouds).map(([id, make]) => [id, make()]));
  return format === "json" ? json(all) : cloudTable(all, format);
}
