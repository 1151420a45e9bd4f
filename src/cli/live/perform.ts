/**
 * What opens connections, asks the clock and rolls dice: nothing outside this directory does. It is for `verify` alone,
 * and in a bundle of its own.
 */

import { EXIT } from "../../failure.ts";
import { KNOCKS, type Mission } from "../../verify/mission.ts";
import { forgeries, honest, type Probe } from "../../verify/probe.ts";
import { proofOf } from "../../verify/proof.ts";
import type { Trial } from "../../verify/verdict.ts";
import type { LiveWay } from "../../verify/way.ts";
import type { Style } from "../../views/terminal.ts";
import { verifyFormats } from "../../views/verify/format.ts";
import type { Output } from "../commands/command.ts";
import { addressOfHost, exchange } from "./exchange.ts";
import { follow } from "./follow.ts";

/** Sends a mission's requests, reads Kong's log until it has told of all of them or time is up, and judges. */
export async function perform(mission: Mission, style: Style): Promise<Output> {
  const { ways, carriers, agent, wait } = mission;
  const log = follow(process.stdin);
  const trials = new Map<LiveWay, Trial[]>(ways.map((way) => [way, []]));
  const places = new Map(
    await Promise.all(ways.map(async (way) => [way, await addressOfHost(way, mission.timeout)] as const)),
  );
  const send = async (way: LiveWay, probe: Probe): Promise<void> => {
    const sightings = log.expect(probe.nonce);
    const place = places.get(way);
    const trial: Trial = {
      probe,
      sightings,
      ...(place?.address === undefined
        ? { answer: { kind: "unreachable", code: place?.code ?? "" } as const }
        : await exchange(way, place.address, probe, mission)),
    };
    trials.get(way)?.push(trial);
  };

  const knocks: Promise<void>[] = [];
  for (let n = 0; n < KNOCKS && !log.isUseful(); n++) {
    const way = ways[n % ways.length] as LiveWay;
    knocks.push(send(way, honest(way, nonce(), agent)));
    await log.until(log.isUseful, SECOND);
  }
  // The logs of other pods may be a moment behind the first.
  if (log.state.lines > 0 && !log.state.hasEnded) await sleep(SECOND / 4);
  await Promise.all(knocks);
  // Those that came before somebody followed the log tell nothing.
  const isFollowed = [...trials.values()].flat().some(({ sightings }) => sightings.length > 0);
  if (isFollowed)
    for (const [way, own] of trials)
      trials.set(
        way,
        own.filter((trial) => !isDue(trial)),
      );

  await pool(ways, async (way) => {
    const probes = forgeries(way, places.get(way)?.family ?? 4, carriers, nonce, agent);
    if (trials.get(way)?.length === 0) probes.unshift(honest(way, nonce(), agent));
    await Promise.all(probes.map((probe) => send(way, probe)));
  });
  const isComplete = () => [...trials.values()].flat().every((trial) => !isDue(trial));
  await log.until(() => log.state.hasEnded || isComplete(), wait * SECOND);

  const result = proofOf(mission, trials, log.state);
  log.leave();
  // What follows a log notices that nobody reads it when it next writes, so there is one more line for it.
  const [heard] = [...trials].find(([, own]) => own.some(({ sightings }) => sightings.length > 0)) ?? [];
  if (heard && !log.state.hasEnded) await send(heard, honest(heard, nonce(), agent));
  return {
    stdout: verifyFormats[mission.format](result, style),
    exitCode: result.isProven ? EXIT.ok : EXIT.refused,
  };
}

const SECOND = 1000;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const nonce = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex");

/** How many ways are tried at a time. */
const AT_A_TIME = 4;

async function pool<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

/** Whether the log still owes a line: the request was answered, and most likely by Kong. */
const isDue = ({ answer, sightings }: Trial): boolean =>
  sightings.length === 0 &&
  answer.kind === "answered" &&
  answer.status !== 400 &&
  (answer.byKong || ![502, 503, 504].includes(answer.status));
