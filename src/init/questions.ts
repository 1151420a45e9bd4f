import { exposed } from "../clouds/exposure.ts";
import { carries, type Profile, profilesOf } from "../clouds/profiles.ts";
import { cloudOf, type MethodName, namedBy } from "../config/resolve.ts";
import { trustOf } from "../config/trust.ts";
import { Failure } from "../failure.ts";
import { clouds } from "../generated/clouds.ts";
import type { Config } from "../generated/config.ts";
import { itemsOf } from "../json/lists.ts";
import type { Json } from "../json/values.ts";
import type { SeenManifests, Sight } from "./seen.ts";

/** What is known so far: what was given, seen and answered. */
export type ConfigDraft = Partial<Config>;

/** A setting that somebody has to name, unless what is known decides it. */
export interface Question {
  key: keyof Config;
  /** Whether it has to be asked at all. */
  isOpen(draft: ConfigDraft, seen: SeenManifests): boolean;
  ask(draft: ConfigDraft): string;
  /** The answers there are, each with what it means; none where anything may be an answer. */
  choices(draft: ConfigDraft): InitChoice[];
  /** What is the case, and how that is known: taken where nobody can be asked, and proposed otherwise. */
  seen(draft: ConfigDraft, seen: SeenManifests): Sight<string> | undefined;
  /** What most people want, proposed where somebody is asked, and never taken unasked. */
  usual(draft: ConfigDraft): string | undefined;
  /** What is wrong with an answer that is no choice among some. */
  fault?(answer: string, draft: ConfigDraft): string | undefined;
  /** An answer as the config has it; undefined where that is without the setting. */
  read(answer: string): Json | undefined;
  /** Whether a config without it is one to start with. */
  isOptional?: true;
}

export interface InitChoice {
  answer: string;
  means: string;
}

const METHODS: Record<MethodName, string> = {
  "external-traffic-policy": "the packets keep the client's address; Kong trusts nobody",
  "proxy-protocol": "the load balancer sends the address ahead of each connection",
  "http-headers": "the load balancer names the client in a request header",
};

const EXPOSURE: Record<NonNullable<Config["exposure"]>, string> = {
  "internet-facing": "from the internet",
  internal: "from networks of our own alone",
};

/** The load balancers of the cloud that can do it, or can do anything. */
function candidates({ cloud = "", method }: ConfigDraft): readonly Profile[] {
  return profilesOf(cloud).filter((profile) =>
    (method === undefined ? methodNames : [method]).some((each) => carries(profile, each)),
  );
}

const methodNames = Object.keys(METHODS) as MethodName[];

/** The load balancer that the config means so far, if it is one alone. */
function meant(draft: ConfigDraft): Profile | undefined {
  const { cloud = "", loadBalancer, method } = draft;
  const name = loadBalancer ?? (method === undefined ? undefined : cloudOf(cloud, "cloud").recommended[method]);
  const all = candidates(draft);
  return all.length === 1 && name === undefined ? all[0] : all.find((profile) => profile.loadBalancer === name);
}

const methodsOf = (draft: ConfigDraft): MethodName[] => {
  const profile = meant(draft);
  return methodNames.filter((method) =>
    (profile ? [profile] : candidates(draft)).some((each) => carries(each, method)),
  );
};

const alone = <Value>(sights: readonly Sight<Value>[]) => (sights.length === 1 ? sights[0] : undefined);

