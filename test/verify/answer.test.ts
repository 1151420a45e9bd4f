import { expect, test } from "vitest";
import { answerAtEnd, answerIn, MOST } from "../../src/verify/answer.ts";

const HEAD = "HTTP/1.1 404 Not Found\r\nDate: today\r\n";
const answered = (status: number, byKong: boolean) => ({ kind: "answered", status, byKong });

// biome-ignore format: a row a line
const rows: [title: string, text: string, now: object | undefined, atEnd: object][] = [
  ["nothing", "", undefined, { kind: "closed" }],
  ["a beginning", "HTTP/1.", undefined, { kind: "other" }],
  ["half a head", HEAD, undefined, answered(404, false)],
  ["a head", `${HEAD}\r\nbody`, answered(404, false), answered(404, false)],
  ["Kong by its name", `${HEAD}Server: kong/3.9.1\r\n\r\n`, answered(404, true), answered(404, true)],
  ["Kong Enterprise", `${HEAD}Server: kong/3.9.1.0-enterprise-edition\r\n\r\n`, answered(404, true), answered(404, true)],
  ["Kong before another server", `${HEAD}Server: nginx\r\nVia: 1.1 kong/3.9.1\r\n\r\n`, answered(404, true), answered(404, true)],
  ["Kong by its headers", `${HEAD}x-kong-request-id: 1\r\n\r\n`, answered(404, true), answered(404, true)],
  ["Kong in a body", `${HEAD}\r\nServer: kong`, answered(404, false), answered(404, false)],
  ["a status without words", "HTTP/1.0 502\r\n\r\n", answered(502, false), answered(502, false)],
  ["another protocol", "SSH-2.0-OpenSSH\r\n", { kind: "other" }, { kind: "other" }],
  ["HTTP/2", "HTTP/2 404\r\n\r\n", { kind: "other" }, { kind: "other" }],
  ["a head without an end", HEAD.padEnd(MOST, "x"), answered(404, false), answered(404, false)],
  ["garbage without an end", "H".repeat(MOST), { kind: "other" }, { kind: "other" }],
];
test.each(rows)("%s", (_, text, now, atEnd) => {
  expect(answerIn(text)).toEqual(now);
  expect(answerAtEnd(text)).toEqual(atEnd);
});
