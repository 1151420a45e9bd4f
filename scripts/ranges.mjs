// Compares the ranges in src/clouds with what their providers publish, writes what changed, and prints the difference.
// Exits with 1 where a page cannot be read: its range keeps its date, so that its age shows.
import { readFile, writeFile } from "node:fs/promises";
import { parse } from "yaml";
import { compared, PAGES, rewritten, told } from "./published.mjs";

const today = new Date().toISOString().slice(0, 10);

for (const [name, { cloud, urls, read }] of Object.entries(PAGES)) {
  const file = new URL(`../src/clouds/${cloud}.yaml`, import.meta.url);
  try {
    const yaml = await readFile(file, "utf8");
    const { cidrs } = parse(yaml).publishedRanges[name];
    const fresh = read(await Promise.all(urls.map(page)), cidrs);
    const difference = compared(cidrs, fresh);
    const kept = cidrs.filter((cidr) => !difference.gone.includes(cidr));
    await writeFile(file, rewritten(yaml, name, [...kept, ...difference.added], today));
    process.stdout.write(told(name, difference));
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : error}\n`);
  }
}

async function page(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer.text();
}
