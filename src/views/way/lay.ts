/** How wide a character is, as a part of the font's size: letters of system fonts at their widest, others at double that. */
const LETTER = 0.56;

/** Breaks a text between words, and within what is longer than a line, so that each line fits a width. */
export function lines(text: string, width: number, size: number): string[] {
  const most = Math.floor(width / (size * LETTER));
  const all: string[] = [];
  let last = "";
  for (const word of text.split(" ").flatMap((part) => pieces(part, most))) {
    const longer = last === "" ? word : `${last} ${word}`;
    if (widthOf(longer) <= most) {
      last = longer;
      continue;
    }
    if (last !== "") all.push(last);
    last = word;
  }
  return [...all, last];
}

function pieces(word: string, most: number): string[] {
  const all = [""];
  for (const character of word) {
    const last = all.at(-1) ?? "";
    if (widthOf(last + character) <= most || last === "") all[all.length - 1] = last + character;
    else all.push(character);
  }
  return all;
}

const widthOf = (text: string): number => [...text].reduce((sum, sign) => sum + (sign <= "\u024f" ? 1 : 2), 0);
