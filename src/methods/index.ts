import type { MethodName } from "../config/resolve.ts";
import { externalTrafficPolicy } from "./external-traffic-policy.ts";
import { httpHeaders } from "./http-headers.ts";
import type { Method } from "./method.ts";
import { proxyProtocol } from "./proxy-protocol.ts";

export const methods: Record<MethodName, Method> = {
  "external-traffic-policy": externalTrafficPolicy,
  "proxy-protocol": proxyProtocol,
  "http-headers": httpHeaders,
};
