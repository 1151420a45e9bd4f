/** Whether a text is one element of XML, with every tag closed, every attribute quoted and known entities alone. */
export function isWellFormed(text: string): boolean {
  const open: string[] = [];
  const rest = text.replace(/<(\/?)([\w:]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/g, (_, end, name, attributes, self) => {
    if (end !== "") return open.pop() === name && attributes === "" ? "" : "<";
    if (self === "") open.push(name);
    return "";
  });
  return open.length === 0 && !/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/.test(rest);
}
