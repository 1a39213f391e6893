import { graphWith } from "@towpath/testkit";
import { expect, test } from "vitest";
import { refuseUnbuilt, refuseUnbuiltHost } from "./refuse-unbuilt.ts";

const { environment } = graphWith();
const shared = graphWith({ resources: { queue: {} } });

test("what this version does is not refused", () => {
  expect(() => refuseUnbuilt(graphWith({ resources: { db: {} } }))).not.toThrow();
  expect(() =>
    refuseUnbuilt({ ...shared, environment: { ...environment, state: { store: "postgres", options: {} } } }),
  ).not.toThrow();
  expect(() =>
    refuseUnbuilt({ ...shared, environment: { ...environment, artifacts: { directory: "artifacts" } } }),
  ).not.toThrow();
});

test.each([
  [
    "another engine",
    { ...environment, engines: [{ name: "local", kind: "kubernetes", options: {} }] },
    'resources.queue of environment dev is placed on engine "local" of kind kubernetes, which Towpath cannot drive yet',
  ],
])("%s is refused by name", (_, changed, message) => {
  expect(() => refuseUnbuilt({ ...shared, environment: changed })).toThrow(message);
});

test("an engine that cannot be driven stands against what is placed on it, and nothing else", () => {
  const engines = [...environment.engines, { name: "aks", kind: "kubernetes", options: {} }];
  const graph = graphWith({ engines, resources: { queue: {} }, workloads: { main: { engine: "aks" } } });
  const [workload] = graph.workloads;
  if (!workload) throw new Error("There is a workload.");
  expect(() => refuseUnbuilt(graph)).not.toThrow();
  expect(() => refuseUnbuiltHost(graph, workload)).toThrow(
    expect.objectContaining({
      code: "operation/engine-not-built",
      message: expect.stringContaining(
        'workloads.main of environment dev is placed on engine "aks" of kind kubernetes',
      ),
      hint: expect.stringContaining("plan, apply, drift, status and destroy work"),
    }),
  );
  expect(() => refuseUnbuiltHost(graph, { ...workload, engine: "local" })).not.toThrow();
});

test("a shared resource is refused by name, and how to go on without", () => {
  const resources = shared.resources.map((resource) => ({ ...resource, share: "queue.default#events" }));
  expect(() => refuseUnbuilt({ ...shared, resources })).toThrow("resources.queue is shared with other services");
});
