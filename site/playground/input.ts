/** What a browser still lays out at once; a longer text would stop the page for seconds. */
const LONGEST = 200_000;

/** As much of a longer text as is shown. */
const SHOWN = 5_000;

const area = document.getElementById("input") as HTMLTextAreaElement;
const note = document.getElementById("held") as HTMLElement;

/** A text that is longer than what the field shows of it. */
let held: string | undefined;

/** All of the text, whether the field shows it or not. */
export const inputText = (): string => held ?? area.value;

/** Puts a text in the place of what is there; of a long one the field shows the start, and cannot be typed in. */
export function setInput(text: string): void {
  held = text.length > LONGEST ? text : undefined;
  area.value = held === undefined ? text : text.slice(0, text.lastIndexOf("\n", SHOWN) + 1);
  area.readOnly = held !== undefined;
  note.hidden = held === undefined;
  note.textContent = `${(text.length / 1e6).toFixed(1)} MB, of which the field shows the start.`;
}

/** Calls back whenever somebody types or pastes. */
export function onInput(changed: () => void): void {
  area.addEventListener("input", changed);
  area.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (held === undefined && text.length <= LONGEST) return;
    event.preventDefault();
    setInput(text);
    changed();
  });
}
