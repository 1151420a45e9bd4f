/** Releases of Kong's own charts, which are too large to live here, wrapped as a chart and upgraded in the cluster. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { command } from "../../support/command.ts";
import { newDirectory } from "../../support/directory.ts";
import { root } from "../../support/program.ts";
import { ok } from "../helm/ways.ts";
import { describeCluster, newNamespace } from "./cluster.ts";
import { liveIn } from "./live.ts";
import { managedIn } from "./managed.ts";
import { installPlugin, releaseOf } from "./release.ts";
import { withLocalPolicy, withProxyProtocol } from "./steps.ts";
import { expectSameVerdicts, expectSettled } from "./verdicts.ts";
import { FOUR, THREE } from "./ways.ts";

const corpus = process.env["KONG_CLIENT_IP_CORPUS"] ?? join(root, "../shared/corpus");
const folder = join(corpus, "helm3");
/** One renders a controller without a gateway. */
const files = existsSync(folder) ? readdirSync(folder).filter((file) => !file.includes("with-konnect-license")) : [];

/** What today's API servers no longer know, and what would have them ask a controller that is not there. */
const LEFT_OUT = /^apiVersion: \S+\/v1beta1|^kind: ValidatingWebhookConfiguration/m;

/** It leaves its replicas to an autoscaler, for which the API server writes down one at first. */
const SCALED = "kong-3.4.1-test1-values.yaml";

/** The namespace that the renders name. */
const NAMESPACE = "kong";

/** A chart that renders to the documents of a stream. */
function chartOf(stream: string): string {
  const chart = newDirectory();
  mkdirSync(join(chart, "templates"));
  writeFileSync(join(chart, "Chart.yaml"), "apiVersion: v2\nname: wrapped\nversion: 1.0.0\n");
  const documents = stream.split(/^---.*\n/m).filter((text) => /^kind:/m.test(text) && !LEFT_OUT.test(text));
  for (const [index, text] of documents.entries())
    writeFileSync(join(chart, `templates/${index}.yaml`), text.replaceAll("{{", '{{ "{{" }}'));
  return chart;
}

const describeCorpus = files.length > 0 ? describeCluster : describe.skip;
describeCorpus(`Releases in ${folder}`, () => {
  beforeAll(() => {
    for (const name of [NAMESPACE, "kong-test"]) newNamespace(name);
    installPlugin(FOUR);
  });

  for (const [index, file] of files.entries()) {
    const way = [THREE, FOUR][index % 2] ?? THREE;
    test(`${file} with ${way.title}`, () => {
      const release = releaseOf(way, chartOf(readFileSync(join(folder, file), "utf8")), NAMESPACE);
      for (const { settings } of [withProxyProtocol, withLocalPolicy]) {
        ok(release.upgrade(settings));
        const filtered = command(settings, { input: release.plain() });
        expect(filtered).toMatchObject({ status: 0 });
        const live = liveIn(NAMESPACE);
        expect(managedIn(live.json)).toEqual(managedIn(filtered.stdout));
        if (file !== SCALED) expectSameVerdicts(release.manifest(), live, settings);
        expectSettled(live, settings);
      }
      ok(release.uninstall());
      expect(liveIn(NAMESPACE).items).toEqual([]);
    });
  }
});
