import { type JsonObject, mapsAt, textAt } from "../json/values.ts";

/**
 * What a container is to Kong: its gateway, nothing, or a miss, with what it lacks to be one. A miss in `doubt` may be
 * Kong all the same.
 */
export type Identity = "gateway" | "nothing" | { lacks: string; inDoubt: boolean };

/** Images of the gateway by the last part of their names, wherever they are mirrored. hub.docker.com/u/kong */
const IMAGES: ReadonlySet<string> = new Set([
  "kong",
  "kong-ee",
  "kong-enterprise-edition",
  "kong-fips",
  "kong-gateway",
  "kong-gateway-dev",
  "kong-oss",
]);

/** What else goes by Kong's name: controllers, operators, tools and dashboards. */
const OTHERS = /ingress-controller|operator|dashboard|mesh|kuma|httpbin|konga|kongctl|(?:^|-)deck(?:-|$)|insomnia/;

/**
 * Variables that the gateway alone reads, of kong.conf; a `*` stands for any ending. Not KONG_ADMIN_URL and the like,
 * which tell others where Kong is, nor KONG_PG_*, with which they look into its database.
 */
const VARIABLES = [
  ...["PROXY_LISTEN*", "STREAM_LISTEN", "STATUS_LISTEN*", "ADMIN_LISTEN*", "ADMIN_GUI_LISTEN*", "PORTAL_GUI_LISTEN"],
  ...["PROXY_ACCESS_LOG", "PROXY_ERROR_LOG", "PROXY_STREAM_*", "ADMIN_ACCESS_LOG", "ADMIN_ERROR_LOG"],
  ...["DATABASE", "DECLARATIVE_CONFIG*", "ROLE", "PREFIX", "PLUGINS", "PORT_MAPS", "ROUTER_FLAVOR"],
  ...["TRUSTED_IPS", "REAL_IP_HEADER", "REAL_IP_RECURSIVE", "NGINX_*", "LUA_*", "UNTRUSTED_LUA*"],
  ...["CLUSTER_LISTEN", "CLUSTER_CONTROL_PLANE", "CLUSTER_CERT*", "CLUSTER_MTLS", "CLUSTER_TELEMETRY_*"],
  ...["MEM_CACHE_SIZE", "DB_UPDATE_*", "DB_CACHE_*", "UPSTREAM_KEEPALIVE*", "SSL_CERT*", "SSL_CIPHER*"],
];
const OWN = new RegExp(`^KONG_(?:${VARIABLES.join("|").replaceAll("*", "\\w*")})$`);

/** The ingress controller's own. Kong/kubernetes-ingress-controller internal/cmd/rootcmd */
const CONTROLLER = /^CONTROLLER_/;

/** Whether text that is no manifest yet mentions what makes a container Kong's gateway: cheap, and rather yes than no. */
export const mentionsKong = (text: string): boolean =>
  /["']?image["']?\s*:\s*["']?[^\s"',}]*kong/.test(text) || /\bKONG_[A-Z]/.test(text);

/**
 * What each container of a pod is, by its image, its variables and what it runs; its name says nothing. Variables alone
 * do not count beside a container with an image of Kong's: that is a sidecar, which they tell about the gateway.
 *
 * @param named the container that the user calls Kong's, which settles it
 */
export function identitiesOf(containers: readonly JsonObject[], named?: string): Identity[] {
  const claims = containers.map((container) => claimOf(container, named));
  const isSettled = claims.includes("gateway");
  return claims.map((claim) => {
    if (claim !== "variables") return claim;
    return isSettled ? { lacks: "another container of its pod has the image", inDoubt: false } : "gateway";
  });
}

/** The identity of a container by itself, or that its variables alone make it a gateway. */
function claimOf(container: JsonObject, named: string | undefined): Identity | "variables" {
  const name = textAt(container, ["name"]) ?? "";
  if (named !== undefined) return name === named ? "gateway" : "nothing";
  const image = repositoryOf(textAt(container, ["image"]) ?? "");
  const variables = mapsAt(container, ["env"]).flatMap((item) => textAt(item, ["name"]) ?? []);
  const isImage = IMAGES.has(image);
  const isAlike = WORD.test(image);
  if (!isImage && (OTHERS.test(image) || variables.some((variable) => CONTROLLER.test(variable)))) return "nothing";
  if (isImage || variables.some((variable) => OWN.test(variable))) {
    const other = otherProgram(container);
    if (other !== undefined) return { lacks: `it runs ${other}`, inDoubt: false };
    return isImage || isAlike ? "gateway" : "variables";
  }
  const hasName = WORD.test(name) || name === "proxy";
  const hasHints = variables.some((variable) => variable.startsWith("KONG_"));
  const hasMore = mapsAt(container, ["envFrom"]).length > 0;
  if (!isAlike && !(hasName && (hasHints || hasMore)) && !WORD.test(name)) return "nothing";
  const hidden = hasMore ? " that is seen here, as envFrom shows none" : "";
  return {
    lacks: `its image is not one of Kong's, and it has no variable of the gateway's own${hidden}`,
    inDoubt: isAlike || (WORD.test(name) && (hasHints || hasMore)),
  };
}

const WORD = /(?:^|[^a-z\d])kong(?:[^a-z\d]|$)/i;

/** `kong` of `registry.local:5000/mirror/kong:3.9@sha256:…`. */
const repositoryOf = (image: string): string =>
  image
    .trim()
    .replace(/@.*$/, "")
    .replace(/:[^/]*$/, "")
    .replace(/^.*\//, "");

/** What the image does by itself, too. Kong/docker-kong docker-entrypoint.sh; Kong/kong kong/cmd */
const STARTS =
  /(?:^|[\s;&|"'(/])(?:kong\s+(?:docker-start|start|restart)|nginx|openresty)(?![\w-])|^(?:docker-)?start(?!\S)/;
const SUBCOMMAND =
  /(?:^|[\s;&|"'(/])kong\s+(check|config|debug|health|hybrid|migrations|prepare|quit|reload|runner|stop|vault|version)\b/;
/** Programs that run what their arguments say. */
const WRAPPERS = /^(?:tini|dumb-init|catatonit|env|exec)$/;
/** Programs that run a script, which the manifest need not show. */
const SCRIPTS = /^(?:sh|bash|ash|dash|gosu|su-exec|.*entrypoint.*|.*\.sh)$/;

/** What a container runs other than Kong; undefined where it runs Kong, or nobody can tell. */
function otherProgram(container: JsonObject): string | undefined {
  const listed = (key: string) => {
    const items = container[key];
    return Array.isArray(items) ? items.filter((item) => typeof item === "string") : [];
  };
  const words = [...listed("command"), ...listed("args")];
  const line = words.join(" ");
  if (words.length === 0 || STARTS.test(line)) return undefined;
  const [, subcommand] = SUBCOMMAND.exec(line) ?? [];
  if (subcommand !== undefined) return `kong ${subcommand}`;
  const programOf = (word: string) => word.replace(/^.*\//, "");
  const program = words.find((word) => !word.startsWith("-") && !word.includes("=") && !WRAPPERS.test(programOf(word)));
  if (program === undefined) return undefined;
  const other = "another program";
  if (!SCRIPTS.test(programOf(program))) return other;
  const flag = words.findIndex((word) => /^-\w*c$/.test(word));
  const script = flag < 0 ? undefined : words[flag + 1];
  return script === undefined || /\.sh\b|entrypoint|\bkong\b|\$/.test(script) ? undefined : other;
}
