import type { Flag, Value, Words } from "./words.ts";

/** For zsh: a function for a file `_kong-client-ip` in fpath. */
export const zsh = ({ flags, commands }: Words): string => `#compdef kong-client-ip
# Completion of kong-client-ip for zsh.
_kong_client_ip() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C -S \
${flags.flatMap(specsOf).map(continued).join("")}    '1: :->command' '*:: :->words'
  case $state in
  command)
    local -a commands=(
${commands.map(({ name, help }) => `      ${quote(`${name}:${help}`)}\n`).join("")}    )
    _describe command commands ;;
  words)
    case $line[1] in
${commands
  .map(
    ({ name, flags, operands }) =>
      `    ${name})\n      _arguments -S \\\n${flags.flatMap(specsOf).map(continued).join("")}    ${quote(`*: :${actionOf(operands)}`)} ;;\n`,
  )
  .join("")}    esac ;;
  esac
}
if [[ $funcstack[1] == _kong-client-ip ]]; then _kong_client_ip "$@"; else compdef _kong_client_ip kong-client-ip; fi
`;

const continued = (spec: string): string => `    ${spec} \\\n`;

const specsOf = ({ names, help, value }: Flag): string[] =>
  names.map((name) => {
    const text = help.replace(/[[\]:\\]/g, "\\$&");
    return quote(
      value === "none"
        ? `${name}[${text}]`
        : `*${name}${name.startsWith("--") ? "=" : ""}[${text}]: :${actionOf(value)}`,
    );
  });

const actionOf = (value: Value): string =>
  value === "file" ? "_files" : typeof value === "string" ? "" : `(${value.join(" ")})`;

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
