/** The items of a comma list, without the blanks around them; empty ones are none. */
export const itemsOf = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
