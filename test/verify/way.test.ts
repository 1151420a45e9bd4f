import { describe, expect, test } from "vitest";
import { Failure } from "../../src/failure.ts";
import { waysOf } from "../../src/verify/way.ts";

describe("A URL", () => {
  // biome-ignore format: a row a line
  const rows: [url: string, way: object][] = [
    ["https://api.example.com", { tls: true, host: "api.example.com", port: 443, authority: "api.example.com", path: "" }],
    ["http://api.example.com/v1/", { tls: false, port: 80, path: "/v1", title: "http://api.example.com/v1" }],
    ["https://[2001:db8::7]:8443", { host: "2001:db8::7", name: "2001:db8::7", port: 8443, authority: "[2001:db8::7]:8443" }],
    ["HTTP://Kong.Example:80/", { host: "kong.example", port: 80, authority: "kong.example" }],
    ["http://bücher.example", { host: "xn--bcher-kva.example" }],
  ];
  test.each(rows)("%s is a way in", (url, way) =>
    expect(waysOf([url], [])).toMatchObject([{ isDirect: false, ...way }]),
  );

  test.each(["api.example.com", "ftp://a", "http://", "", "//a", "unix:/a", "http://a:99999", "http://a b"])(
    "%j is refused",
    (url) => expect(() => waysOf([url], [])).toThrow(Failure),
  );

  test.each(["http://a/?token=secret", "http://user:secret@a/", "http://a/#secret", "ftp://user:secret@a/"])(
    "%s is refused, and what is secret in it is not repeated",
    (url) => {
      expect(() => waysOf([url], [])).toThrow(Failure);
      expect(() => waysOf([url], [])).not.toThrow(/secret@|=secret|#secret/);
    },
  );

  test("has no line break that would get into a request", () => {
    const [way] = waysOf(["http://a/b\r\nX-Evil:%0d%0a1"], []);
    expect(way?.path).toBe("/bX-Evil:%0d%0a1");
  });
});

describe("A direct way", () => {
  test("is tried without TLS and with it, and asked for what the first URL is asked for", () => {
    const [, plain, secure] = waysOf(["https://api.example.com/v1"], ["10.0.1.5:30080"]);
    const same = {
      isDirect: true,
      host: "10.0.1.5",
      port: 30080,
      authority: "api.example.com",
      name: "api.example.com",
      path: "/v1",
    };
    expect(plain).toEqual({ ...same, tls: false, title: "10.0.1.5:30080" });
    expect(secure).toEqual({ ...same, tls: true, title: "10.0.1.5:30080 over TLS" });
  });

  test("may stand alone, and may be IPv6", () => {
    const [way] = waysOf([], ["[2001:db8::5]:443"]);
    expect(way).toMatchObject({ host: "2001:db8::5", port: 443, authority: "[2001:db8::5]:443", path: "" });
  });

  test.each(["a", "a:", "a:0", "a:65536", ":80", "http://a:80", "2001:db8::5:80", "a:80/b", "u@a:80"])(
    "%j is refused",
    (text) => expect(() => waysOf([], [text])).toThrow(Failure),
  );
});
