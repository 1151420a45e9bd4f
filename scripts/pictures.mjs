// Writes docs/way-before.svg and docs/way-after.svg, the first example's way of packets, for README.md; and
// docs/speed.svg, the cost of a release among others, where test/bench/result.json tells it.
import { readFile, rm, writeFile } from "node:fs/promises";
import { bundled } from "./bundled.mjs";

const root = new URL("..", import.meta.url);
const { examplePictures } = await bundled("scripts/pictures.ts");
const bytes = (path) => readFile(new URL(path, root));
const config = await bytes("examples/eks-proxy-protocol/kong-client-ip.yaml");
const { before, after } = examplePictures(await bytes("examples/release.yaml"), config.toString());
await writeFile(new URL("docs/way-before.svg", root), before);
await writeFile(new URL("docs/way-after.svg", root), after);
const { speedPicture } = await bundled("scripts/speed.ts");
const { fleets = [] } = JSON.parse((await bytes("test/bench/result.json")).toString());
if (fleets.length > 0) await writeFile(new URL("docs/speed.svg", root), speedPicture(fleets));
else await rm(new URL("docs/speed.svg", root), { force: true });
