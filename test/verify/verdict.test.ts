import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/verify/answer.ts";
import { canaryOf, carrierOf, carriersOf, forgeries, honest } from "../../src/verify/probe.ts";
import { type Knowledge, liveVerdictsOf, type Trial } from "../../src/verify/verdict.ts";
import { waysOf } from "../../src/verify/way.ts";
import { runs } from "../manifests/arbitrary.ts";

const [URL_WAY, DIRECT] = waysOf(["https://api.example.com"], ["10.0.1.5:30080"]);
if (!URL_WAY || !DIRECT) throw new Error("there are no ways");
const carriers = carriersOf([]);
const KNOWN: Knowledge = { carriers, own: [], log: { lines: 20, hasEnded: false } };
const NOT_FOUND: Answer = { kind: "answered", status: 404, byKong: true };
const HOME = "192.168.1.20";

let count = 0;
const nonce = () => String(count++);
const probes = [honest(URL_WAY, nonce(), "a"), ...forgeries(URL_WAY, 4, carriers, nonce, "a")];

/** What comes of all requests: an answer, and the address in the log where there is a line. */
type Fate = { answer?: Answer; address?: string; status?: number; local?: string; remote?: string; claims?: RegExp };

/** Trials of all requests; the last fate that fits a request is its own. */
const trials = (...fates: Fate[]): Trial[] =>
  probes.map((probe) => {
    const fate = fates.findLast(({ claims }) => claims === undefined || claims.test(probe.claims)) ?? {};
    const { answer = NOT_FOUND, address, status = 404, local = HOME, remote = "203.0.113.9" } = fate;
    const sightings = address === undefined ? [] : [{ nonce: probe.nonce, address, status }];
    return { probe, answer, local, remote, sightings };
  });

const judge = (own: Trial[], known: Partial<Knowledge> = {}) =>
  liveVerdictsOf(new Map([[URL_WAY, own]]), { ...KNOWN, ...known })[0];

const refused = (status: number): Answer => ({ kind: "answered", status, byKong: false });
const PUBLIC = "203.0.113.7";

describe("What is found", () => {
  // biome-ignore format: a row a line
  const rows: [title: string, fates: Fate[], known: Partial<Knowledge>, outcome: string, because: string][] = [
    ["the address of the socket", [{ address: PUBLIC, local: PUBLIC }], {}, "client", "our own address"],
    ["a private one of the socket", [{ address: HOME }], {}, "client", "our own address"],
    ["the address that --from says", [{ address: PUBLIC }], { own: [PUBLIC] }, "client", "our own address"],
    ["another than --from says", [{ address: PUBLIC }], { own: ["203.0.113.8"] }, "hidden", "not 203.0.113.8"],
    ["a public one, from behind a NAT", [{ address: PUBLIC }], {}, "unproven", "may be ours"],
    ["a public one, without a NAT", [{ address: PUBLIC, local: "198.18.0.1" }], {}, "hidden", "not 198.18.0.1"],
    ["a private one of somebody else", [{ address: "10.0.3.4" }], {}, "hidden", "a private address"],
    ["the load balancer's", [{ address: PUBLIC, remote: PUBLIC }], {}, "hidden", "that we connected to"],
    ["what every machine has", [{ address: "127.0.0.1", local: "127.0.0.1" }], {}, "unproven", "any machine's own"],
    ["a node's now and then", [{ address: HOME }, { claims: /PROXY/, address: "10.0.0.1" }], {}, "hidden", "10.0.0.1"],
    ["a canary", [{ address: HOME }, { claims: /^X-Real-IP/, address: canaryOf(1, 4) }], {}, "forgeable", "X-Real-IP"],
    ["a canary behind a node", [{ address: "10.0.0.1" }, { claims: /^PROXY v2/, address: canaryOf(6, 4) }], {}, "forgeable", "PROXY v2"],
    ["a canary where others fail", [{ answer: { kind: "closed" } }, { claims: /^PROXY v1/, address: canaryOf(5, 6) }], {}, "forgeable", "PROXY v1"],
    ["a firewall that stops some", [{ address: HOME, answer: refused(404) }, { claims: /^True/, answer: refused(403) }], {}, "client", "our own"],
    ["a header that Kong answers and does not log", [{ address: HOME }, { claims: /^True/ }], {}, "unheard", "1 of 8 requests"],
    ["a header that is answered as others are", [{ address: HOME, answer: refused(404) }, { claims: /^True/, answer: refused(404) }], {}, "unheard", "1 of 8"],
    ["a header that gets no answer", [{ address: HOME }, { claims: /^True/, answer: { kind: "silent" } }], {}, "unheard", "1 of 8"],
    ["no PROXY header where one must be", [{ answer: { kind: "closed" } }, { claims: /PROXY/, address: HOME }], {}, "refused", "expects a PROXY header, and none comes"],
    ["closed whatever comes", [{ answer: { kind: "closed" } }], {}, "refused", "a PROXY header or TLS"],
    ["a PROXY header too many", [{ answer: refused(400) }], {}, "refused", "that the listener does not expect"],
    ["plain where TLS must be", [{ answer: refused(400), address: "10.0.0.1", status: 400 }], {}, "refused", "what is not TLS"],
    ["TLS where plain must be", [{ answer: { kind: "plain" } }], {}, "refused", "does not speak TLS"],
    ["a load balancer without Kong", [{ answer: refused(502) }], {}, "refused", "Kong gives it no answer"],
    ["no HTTP", [{ answer: { kind: "other" } }], {}, "refused", "not in HTTP"],
    ["no name", [{ answer: { kind: "unreachable", code: "ENOTFOUND" } }], {}, "unreachable", "ENOTFOUND"],
    ["a bad certificate", [{ answer: { kind: "untrusted", code: "CERT_HAS_EXPIRED" } }], {}, "unreachable", "CERT_HAS_EXPIRED"],
    ["no answer in time", [{ answer: { kind: "silent" } }], {}, "unreachable", "no answer came in time"],
    ["an empty log", [{}], { log: { lines: 0, hasEnded: false } }, "unheard", "its log stays empty"],
    ["another pod's log", [{}], {}, "unheard", "this log knows nothing of it"],
    ["a firewall's answer", [{ answer: refused(403) }], {}, "unheard", "answered 403"],
    ["a log that ends at once", [{}], { log: { lines: 0, hasEnded: true } }, "unheard", "the log ended before it said anything"],
    ["a log that ends too soon", [{}], { log: { lines: 3, hasEnded: true } }, "unheard", "anything of the request"],
  ];
  test.each(rows)("%s", (_, fates, known, outcome, because) => {
    const verdict = judge(trials(...fates), known);
    expect(verdict?.outcome).toBe(outcome);
    expect(verdict?.because).toContain(because);
    expect(verdict?.remedy === undefined).toBe(outcome === "client");
  });

  test("one request with two addresses proves nothing", () => {
    const all = trials({ address: HOME });
    all[0]?.sightings.push({ nonce: "0", address: PUBLIC, status: 404 });
    expect(judge(all)).toMatchObject({ outcome: "unproven", because: expect.stringContaining("two addresses") });
  });

  test("an address that clients of several addresses share is nobody's own", () => {
    const ways = waysOf(["https://a.example", "https://b.example"], []);
    const all = ways.map((way, n) => [way, trials({ address: PUBLIC, local: `192.168.${n}.2` })] as const);
    const because = expect.stringContaining("whichever address we come from");
    expect(liveVerdictsOf(new Map(all), KNOWN)).toMatchObject([
      { outcome: "hidden", because },
      { outcome: "hidden", because },
    ]);
  });

  test("a line without an address is told from no line", () => {
    const all = trials({});
    all[0]?.sightings.push({ nonce: "0" });
    expect(judge(all)?.because).toContain("a format that is not known");
  });

  test("a PROXY header that is missing is what the error log says", () => {
    const all = trials({ answer: { kind: "closed" } });
    all[0]?.sightings.push({ nonce: "0", lacksProxy: true });
    expect(judge(all)?.because).toBe("the listener expects a PROXY header, and none comes");
  });
});

