export const DESCRIPTION =
  "Make Kong see the real client's address: reads the rendered manifests of a\nrelease on stdin and writes them, patched, to stdout.";

export const EPILOGUE = `
Helm 3:    helm upgrade my-kong kong/kong --post-renderer kong-client-ip \\
             --post-renderer-args --config=kong-client-ip.yaml
Helm 4:    helm plugin install "$(npm root -g)/kong-client-ip"
           helm upgrade my-kong kong/kong --post-renderer kong-client-ip \\
             --post-renderer-args --config=kong-client-ip.yaml
Pipe:      helm template my-kong kong/kong | kong-client-ip --cloud eks \\
             --method proxy-protocol --trusted-cidr 10.0.0.0/16 > kong.yaml

Argo CD, Flux, Kustomize, kpt, Terraform and others: see examples/README.md.

Settings:  flags win over the functionConfig of a ResourceList, that over Argo
           CD's parameters, those over variables (KONG_CLIENT_IP_METHOD, …), and
           those over the file.
Exit code: 0 done; 1 the manifests cannot be patched safely; 2 wrong flags or
           config; 3 a bug; 4 stdin cannot be read, or stdout not be written.
           On 1, 2 and 3 nothing is written to stdout; on 4 it may end early.
`;

export const CHECK_EPILOGUE = `
Needs no config; --cloud, --load-balancer and --method help where the manifests
do not show them. A finding is silenced by the annotation kong-client-ip/silence
on the resource that it names ("one-replica: a development cluster"), or by
silence in the config. The last line counts them, JSON and SARIF have them all.

Exit code: 0 clean; 1 findings; 2 wrong flags or config; 3 a bug; 4 stdin cannot
           be read, or stdout not be written.
`;

export const VALUES_EPILOGUE = `
Reads a values file from stdin or FILE and prints it with the change in it, the
rest as it was; without one it prints the change alone, for another --values.
  kong-client-ip values --cloud gke --method external-traffic-policy \\
    < values.yaml > new.yaml

A HelmRelease of Flux and an Application or ApplicationSet of Argo CD are changed
where they bring values along (spec.values; helm.valuesObject; helm.values: |).
They name chart and version; else those are flags. Charts of Kong's from 1.0.0
on are known, and what each of them makes of its values.
`;

export const VERIFY_EPILOGUE = `
Follow the log of all of Kong's pods, and pipe it in. No route is needed, as
Kong logs its own 404:
  kubectl logs -f --since=10s -n kong -l app.kubernetes.io/name=kong -c proxy |
    kong-client-ip verify https://api.example.com

It connects to what is named here and to nothing else: 8 requests for each URL,
16 for each --direct, and up to 5 more in all. Each claims an address that
nobody has, in a header or a PROXY header, and Kong's log shows whether it is
believed. See docs/verify.md.

Exit code: 0 Kong sees the client, and believed nothing; 1 it does not, or it is
not proven; 2 wrong flags; 3 a bug.
`;

export const PATCHES_EPILOGUE = `
Reads manifests and prints what a run would change in them: RFC 6902 patches with
their targets, patches: for a kustomization.yaml, or spec.postRenderers for a
HelmRelease of Flux, which runs no programs. Every position in a list is tested,
so that a patch fails, rather than hits something else, once the chart changes.

A kustomization that has patches already is merged into. Its own stay as they
are, and those of an earlier run are replaced, so this can be run again:
  helm template my-kong kong/kong | kong-client-ip patches \\
    --format kustomize --into kustomization.yaml > new.yaml
`;
