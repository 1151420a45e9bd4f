import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCases } from "../../support/case.ts";
import { root } from "../../support/program.ts";

/** Releases as Helm 3 and Helm 4 render them, which are too large to live here; none where they are not at hand. */
const corpus = process.env["KONG_CLIENT_IP_CORPUS"] ?? join(root, "../shared/corpus");
const rendered = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"))
  : [];

const pains = readdirSync(join(root, "test/views/check/pains"));

/** All streams that there are to try `check` on, by name: the corpus, the inputs of the cases, the pains. */
export const streams: readonly (readonly [name: string, bytes: Buffer])[] = [
  ...rendered.sort().map((file) => [file, readFileSync(join(corpus, file))] as const),
  ...readCases().map(({ name, input }) => [name, input] as const),
  ...pains.map((name) => [name, readFileSync(join(root, "test/views/check/pains", name, "input.yaml"))] as const),
];