describe("A door is closed, past the load balancer,", () => {
  const closed = (answer: Answer) => judge(trials({ answer }))?.isClosed;
  test.each(["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH"])("where nobody gets to: %s", (code) => {
    expect(closed({ kind: "unreachable", code })).toBe(true);
  });
  test("where connections are closed", () => expect(closed({ kind: "closed" })).toBe(true));
  test.each<Answer>([
    { kind: "unreachable", code: "ENOTFOUND" },
    { kind: "untrusted", code: "CERT_HAS_EXPIRED" },
    { kind: "silent" },
    NOT_FOUND,
  ])("and not where we do not know: %o", (answer) => expect(closed(answer)).toBe(false));
});

test("Nothing is called the client's but what is ours, with all requests accounted for", () => {
  const address = fc.constantFrom(
    undefined,
    HOME,
    PUBLIC,
    "10.0.0.1",
    "127.0.0.1",
    ...carriers.map((_, n) => canaryOf(n, 4)),
  );
  const answer = fc.constantFrom<Answer>(
    NOT_FOUND,
    refused(404),
    refused(400),
    refused(502),
    { kind: "closed" },
    { kind: "silent" },
  );
  const fate = fc.record({ address, answer, status: fc.constantFrom(404, 400) });
  const all = fc.tuple(...probes.map(() => fate));
  fc.assert(
    fc.property(all, fc.constantFrom([], [PUBLIC]), (fates, own) => {
      const found = probes.map((probe, n): Trial => {
        const { address, status = 404, answer = NOT_FOUND } = fates[n] ?? {};
        const sightings = address === undefined ? [] : [{ nonce: probe.nonce, address, status }];
        return { probe, answer, local: HOME, remote: "203.0.113.9", sightings };
      });
      const told = found.flatMap(({ sightings }) => sightings).filter(({ status }) => status !== 400);
      const verdict = judge(found, { own });
      const isBelieved = told.some(({ address = "" }) => carrierOf(address, carriers) !== undefined);
      expect(verdict?.outcome === "forgeable").toBe(isBelieved);
      if (verdict?.outcome !== "client") return;
      for (const { address = "" } of told) expect([HOME, ...own]).toContain(address);
      const lost = found.filter(
        ({ answer, sightings }) =>
          sightings.every(({ status }) => status === 400) &&
          (answer.kind === "silent" || (answer.kind === "answered" && answer.byKong)),
      );
      expect(lost).toEqual([]);
    }),
    runs(3000),
  );
});
