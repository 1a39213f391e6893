import type { Graph } from "@towpath/manifest";
import { stateKey } from "@towpath/provisioning";
import { graphWith } from "@towpath/testkit";
import { expect, test } from "vitest";
import { graphForTests } from "./test-environment.ts";

/** What the platform's schema takes as the name of an environment. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

test("what tests are with is in no environment that a platform can have: it is destroyed without asking", () => {
  const graph: Graph = graphWith({ resources: { db: {} } });
  const { environment, resources } = graphForTests(graph);
  expect(environment.name).toMatch(new RegExp(`^${graph.environment.name}\\b`));
  expect(environment.name).not.toMatch(NAME);
  expect(resources).toEqual([]);
  expect(stateKey(graph.service.name, environment.name)).not.toBe(
    stateKey(graph.service.name, `${graph.environment.name}-test`),
  );
});
