import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { release } from "../../support/case.ts";
import { root } from "../../support/program.ts";
import type { KongListener } from "./nginx.ts";

/** What users try the tool on: four listeners, and what must not be taken for them. */
export const RELEASE = readFileSync(join(root, "examples/release.yaml"), "utf8");

/** The small release with TCP and TLS streams, which its Service has ports for. */
export const RELEASE_WITH_STREAMS = release
  .toString()
  .replace(/(KONG_STREAM_LISTEN\n +value: )"off"/, '$1"0.0.0.0:9000 backlog=512, [::]:9443 ssl"')
  .replace(
    /^( +)- name: kong-proxy-tls\n/m,
    "$1- {name: stream, port: 9000, targetPort: 9000}\n$1- {name: stream-tls, port: 9443, targetPort: 9443}\n$&",
  );

export type ServiceType = "LoadBalancer" | "NodePort";

/** What a load balancer asks of the Service through which it reaches Kong. */
export interface Front {
  type: ServiceType;
  /** Whether it ends TLS and speaks HTTP to Kong, so that no port of the Service may lead to a TLS listener. */
  isHttp: boolean;
}

/** Manifests with the front Service that a load balancer asks for. */
export function fitted(manifests: string, { type, isHttp }: Front): string {
  const typed = manifests.replaceAll(/^ {2}type: LoadBalancer$/gm, `  type: ${type}`);
  return isHttp ? typed.replace(/^ {2}- name: kong-proxy-tls\n(?: {4}.*\n)+/m, "") : typed;
}

interface Container {
  name: string;
  env: { name: string; value?: string }[];
}

/**
 * The listeners that a stream of manifests means for nginx. TLS is left out: it comes after a PROXY header and before
 * the request's headers, and has no say about addresses. Read here anew, so that a slip in our own reading shows.
 */
export function listenersOf(stream: string): KongListener[] {
  const resources = parseAllDocuments(stream).map((document) => document.toJS() ?? {});
  const containers: Container[] = resources.flatMap(({ spec }) => spec?.template?.spec?.containers ?? []);
  const env = containers.find(({ name }) => name === "proxy")?.env ?? [];
  const value = (name: string) => env.findLast((variable) => variable.name === name)?.value ?? "";
  const entries = (name: string) => (value(name) === "off" ? [] : value(name).split(",").filter(Boolean));
  const settings = {
    trusted: entries("KONG_TRUSTED_IPS"),
    header: value("KONG_REAL_IP_HEADER") || "X-Real-IP",
    recursive: value("KONG_REAL_IP_RECURSIVE") === "on",
  };
  return ["KONG_PROXY_LISTEN", "KONG_STREAM_LISTEN"].flatMap((name) =>
    entries(name).map((entry) => ({
      ...settings,
      title: entry.trim(),
      proxyProtocol: /\sproxy_protocol(?:\s|$)/.test(entry),
      isStream: name === "KONG_STREAM_LISTEN",
      isDatagram: /\sudp(?:\s|$)/.test(entry),
    })),
  );
}
