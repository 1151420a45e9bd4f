import { resolve } from "../../config/resolve.ts";
import { Failure } from "../../failure.ts";
import type { Manifests } from "../../manifests/read.ts";
import { written } from "../../rollout/draft.ts";
import { guideOf } from "../../rollout/guide.ts";
import { type Rollout, rolloutOf } from "../../rollout/rollout.ts";
import { refuseStrangers } from "../../run/left-behind.ts";
import { intake } from "../../run/prepare.ts";
import { withoutKong } from "../../run/without-kong.ts";
import { rolloutFormats } from "../../views/rollout/format.ts";
import { command } from "./command.ts";

/** Manifests of a release as it runs in, the steps to what the settings ask for out, or the manifests of one step. */
export const rollout = command({
  name: "rollout",
  summary: "the steps from a release as it runs to there, without an outage",
  arguments: ["[files...]"],
  settings: true,
  formats: rolloutFormats,
  options: { "--step <number>": { help: "write the manifests of this step" } },
  examples: {
    Live: `kubectl get deployments,services -n kong -o yaml |
  kong-client-ip rollout`,
    Step: "kong-client-ip rollout --step 1 kong.yaml | kubectl apply -f -",
    Helm: `helm upgrade my-kong kong/kong --post-renderer kong-client-ip \\
  --post-renderer-args rollout --post-renderer-args --step=1`,
  },
  details: `
Switching PROXY protocol on breaks every connection for as long as load balancer
and pods disagree, and the other methods lose requests or addresses too. Each of
these steps changes only what nobody uses at the time: a second load balancer
takes over while the first one changes. It says what to apply, what to check,
what to do by hand and how to go back. On the result of a step it goes on with
the next one. See docs/rollout.md.
`,
  run({ files, format, step, given }, input) {
    const { manifests, config, where } = intake(input.layers(given), input.sources(files));
    const settings = resolve(config, where);
    refuseStrangers(manifests, config);
    const way = rolloutOf(manifests, settings);
    if (!way) {
      const stderr = withoutKong(manifests, config).map((note) => `note ${note}\n`);
      return { stdout: step === undefined ? "" : onlyOne(manifests).bytes, stderr: stderr.join("") };
    }
    if (step !== undefined) return { stdout: manifestsOf(step, onlyOne(manifests), way) };
    return { stdout: rolloutFormats[format](guideOf(manifests, way, settings), input.style(1)) };
  },
});

function onlyOne([manifests, ...others]: readonly Manifests[]): Manifests {
  if (manifests && others.length === 0) return manifests;
  throw new Failure("usage", "--step", "it writes one stream of manifests", "give them as one, on stdin or in a file");
}

/** The manifests of a step, which are as they are where it is done. */
function manifestsOf(step: string, manifests: Manifests, { course, done, states }: Rollout): Buffer {
  const number = Number(step);
  const refuse = (what: string, remedy: string) => new Failure("usage", "--step", what, remedy);
  if (!/^\d+$/.test(step) || number < 1 || number > course.length)
    throw refuse("there is no such step", `write a number from 1 to ${course.length}`);
  if (number < done) throw refuse(`step ${done} is done already`, "go back with the manifests that you came from");
  const state = states[number - done - 1];
  return state ? written(manifests, state.draft) : manifests.bytes;
}
