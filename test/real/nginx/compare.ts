import type { Realip, Seen } from "../../../src/judgement/realip.ts";
import { parseCidr } from "../../../src/net/cidr.ts";
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
  expected: Seen;
  real(): Promise<Seen>;
}

/** How many connections are open at a time. */
const AT_A_TIME = 40;

/** A sentence for each combination where nginx does not do what is expected. */
export async function differences(combinations: readonly Combination[]): Promise<string[]> {
  const sentences: string[] = [];
  for (let start = 0; start < combinations.length; start += AT_A_TIME) {
    const batch = combinations.slice(start, start + AT_A_TIME);
    sentences.push(...(await Promise.all(batch.map(difference))).flat());
  }
  return sentences;
}

async function difference({ title, expected, real }: Combination): Promise<string[]> {
  const [wanted, actual] = [inWords(expected), inWords(await real())];
  return wanted === actual ? [] : [`${title}: nginx says ${actual} and not ${wanted}`];
}

const inWords = (seen: Seen): string => ("address" in seen ? seen.address : seen.fails);
