import { expect, test } from "vitest";
import { findingsOf, messagesOf } from "../../testing/found.ts";
import { containerWith, graphWith, originAt, resourceWith, settingWith, workloadWith } from "../../testing/subjects.ts";
import { unusedResource } from "./unused-resource.ts";
import { unusedSecret } from "./unused-secret.ts";

const resources = [resourceWith()];

test("a resource is used by a workload, by another resource or by the tests", () => {
  const unused = { resources, workloads: [workloadWith()] };
  expect(messagesOf(unusedResource, { graph: graphWith(unused) })).toEqual([
    "Nothing in orders uses db: no workload, resource or test refers to it.",
  ]);
  const dependsOn = ["resources.db"];
  const tests = { run: "npm test", with: dependsOn, reports: {}, minimum: {}, origin: originAt(4) };
  for (const graph of [
    graphWith({ resources, workloads: [workloadWith({ dependsOn })] }),
    graphWith({
      workloads: [workloadWith({ dependsOn: ["resources.cache"] })],
      resources: [resourceWith({ address: "resources.cache", name: "cache", dependsOn }), ...resources],
    }),
    graphWith({ ...unused, test: tests }),
    graphWith({ resources }),
    graphWith({ ...unused, resources: [resourceWith({ share: "postgres.default#a" })] }),
  ])
    expect(messagesOf(unusedResource, { graph })).toEqual([]);
});

const place = { file: "towpath.yaml", pointer: "/secrets/key" };
const secrets = [
  { address: "secrets.key", name: "key", from: "vault:key", origin: { layer: "service" as const, place } },
];
const taken = { parts: [{ kind: "secret" as const, address: "secrets.key" }], isSecret: true, origin: originAt(8) };

test("a secret that nothing takes is named, with a fix that takes it out", () => {
  expect(findingsOf(unusedSecret, { graph: graphWith({ secrets, workloads: [workloadWith()] }) })).toMatchObject([
    {
      message: "orders names the secret key, and nothing takes it.",
      address: "secrets.key",
      fix: { changes: [{ type: "remove", pointer: "/secrets/key" }] },
    },
  ]);
});

test("a secret is taken by a variable, a file, a volume or a setting", () => {
  const within = (facts: Parameters<typeof containerWith>[0]) =>
    graphWith({ secrets, workloads: [workloadWith({ containers: [containerWith(facts)] })] });
  const setting = { ...settingWith({ why: "a secret" }), template: taken };
  for (const graph of [
    within({ variables: { KEY: taken } }),
    within({ files: [{ target: "/key", content: { kind: "text", template: taken }, origin: originAt(9) }] }),
    within({
      files: [{ target: "/key", content: { kind: "source", path: "key", isExpanded: true }, origin: originAt(9) }],
    }),
    within({ volumes: [{ target: "/key", source: taken, isReadOnly: true, origin: originAt(9) }] }),
    graphWith({ secrets, resources: [resourceWith({ settings: { password: setting } })] }),
  ])
    expect(messagesOf(unusedSecret, { graph })).toEqual([]);
});
