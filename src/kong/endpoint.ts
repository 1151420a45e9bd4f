/** Where a listener listens. */
export interface Endpoint {
  /** As Kong hands it to nginx: IPv6 in brackets, all eight groups written out. */
  address: string;
  port: number;
}

/**
 * An `<address>:<port>` as Kong reads it, undefined where it refuses. A text with at most one colon that is not all
 * digits and dots is a name to Kong, which looks no closer; nginx does.
 * Source: Kong/kong:kong/tools/ip.lua@117-240, kong/conf_loader/listeners.lua@104-125.
 */
export function parseEndpoint(text: string): Endpoint | undefined {
  const colons = text.split(":").length - 1;
  if (colons > 1) return endpoint6(text);
  if (/^[\d.]+$/.test(text.replace(":", ""))) return endpoint4(text);
  const [, name, port] = /^(.+):([0-9]+)$/s.exec(text) ?? [];
  return name === undefined ? undefined : { address: name, port: Number(port) };
}

function endpoint4(text: string): Endpoint | undefined {
  const [, address = "", port] = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}):(\d+)$/.exec(text) ?? [];
  const parts = address.split(".").map(Number);
  const isValid = port !== undefined && parts.every((part) => part <= 255) && Number(port) <= 65_535;
  return isValid ? { address: parts.join("."), port: Number(port) } : undefined;
}

/** Kong takes no IPv4 tail, and is easy on a colon at either end. */
function endpoint6(text: string): Endpoint | undefined {
  const [, inner, port] = /^\[([\da-fA-F:]*)\]:(\d+)$/.exec(text) ?? [];
  if (inner === undefined || Number(port) > 65_535) return undefined;
  const whole = inner.replace(/^:/, "0:").replace(/:$/, ":0");
  const zeros = "0:".repeat(Math.max(0, 8 - (whole.split(":").length - 1)));
  const groups = whole.replace("::", `:${zeros}`).split(":");
  const isValid = groups.length === 8 && groups.every((group) => /^[\da-fA-F]{1,4}$/.test(group));
  const address = groups.map((group) => group.toLowerCase().padStart(4, "0")).join(":");
  return isValid ? { address: `[${address}]`, port: Number(port) } : undefined;
}
