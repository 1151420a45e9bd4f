import type { Layer } from "../config/layers.ts";
import { suggest } from "../config/suggest.ts";
import { Failure } from "../failure.ts";
import type { JsonObject } from "../json/values.ts";
import { type ConfigDraft, type InitChoice, type Question, questions } from "./questions.ts";
import type { SeenManifests, Sight } from "./seen.ts";

/** A question as it is put to somebody. */
export interface Prompt {
  question: string;
  choices: readonly InitChoice[];
  /** What an empty line means, and what shows it. */
  proposed?: string;
  by?: string;
  /** What was wrong with the answer before. */
  fault?: string;
}

/** Puts a question and gives the line that is typed; undefined at the end of input. */
export type Ask = (prompt: Prompt) => string | undefined;

/** What was added to a config. */
export interface Interview {
  answers: JsonObject;
  /** What nobody was asked: `cloud: eks, as Node worker-1, spec.providerID shows` */
  taken: string[];
}

/**
 * Fills in what is not given: from what is seen where that decides it, else by asking.
 *
 * @param where names a setting that has to be given
 * @param ask undefined where there is nobody to ask: then what is not seen has to be given
 * @throws Failure (usage) for a setting that is neither, or at the end of input
 */
export function interview(given: ConfigDraft, seen: SeenManifests, where: Layer["where"], ask?: Ask): Interview {
  const answers: JsonObject = {};
  const taken: string[] = [];
  for (const question of questions) {
    const { key } = question;
    const draft: ConfigDraft = { ...given, ...answers };
    if (draft[key] !== undefined || !question.isOpen(draft, seen)) continue;
    const sight = question.seen(draft, seen);
    let text: string | undefined;
    if (sight && (!ask || question.choices(draft).length === 1)) {
      text = sight.value;
      taken.push(`${key}: ${text}, as ${sight.by} shows`);
    } else if (ask) text = answer(question, draft, sight, ask);
    else if (!question.isOptional) throw unseen(question, draft, where);
    const value = text === undefined ? undefined : question.read(text);
    if (value !== undefined) answers[key] = value;
  }
  return { answers, taken };
}

function unseen({ key, choices }: Question, draft: ConfigDraft, where: Layer["where"]): Failure {
  const known = choices(draft).map((choice) => choice.answer);
  const flag = where([key]);
  const remedy = known.length > 0 ? `give ${flag}, one of: ${known.join(", ")}` : `give ${flag}`;
  return new Failure("usage", key, "it does not show, and there is no terminal to ask at", remedy);
}

function answer(question: Question, draft: ConfigDraft, sight: Sight<string> | undefined, ask: Ask): string {
  const choices = question.choices(draft);
  const proposed = sight?.value ?? question.usual(draft);
  const prompt: Prompt = {
    question: question.ask(draft),
    choices,
    ...(proposed !== undefined && { proposed }),
    ...(sight && { by: sight.by }),
  };
  for (let fault: string | undefined; ; ) {
    const line = ask(fault === undefined ? prompt : { ...prompt, fault });
    if (line === undefined)
      throw new Failure("usage", question.key, "the input ended before an answer", "nothing was written; run it again");
    const text = line.trim() || (proposed ?? "");
    fault =
      text === "" ? "Please answer, or end with Ctrl-C" : (unknown(text, choices) ?? question.fault?.(text, draft));
    if (fault === undefined) return text;
  }
}

function unknown(text: string, choices: readonly InitChoice[]): string | undefined {
  const known = choices.map((choice) => choice.answer);
  return known.length === 0 || known.includes(text)
    ? undefined
    : `${JSON.stringify(text)} is none of them: ${suggest(text, known)}`;
}
