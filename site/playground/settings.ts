import { clouds } from "../../src/generated/clouds.ts";
import { at, isObject, type JsonObject } from "../../src/json/values.ts";
import { type Field, fields } from "./form.ts";

type Control = HTMLInputElement | HTMLSelectElement;

const controlOf = (form: HTMLFormElement, key: string) => form.elements.namedItem(key) as Control;

/** The settings that a form holds; what is not set is left out. */
export function configIn(form: HTMLFormElement): JsonObject {
  const config: JsonObject = {};
  for (const field of fields) {
    const text = controlOf(form, field.key).value.trim();
    if (text === "") continue;
    const [key = "", inner] = field.key.split(".");
    if (inner === undefined) config[key] = settingOf(field, text);
    else config[key] = { ...(isObject(config[key]) ? config[key] : {}), [inner]: text };
  }
  return config;
}

function settingOf({ kind }: Field, text: string) {
  if (kind === "yes or no") return text === "true";
  return kind === "list" ? text.split(/[\s,]+/).filter(Boolean) : text;
}

/** Fills a form in. */
export function fill(form: HTMLFormElement, config: JsonObject): void {
  for (const { key } of fields) {
    const value = at(config, key.split("."));
    controlOf(form, key).value = Array.isArray(value) ? value.join(", ") : value === undefined ? "" : String(value);
  }
}

/** The names of the chosen cloud's load balancers, to choose from. */
export function suggestLoadBalancers(form: HTMLFormElement): void {
  const control = controlOf(form, "loadBalancer") as HTMLInputElement;
  const id = "load-balancers";
  const list = document.getElementById(id) ?? document.createElement("datalist");
  list.id = id;
  const cloud = clouds[controlOf(form, "cloud").value]?.();
  list.replaceChildren(...Object.keys(cloud?.loadBalancers ?? {}).map((name) => new Option(name, name)));
  control.after(list);
  control.setAttribute("list", id);
}
