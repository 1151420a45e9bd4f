/** Whether a text has Helm's own words between braces, which nothing that is rendered is left with. */
export const isTemplate = (text: string): boolean =>
  /\{\{[^{}\n]*(?:\.(?:Values|Release|Chart)\.|\binclude\s+")/.test(text);
