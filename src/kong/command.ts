import { at, type JsonObject } from "../json/values.ts";

/** How a container starts Kong, as far as it decides about settings. */
export interface Start {
  /** The file given with `-c`. */
  conf?: string;
  /** Why the settings that Kong starts with are not known. */
  what?: string;
}

/** What in a shell's text may change Kong's settings. */
const MEDDLES =
  /\bKONG_\w+=|\b(?:export|declare|typeset|readonly|source|eval|env|read|setenv)\b|\bset\s+-\w*a|(?:^|[\s;&|({])\.\s|--nginx-conf|\s-c\b|--conf\b|--prefix\b|\bnginx\b|\$\(|`/;

const SHELL = /(?:^|\/)(?:ba|da|a|k|z)?sh$/;
const ENTRYPOINT = /(?:^|\/)(?:docker-entrypoint\.sh|tini|dumb-init|kong)$/;

/** The flags of `kong start` that are understood, and whether a value follows. Kong/kong:kong/cmd/start.lua */
const FLAGS: Readonly<Record<string, "alone" | "value">> = {
  "-c": "value",
  "--conf": "value",
  "-p": "value",
  "--prefix": "value",
  "-v": "alone",
  "--v": "alone",
  "--vv": "alone",
  "--": "alone",
  "--run-migrations": "alone",
  "--db-timeout": "value",
  "--lock-timeout": "value",
};

/** How the command and arguments of a container start Kong; without any the image does it as usual. */
export function startOf(container: JsonObject): Start {
  const words = ["command", "args"].flatMap((key) => {
    const list = at(container, [key]);
    return Array.isArray(list) ? list.map(String) : [];
  });
  if (words.length === 0) return {};
  const shell = words.findIndex((word) => SHELL.test(word));
  if (shell < 0) return startOfWords(words);
  const [flag = "", ...texts] = words.slice(shell + 1);
  return !/^-\w*c$/.test(flag) || MEDDLES.test(texts.join(" "))
    ? { what: "a shell starts Kong, and may set variables that are not seen here" }
    : {};
}

function startOfWords(words: readonly string[]): Start {
  const start: Start = {};
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const [flag = "", inline] = word.split("=");
    if (ENTRYPOINT.test(flag) || flag === "start" || flag === "docker-start") continue;
    if (flag === "--nginx-conf") return { what: "a template of its own (--nginx-conf) makes nginx's configuration" };
    const takes = Object.hasOwn(FLAGS, flag) ? FLAGS[flag] : undefined;
    if (takes === undefined) return { what: "a command of its own starts Kong, and may set what is not seen here" };
    const value = takes === "value" ? (inline ?? left.shift()) : undefined;
    if (/^(?:-c|--conf)$/.test(flag)) start.conf = value ?? "";
  }
  return start;
}
