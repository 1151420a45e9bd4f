import type { Value, Words } from "./words.ts";

/** For Bash, 3.2 and newer. */
export function bash({ flags, commands }: Words): string {
  const lines = [{ name: "", flags }, ...commands];
  const values = lines.flatMap((line) =>
    line.flags.flatMap(({ names, value }) =>
      value === "none" ? [] : [`    ${names.map((name) => `${line.name}:${name}`).join("|")}) ${completing(value)} ;;`],
    ),
  );
  const known = lines.map((line) => `      ${quote(line.name)}) words=${quote(namesOf(line.flags))} ;;`);
  const operands = [
    `      '') words=${quote(commands.map(({ name }) => name).join(" "))} ;;`,
    ...commands.map(({ name, operands }) => `      ${name}) ${completing(operands)} ;;`),
  ];
  return `# Completion of kong-client-ip for Bash.
_kong_client_ip() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command= each words=
  # Bash splits --format=json.
  if [[ $word == = ]]; then word=; elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $each in
    ${commands.map(({ name }) => name).join("|")}) command=$each; break ;;
    esac
  done
  COMPREPLY=()
  case $command:$before in
${values.join("\n")}
  *)
    if [[ $word == -* ]]; then
      case $command in
${known.join("\n")}
      esac
    else
      case $command in
${operands.join("\n")}
      esac
    fi
    ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o bashdefault -o default -F _kong_client_ip kong-client-ip
`;
}

/** What Bash does where a function completes nothing is to complete files. */
const completing = (value: Value): string =>
  value === "file"
    ? "return"
    : typeof value === "string"
      ? "compopt +o bashdefault +o default 2>/dev/null; return"
      : `words=${quote(value.join(" "))}`;

const namesOf = (flags: Words["flags"]): string => flags.flatMap(({ names }) => names).join(" ");

const quote = (text: string): string => `'${text}'`;
