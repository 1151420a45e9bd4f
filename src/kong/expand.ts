/** What became of the references in a text. */
export interface Expanded {
  text: string;
  /** A variable that is referred to and whose value is not known. */
  unknown?: string;
}

/**
 * References `$(NAME)` as the kubelet expands them: to variables before, and to those of Services, which no manifest
 * tells; others stay as they are, and `$$` stands for `$`. Source: kubernetes third_party/forked/golang/expansion.
 *
 * @param lookUp the value of a variable, null where it is not known, undefined where there is none
 */
export function expand(text: string, lookUp: (name: string) => string | null | undefined): Expanded {
  if (!text.includes("$")) return { text };
  let unknown: string | undefined;
  const expanded = text.replace(/\$(\$|\(([^)]*)\))/g, (whole, next: string, name: string | undefined) => {
    if (name === undefined) return next;
    const value = lookUp(name);
    if (value === null || (value === undefined && isOfService(name))) unknown ??= name;
    return value ?? whole;
  });
  return unknown === undefined ? { text: expanded } : { text: expanded, unknown };
}

/** Variables that the kubelet makes for the Services of a namespace. */
const isOfService = (name: string): boolean => /_SERVICE_(?:HOST|PORT)|_PORT(?:_|$)/.test(name);
