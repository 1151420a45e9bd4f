/**
 * The settings of a `kong.conf`, by their names in lower case. A `#` begins a comment unless a backslash stands before
 * it; of several lines for one setting the last counts.
 * Source: Kong/kong:kong/conf_loader/init.lua@130-160 (load_config), Penlight pl.config.
 */
export function parseConf(text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*([^\s#;=[][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined)
      settings.set(name, value.replace(/\s*(?<!\\)#.*$/, "").replaceAll("\\#", "#"));
  }
  return settings;
}
