import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { findProgram } from "../../support/needs.ts";
import { root } from "../../support/program.ts";

export const program = findProgram("chromium", "chromium-browser", "google-chrome");

export const dist = join(root, "site/dist");

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** A page open in a browser, with all that it asked for and said. */
export interface Opened {
  page: Page;
  /** The addresses of all requests. */
  requests: string[];
  /** What stands in the console, and errors that nobody caught. */
  said: string[];
}

/** A browser before a server of the built site, for as long as a file's tests run. */
export function siteInBrowser() {
  let browser: Browser | undefined;
  let server: Server | undefined;
  const base = () => `http://127.0.0.1:${(server?.address() as AddressInfo | undefined)?.port}/`;
  /** The paths that the server was asked for. */
  const served: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({
      ...(program && { executablePath: program }),
      // Root has no sandbox, nor has CI's container.
      args: ["--no-sandbox"],
    });
    server = createServer(({ url = "/" }, answer) => {
      const { pathname } = new URL(url, "http://localhost");
      served.push(pathname);
      try {
        const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
        const bytes = readFileSync(join(dist, file));
        answer.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(bytes);
      } catch {
        answer.writeHead(404).end();
      }
    });
    await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  return {
    served,
    base,
    /** Opens an address, of the site or of a file. */
    async open(url: string, options: BrowserContextOptions = {}): Promise<Opened> {
      const context = await browser?.newContext({
        permissions: ["clipboard-read", "clipboard-write"],
        viewport: { width: 1280, height: 900 },
        ...options,
      });
      if (!context) throw new Error("the browser has not started");
      const page = await context.newPage();
      const opened: Opened = { page, requests: [], said: [] };
      page.on("request", (request) => opened.requests.push(request.url()));
      page.on("console", (message) => opened.said.push(message.text()));
      page.on("pageerror", (error) => opened.said.push(error.message));
      await page.goto(/^\w+:/.test(url) ? url : base() + url);
      return opened;
    },
  };
}
