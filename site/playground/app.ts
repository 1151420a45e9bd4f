import type { JsonObject } from "../../src/json/values.ts";
import type { Answer, Question } from "./answer.ts";
import { EXAMPLES } from "./examples.ts";
import { inputText, onInput, setInput } from "./input.ts";
import { configIn, fill, suggestLoadBalancers } from "./settings.ts";
import { fragmentOf, stateIn } from "./state.ts";
import code from "./worker.ts?text";

const element = <Kind extends HTMLElement>(id: string) => document.getElementById(id) as Kind;
const form = element<HTMLFormElement>("form");
const example = element<HTMLSelectElement>("example");
const file = element<HTMLInputElement>("file");
const status = element("status");

/** Made of this script's own text, so that the page's policy holds for it too. */
const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));

let number = 0;
let busy = false;
let waiting: Question | undefined;
let last: Answer | undefined;

/** Asks the worker; while it works, only the newest question waits. */
function ask(): void {
  suggestLoadBalancers(form);
  const question = { input: inputText(), config: configIn(form), today: new Date().toISOString().slice(0, 10) };
  void remember(question.input, question.config);
  waiting = question;
  next();
}

function next(): void {
  if (busy || !waiting) return;
  busy = true;
  document.body.setAttribute("aria-busy", "true");
  worker.postMessage({ ...waiting, number: ++number });
  waiting = undefined;
}

worker.onmessage = ({ data }: MessageEvent<{ answer?: Answer; bug?: string }>) => {
  busy = false;
  if (data.answer) show(data.answer);
  else status.textContent = `This is a bug in kong-client-ip, please report it: ${data.bug}`;
  document.body.removeAttribute("aria-busy");
  next();
};

function show(answer: Answer): void {
  last = answer;
  status.textContent = answer.status;
  status.className = `status ${answer.kind}`;
  element("settings").textContent = answer.settings || "(choose a method and a cloud)";
  element("files").hidden = answer.kind === "empty" && answer.settings === "";
  element("copy-result").hidden = answer.result === undefined;
  // Markup of the program's own, in which nothing of a document acts.
  element("result").innerHTML = answer.body;
}

async function remember(text: string, config: JsonObject): Promise<void> {
  const isEmpty = text === "" && Object.keys(config).length === 0;
  history.replaceState(null, "", isEmpty ? location.pathname : `#${await fragmentOf({ input: text, config })}`);
}

let pause = 0;
const soon = () => {
  clearTimeout(pause);
  pause = window.setTimeout(ask, 250);
};

onInput(soon);
form.addEventListener("change", ({ target }) => {
  if (target instanceof Element && target.matches("[name]")) ask();
});
form.addEventListener("submit", (event) => event.preventDefault());
example.addEventListener("change", () => {
  const chosen = EXAMPLES[example.value];
  if (!chosen) return;
  setInput(chosen.text);
  fill(form, chosen.config);
  ask();
});
file.addEventListener("change", async () => {
  const [chosen] = file.files ?? [];
  if (!chosen) return;
  setInput(await chosen.text());
  ask();
});

element("clear").addEventListener("click", () => {
  setInput("");
  fill(form, {});
  example.value = "";
  file.value = "";
  ask();
});

function copies(id: string, textOf: () => string | undefined): void {
  const button = element(id);
  const name = button.textContent ?? "";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(textOf() ?? "");
    button.textContent = "Copied";
    window.setTimeout(() => {
      button.textContent = name;
    }, 1500);
  });
}
copies("copy-settings", () => last?.settings);
copies("copy-result", () => last?.result);
copies("copy-link", () => location.href);

const open = async () => {
  const state = await stateIn(location.hash.slice(1));
  if (!state) return;
  setInput(state.input);
  fill(form, state.config);
  ask();
};
window.addEventListener("hashchange", open);
void open();
