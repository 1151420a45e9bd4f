// Writes docs/way-before.svg and docs/way-after.svg: the first example's way of packets, for README.md.
import { readFile, writeFile } from "node:fs/promises";
import { bundled } from "./bundled.mjs";

const root = new URL("..", import.meta.url);
const { examplePictures } = await bundled("scripts/pictures.ts");
const bytes = (path) => readFile(new URL(path, root));
const config = await bytes("examples/eks-proxy-protocol/kong-client-ip.yaml");
const { before, after } = examplePictures(await bytes("examples/release.yaml"), config.toString());
await writeFile(new URL("docs/way-before.svg", root), before);
await writeFile(new URL("docs/way-after.svg", root), after);
