/** The program, against servers and logs that mean well, and such that do not. */

import { describe, expect, test } from "vitest";
import { mostRequests } from "../../src/verify/mission.ts";
import { carriersOf } from "../../src/verify/probe.ts";
import { waysOf } from "../../src/verify/way.ts";
import { accessLine, type Behaviour, kong, listening, verifying } from "./live.ts";

const FROM = "--from=127.0.0.1";
const nothing = () => {};

describe.concurrent("verify", () => {
  test("proves that Kong sees the client", async ({ expect }) => {
    const { ended } = verifying(async (log) => [FROM, (await listening(kong(log))).url]);
    const { status, stdout, stderr } = await ended;
    expect(stderr).toBe("");
    expect(stdout.replaceAll(/:\d+/g, ":PORT").replaceAll(/ {2,}/g, "  ")).toBe(
      [
        "WAY IN  KONG SEES  BELIEVED",
        "http://127.0.0.1:PORT  the client  nothing",
        "",
        "http://127.0.0.1:PORT: Kong logs 127.0.0.1, our own address",
        "",
        "8 requests, 6 of them in the log; proven: Kong sees the client, and believed nothing else",
        "",
      ].join("\n"),
    );
    expect(status).toBe(0);
  });

  test("sends no more requests than it says, to nobody else, and follows no redirect", async ({ expect }) => {
    let elsewhere = { count: () => 0, url: "" };
    let asked = elsewhere;
    const { ended } = verifying(async (log) => {
      elsewhere = await listening(kong(nothing));
      const redirect: Behaviour = (socket, text) => {
        const [request = ""] = text.split("\r\n");
        log(`${accessLine(request, "127.0.0.1")}\n`);
        const found = `HTTP/1.1 302 Found\r\nLocation: ${elsewhere.url}`;
        socket.end(`${request.startsWith("GET ") ? found : "HTTP/1.1 400 Bad Request"}\r\n\r\n`);
      };
      asked = await listening(redirect);
      return [FROM, "--wait=0", asked.url];
    });
    const { stdout } = await ended;
    const most = mostRequests({ ways: waysOf([asked.url], []), carriers: carriersOf([]) });
    expect(stdout).toContain("the client");
    expect(asked.count()).toBeGreaterThan(8);
    expect(asked.count()).toBeLessThanOrEqual(most);
    expect(elsewhere.count()).toBe(0);
  });

  test("tells of a Kong that believes what a client writes, and by which header", async ({ expect }) => {
    const believing = (request: string, address: string, text: string) =>
      accessLine(request, /^True-Client-IP: (.*)$/im.exec(text)?.[1]?.trim() ?? address);
    const { ended } = verifying(async (log) => [FROM, "--format=json", (await listening(kong(log, believing))).url]);
    const { status, stdout } = await ended;
    expect(JSON.parse(stdout)).toMatchObject({
      proven: false,
      ways: [{ outcome: "forgeable", believed: ["True-Client-IP"] }],
    });
    expect(status).toBe(1);
  });

  test("waits for a log that kubectl is a while in opening", async ({ expect }) => {
    let lines = 0;
    const { ended } = verifying(async (log) => {
      const late = (line: string) => ++lines > 3 && log(line);
      const [first, second] = [await listening(kong(late)), await listening(kong(late))];
      return [FROM, "--wait=2", first.url, second.url];
    });
    const { status, stdout } = await ended;
    expect(stdout).toContain("proven");
    expect(status).toBe(0);
  });

  const ENDLESS = Buffer.alloc(1 << 16, "x");
  const flood = (socket: Parameters<Behaviour>[0], start: string) => {
    socket.write(start);
    const more = () => {
      while (socket.writable && socket.write(ENDLESS));
    };
    socket.on("drain", more);
    more();
  };
  const drip = (socket: Parameters<Behaviour>[0], text: string) => {
    let at = 0;
    const timer = setInterval(
      () => (socket.writable ? socket.write(text[at++ % text.length] ?? "") : clearInterval(timer)),
      50,
    );
    socket.on("close", () => clearInterval(timer));
  };
  const greeting = { isHasty: true };

  const BAD: [title: string, behaviour: Behaviour, options: object, because: string][] = [
    ["never answers", nothing, {}, "no answer came in time"],
    [
      "answers a byte at a time, for ever",
      (socket) => drip(socket, "HTTP/1.1 404 Not Found "),
      {},
      "no answer came in time",
    ],
    [
      "closes in the middle of its headers",
      (socket) => socket.end("HTTP/1.1 404 Not Found\r\nServer: ko"),
      {},
      "something answered 404",
    ],
    ["closes at once", (socket) => socket.destroy(), greeting, "closed without an answer"],
    [
      "answers with headers without an end",
      (socket) => flood(socket, "HTTP/1.1 404 Not Found\r\nServer: "),
      {},
      "something answered 404",
    ],
    [
      "answers with a body without an end",
      (socket) => flood(socket, "HTTP/1.1 404 Not Found\r\nServer: kong\r\n\r\n"),
      {},
      "Kong answered",
    ],
    ["speaks first, and something else", (socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"), greeting, "not in HTTP"],
    [
      "answers with escape sequences",
      (socket) => socket.end("HTTP/1.1 \u001b[2J\u001b]0;evil\u0007"),
      {},
      "not in HTTP",
    ],
  ];
  test.each(BAD)("is done in time with a server that %s", async (_, behaviour, options, because) => {
    const started = Date.now();
    const { ended } = verifying(async () => ["--timeout=1", "--wait=1", (await listening(behaviour, options)).url]);
    const { status, stdout, stderr } = await ended;
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toContain(because);
    expect(stdout).not.toContain("\u001b");
    expect(Date.now() - started).toBeLessThan(20_000);
  });

  test("tells plain text from TLS, what has no name, and what nobody listens at", async ({ expect }) => {
    const { ended } = verifying(async () => {
      const { url } = await listening((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), greeting);
      return [
        "--format=json",
        "--timeout=2",
        url.replace("http:", "https:"),
        "https://nobody.invalid",
        "http://127.0.0.1:1",
      ];
    });
    const { ways } = JSON.parse((await ended).stdout);
    expect(ways).toMatchObject([
      { outcome: "refused", because: expect.stringContaining("in plain text") },
      { outcome: "unreachable", because: expect.stringMatching(/no connection \((?:ENOTFOUND|EAI_AGAIN)\)/) },
      { outcome: "unreachable", because: "no connection (ECONNREFUSED)" },
    ]);
  });

  test("takes IPv6 addresses", async ({ expect }) => {
    const { ended } = verifying(async (log) => ["--from=::1", (await listening(kong(log), { host: "::1" })).url]);
    const { status, stdout } = await ended;
    expect(stdout).toContain("Kong logs ::1, our own address");
    expect(status).toBe(0);
  });

  test("says so where the log ends before all is told", async ({ expect }) => {
    const run = verifying(async () => [FROM, (await listening(kong(() => run.close()))).url]);
    const { status, stdout } = await run.ended;
    expect(stdout).toContain("the log ended before it said anything");
    expect(status).toBe(1);
  });

  test("says so where the log is another's", async ({ expect }) => {
    const other = accessLine("GET /secret-of-others HTTP/1.1", "10.0.0.1");
    const run = verifying(async () => ["--wait=1", (await listening(kong(() => run.write(`${other}\n`)))).url]);
    const { status, stdout } = await run.ended;
    expect(stdout).toContain("this log knows nothing of it");
    expect(stdout).not.toContain("secret-of-others");
    expect(status).toBe(1);
  });

  test("believes no line but that of its request, and repeats none", async ({ expect }) => {
    const run = verifying(async (log) => {
      const hostile = (line: string) => {
        const path = /\/kong-client-ip-\w+/.exec(line)?.[0] ?? "";
        log(`10.6.6.6 - - [31/Jan/2026:12:00:00 +0000] "GET /evil HTTP/1.1" 200 1 "http://a${path}" "evil"\n`);
        log(
          `10.6.6.6 - evil [x] GET ${path} - [31/Jan/2026:12:00:00 +0000] "GET /evil HTTP/1.1" 200 1 "-" "${path}"\n`,
        );
        log(`\u001b[2J\u001b]0;evil\u0007 {"referer": "${path}", "remote_addr": "10.6.6.6", "request": "GET /evil"}\n`);
        log(Buffer.alloc(1 << 18, "evil"));
        log(`\n\u0000\u00ff${"evil{".repeat(1000)}${path}\n${line}`);
      };
      return [FROM, (await listening(kong(hostile))).url];
    });
    const { status, stdout, stderr } = await run.ended;
    expect(stdout + stderr).not.toMatch(/evil|10\.6\.6\.6/);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain("Kong logs 127.0.0.1, our own address");
    expect(status).toBe(0);
  });

  test("calls nothing proven that somebody else repeats", async ({ expect }) => {
    const run = verifying(async (log) => {
      const repeated = (line: string) => log(`${line}${line.replace("127.0.0.1", "10.6.6.6")}`);
      return [FROM, (await listening(kong(repeated))).url];
    });
    const { status, stdout } = await run.ended;
    expect(stdout).toContain("one request is logged with two addresses");
    expect(status).toBe(1);
  });
});

test("The log must come from somewhere", async () => {
  const { kongClientIp } = await import("../support/program.ts");
  const { status, stdout } = kongClientIp(["verify", "--wait=0", "http://127.0.0.1:1"]);
  expect(status).toBe(1);
  expect(stdout.toString()).toContain("ECONNREFUSED");
});
