/** What came back for a request. */
export type Answer =
  /** An HTTP response; `byKong` where it says so itself. */
  | { kind: "answered"; status: number; byKong: boolean }
  /** The connection was closed without a word. */
  | { kind: "closed" }
  /** The connection stood, and nothing came in time. */
  | { kind: "silent" }
  /** What came is no HTTP. */
  | { kind: "other" }
  /** What came in answer to a TLS greeting is no TLS. */
  | { kind: "plain" }
  /** The certificate is not to be trusted. */
  | { kind: "untrusted"; code: string }
  /** There is no connection to be had. */
  | { kind: "unreachable"; code: string };

/** The most that is read of a response: a status line and headers. */
export const MOST = 16 * 1024;

/** What the beginning of a response says; undefined while more is needed. */
export function answerIn(text: string): Answer | undefined {
  const isWhole = text.includes("\r\n\r\n") || text.length >= MOST;
  const [, status] = /^HTTP\/1\.[01] (\d{3})(?: |\r|$)/.exec(text) ?? [];
  if (status === undefined) {
    const start = "HTTP/1.1 ";
    return isWhole || (text.slice(0, 7) !== start.slice(0, Math.min(7, text.length)) && text !== "")
      ? { kind: "other" }
      : undefined;
  }
  return isWhole ? { kind: "answered", status: Number(status), byKong: BY_KONG.test(headOf(text)) } : undefined;
}

/** What a connection comes to that ends before its headers do: a status is worth what it says even so. */
export function answerAtEnd(text: string): Answer {
  return (text === "" ? undefined : answerIn(`${text}\r\n\r\n`)) ?? { kind: "closed" };
}

const headOf = (text: string): string => text.slice(0, text.indexOf("\r\n\r\n") + 2);

/** Kong/kong:kong/constants.lua (HEADERS); `headers` in kong.conf may switch them off. */
const BY_KONG = /^(?:server: *kong|via: [^\r]*\bkong\b|x-kong-)/im;
