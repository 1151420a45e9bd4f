import { isExposed } from "../kong/exposure.ts";
import { type Method, noFrontService } from "./method.ts";
import { serviceOperations } from "./service.ts";

/** `externalTrafficPolicy: Local`: nodes pass packets on as they came, so the client itself is Kong's peer. */
export const externalTrafficPolicy: Method = {
  fronts(gateway) {
    const fronts = gateway.fronts.filter(isExposed);
    if (fronts.length === 0)
      throw noFrontService(gateway, "externalTrafficPolicy is for externally accessible Services alone");
    return fronts;
  },
  service: (front, profile, settings) => serviceOperations(front, profile, settings, "Local"),
  workload: () => [],
  additions: () => [],
};
