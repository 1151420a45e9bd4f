import { parseCidr } from "../../src/config/cidr.ts";
import type { Realip, Seen } from "../../src/judgement/realip.ts";
import type { KongListener } from "./nginx.ts";

/** As the model takes it. */
export const realipOf = ({ trusted, ...rest }: KongListener): Realip => ({
  ...rest,
  trusted: trusted.map((text) => {
    const cidr = parseCidr(text);
    if ("what" in cidr) throw new Error(`${text}: ${cidr.what}`);
    return cidr;
  }),
});

interface Combination {
  title: string;
  model: Seen;
  real(): Promise<Seen>;
}

/** How many connections are open at a time. */
const AT_A_TIME = 40;

/** A sentence for each combination where nginx and the model differ. */
export async function disagreements(combinations: readonly Combination[]): Promise<string[]> {
  const sentences: string[] = [];
  for (let start = 0; start < combinations.length; start += AT_A_TIME) {
    const batch = combinations.slice(start, start + AT_A_TIME);
    sentences.push(...(await Promise.all(batch.map(disagreement))).flat());
  }
  return sentences;
}

async function disagreement({ title, model, real }: Combination): Promise<string[]> {
  const [expected, actual] = [inWords(model), inWords(await real())];
  return expected === actual ? [] : [`${title}: nginx has ${actual}, and the model ${expected}`];
}

const inWords = (seen: Seen): string => ("address" in seen ? seen.address : `it ${seen.fails}`);