/** In the order in which one decides the next. A type that knows all settings would not say which are asked. */
export const questions: readonly Question[] = [
  {
    key: "cloud",
    isOpen: () => true,
    ask: () => "Which cloud or platform provides the load balancer? generic is for one that is not listed",
    choices: (draft) =>
      Object.entries(clouds)
        .filter(([cloud]) => candidates({ ...draft, cloud }).length > 0)
        .map(([answer, make]) => ({ answer, means: make().title })),
    seen: (_, { clouds: sights }) => alone(sights),
    usual: () => undefined,
    read: (answer) => answer,
  },
  {
    key: "loadBalancer",
    isOpen: ({ cloud = "" }) => profilesOf(cloud).length > 1,
    ask: () => "Which load balancer stands, or shall stand, before Kong?",
    choices: (draft) => candidates(draft).map(({ loadBalancer, title }) => ({ answer: loadBalancer, means: title })),
    seen: (draft, { profiles }) => {
      const { cloud, method } = draft;
      const [only, ...others] = candidates(draft);
      if (only && others.length === 0) return { value: only.loadBalancer, by: `the table of ${cloud}` };
      const sight = alone(profiles.filter(({ value }) => value.cloud === cloud));
      return sight && (method === undefined || carries(sight.value, method))
        ? { value: sight.value.loadBalancer, by: sight.by }
        : undefined;
    },
    usual: (draft) => {
      const { recommended } = cloudOf(draft.cloud ?? "", "cloud");
      const names = candidates(draft).map(({ loadBalancer }) => loadBalancer);
      return [draft.method ?? "external-traffic-policy", ...methodNames]
        .map((method) => recommended[method])
        .find((name) => names.includes(name));
    },
    read: (answer) => answer,
    isOptional: true,
  },
  {
    key: "method",
    isOpen: () => true,
    ask: () => "How shall the client's address reach Kong?",
    choices: (draft) => methodsOf(draft).map((answer) => ({ answer, means: METHODS[answer] })),
    seen: (draft) => {
      const [only, ...others] = methodsOf(draft);
      const name = meant(draft)?.name ?? draft.cloud;
      return only && others.length === 0 ? { value: only, by: `${name} can do nothing else` } : undefined;
    },
    usual: (draft) => methodsOf(draft)[0],
    read: (answer) => answer,
  },
  {
    key: "exposure",
    isOpen: (draft, { saysExposure }) => {
      const profile = meant(draft);
      return !saysExposure && profile !== undefined && exposed(profile, "internal") !== undefined;
    },
    ask: () => "Where do clients come from?",
    choices: () => Object.entries(EXPOSURE).map(([answer, means]) => ({ answer, means })),
    seen: () => undefined,
    usual: () => undefined,
    read: (answer) => answer,
    isOptional: true,
  },
  {
    key: "trustedCIDRs",
    isOpen: ({ method }) => method !== "external-traffic-policy",
    ask: (draft) => {
      const { method } = draft;
      const peers = method === undefined ? undefined : meant(draft)?.methods[method].peers;
      return `Whose word about the client shall Kong believe? CIDRs with commas between them${peers === undefined ? "" : `; Kong's peers are ${peers}`}`;
    },
    choices: () => [],
    seen: () => undefined,
    usual: ({ cloud = "" }) => {
      const published = Object.keys(cloudOf(cloud, "cloud").publishedRanges ?? {});
      return published.length > 0 ? published.map((name) => `provider:${name}`).join(", ") : undefined;
    },
    fault: (answer, draft) => {
      const { cloud = "generic", method = "http-headers" } = draft;
      const { methods } = meant(draft) ?? namedBy(cloud, undefined, method, () => "cloud").profile;
      const config = { ...draft, cloud, method, trustedCIDRs: itemsOf(answer) };
      try {
        trustOf(config, methods[method], () => "trustedCIDRs");
      } catch (error) {
        if (error instanceof Failure) return `${error.what}; ${error.remedy}`;
        throw error;
      }
      return undefined;
    },
    read: (answer) => itemsOf(answer),
  },
  {
    key: "inCluster",
    isOpen: ({ method }) => method === "proxy-protocol",
    ask: () => "Do callers inside the cluster use Kong, past the load balancer?",
    choices: () => [
      { answer: "yes", means: "they get a listener and a Service of their own" },
      { answer: "no", means: "such a connection fails, as it has no PROXY header" },
    ],
    seen: () => undefined,
    usual: () => undefined,
    read: (answer) => (answer === "yes" ? true : undefined),
    isOptional: true,
  },
];
