import type { Env } from "./env.ts";
import { type Listener, type ListenVariable, parseListeners } from "./listen.ts";
import { defaultListen } from "./listen-flags.ts";
import { nginxFault } from "./listen-nginx.ts";
import type { Version } from "./version.ts";

/** Why listeners are not known. */
export interface Fault {
  /** Whether Kong itself would not start. */
  isFatal: boolean;
  what: string;
  remedy: string;
}

/** What a setting makes Kong listen on. */
export interface Listening {
  /** The value in force, as it can be written into a manifest: from the environment, else Kong's default. */
  text: string;
  listeners: Listener[];
  faults: Fault[];
}

/** What Kong listens on by one of its settings. */
export function listeningOf(env: Env, name: ListenVariable, version: Version): Listening {
  const variable = env.get(name);
  const value = variable ? variable.value : defaultListen(name, version);
  if (value === undefined) {
    const what = `${name} is not written in the manifest but comes from valueFrom or a vault`;
    return refused(false, what, `set ${name} to its plain value in Kong's env`);
  }
  const listeners = parseListeners(name, value, version);
  const remedy = "write it as <address>:<port> [flags], separated by commas, or as off";
  if (!Array.isArray(listeners)) return refused(true, `${name} ${listeners.what}, so Kong would not start`, remedy);
  const fault = nginxFault(listeners);
  if (fault !== undefined)
    return refused(true, `${name}: ${fault}, which nginx refuses, so Kong would not start`, remedy);
  return { text: writable(value, variable?.written), listeners, faults: [] };
}

const refused = (isFatal: boolean, what: string, remedy: string): Listening => ({
  text: "",
  listeners: [],
  faults: [{ isFatal, what, remedy }],
});

/** As the manifest has it, references and all, unless one of them stands for more than a word of one entry. */
function writable(value: string, written = value): string {
  const shape = (text: string) => text.split(",").map((entry) => entry.trim().split(/\s+/).length);
  const isAlike = shape(written).join() === shape(value).join();
  return isAlike ? written : value.replaceAll("$(", "$$$$(");
}
