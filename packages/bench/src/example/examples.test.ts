import { fileURLToPath } from "node:url";
import { nodeFiles } from "@towpath/core";
import {
  environmentFindings,
  environmentsOf,
  loadPlatform,
  loadService,
  mergeFindings,
  resolve,
} from "@towpath/manifest";
import { checkPolicy, recommended } from "@towpath/policy";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const now = new Date("2026-11-22T09:00:00Z");

/** All that there is to say of the example on a platform: code and place of each finding. */
function findingsOn(reference: string | undefined) {
  const platform = loadPlatform(reference, nodeFiles, root);
  const service = loadService("examples/orders/towpath.yaml", nodeFiles, root);
  if (!platform.value || !service.value)
    return { environments: [], findings: [...platform.findings, ...service.findings] };
  const request = { service: service.value, platform: platform.value, now };
  const environments = environmentsOf(request.service, request.platform);
  const resolved = environments.map((environment) => resolve({ ...request, environment }));
  const { findings } = checkPolicy({
    services: [{ document: request.service, graphs: resolved.flatMap(({ graph }) => graph ?? []) }],
    rules: recommended.rules,
    levels: request.platform.levels,
    now,
  });
  const all = [
    ...platform.findings,
    ...service.findings,
    ...environmentFindings(request.service, request.platform),
    ...resolved.flatMap((one) => one.findings),
    ...findings,
  ];
  return { environments, findings: mergeFindings(all) };
}

test("the example has no finding on the platform of Acme", () => {
  expect(findingsOn("examples/platform")).toEqual({ environments: ["dev", "int", "prod"], findings: [] });
});

test("on the starter platform there is a notice for each environment that it lacks", () => {
  const { environments, findings } = findingsOn(undefined);
  expect(environments).toEqual(["dev"]);
  expect(findings.map(({ level, code, message }) => [level, code, /"(int|prod)"/.exec(message)?.[1]])).toEqual([
    ["advisory", "manifest/unknown-environment", "int"],
    ["advisory", "manifest/unknown-environment", "prod"],
  ]);
});
