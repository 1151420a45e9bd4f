import { lineReader, type Sighting, sightingIn } from "../../verify/log.ts";

/** Reads a log as it comes. Of its lines only what they say of expected requests is kept. */
export function follow(stream: NodeJS.ReadStream) {
  const state = { lines: 0, hasEnded: false };
  const expected = new Map<string, Sighting[]>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const end = () => {
    state.hasEnded = true;
    tell();
  };
  const linesOf = lineReader();
  const take = (chunk: Uint8Array) => {
    for (const line of linesOf(chunk)) {
      state.lines++;
      const sighting = sightingIn(line);
      const known = sighting && expected.get(sighting.nonce);
      // The same line twice tells nothing new, and nobody can make us keep more than a few.
      if (!known?.every(({ address }) => address !== sighting?.address) || known.length > 8) continue;
      if (sighting) known.push(sighting);
    }
    tell();
  };
  stream.on("data", take).once("end", end).once("close", end).once("error", end);
  return {
    state,
    /** Whether it has shown a request, or never will. */
    isUseful: () => state.hasEnded || [...expected.values()].some(({ length }) => length > 0),
    expect: (nonce: string): Sighting[] => {
      const sightings: Sighting[] = [];
      expected.set(nonce, sightings);
      return sightings;
    },
    until: (condition: () => boolean, ms: number): Promise<void> =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          listeners.delete(look);
          resolve();
        };
        const look = () => condition() && done();
        const timer = setTimeout(done, ms);
        listeners.add(look);
        look();
      }),
    leave: () => stream.removeAllListeners("close").destroy(),
  };
}
