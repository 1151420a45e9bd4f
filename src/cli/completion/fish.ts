import type { Flag, Value, Words } from "./words.ts";

/** For fish. */
export function fish({ flags, commands }: Words): string {
  const first = "__fish_use_subcommand";
  const lines = [
    "-f",
    ...flags.map((flag) => `-n ${first} ${flagOf(flag)}`),
    ...commands.flatMap(({ name, help, flags: own, operands }) => {
      const behind = `-n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
      return [
        `-n ${first} -a ${name} -d ${quote(help)}`,
        ...own.map((flag) => `${behind} ${flagOf(flag)}`),
        `${behind} ${completing(operands)}`,
      ];
    }),
  ];
  return `# Completion of kong-client-ip for fish.\n${lines.map((line) => `complete -c kong-client-ip ${line}\n`).join("")}`;
}

function flagOf({ names, help, value }: Flag): string {
  const words = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [...words, ...(value === "none" ? [] : ["-r", completing(value)]), `-d ${quote(help)}`].join(" ");
}

const completing = (value: Value): string =>
  value === "file" ? "-F" : typeof value === "string" ? "-f" : `-f -a ${quote(value.join(" "))}`;

const quote = (text: string): string => `'${text.replace(/['\\]/g, "\\$&")}'`;
