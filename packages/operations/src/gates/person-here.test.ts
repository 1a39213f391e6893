import { expect, test } from "vitest";
import { gatedService } from "../testing/gated-service.ts";
import { approve } from "../verbs/approve.ts";
import { personHere } from "./person-here.ts";

test.each([
  ["anna@laptop", {}, "anna@laptop"],
  ["carla", { GITHUB_ACTOR: "carla" }, "carla"],
  ["carla", { GITHUB_ACTOR: "carla", GITHUB_TRIGGERING_ACTOR: "carla" }, "carla"],
  ["carla", { GITHUB_ACTOR: "carla", GITHUB_TRIGGERING_ACTOR: "anna" }, "anna"],
  ["anna@laptop", { GITHUB_TRIGGERING_ACTOR: "carla" }, "anna@laptop"],
])("%s with %j is %s", (who, variables, expected) => {
  expect(personHere({ who }, { variables })).toBe(expected);
});

test("whoever runs somebody's approval again agrees in their own name", async () => {
  const service = gatedService({ dev: "{ engine: local, gates: { approvals: { count: 1 } } }" });
  const of = service.as("carla");
  const again = { ...of, variables: { ...of.variables, GITHUB_TRIGGERING_ACTOR: "anna", GITHUB_RUN_ATTEMPT: "2" } };
  const result = await approve({ plan: `sha256:${"a".repeat(64)}` }, again);
  expect(result).toMatchObject({ status: "ok", data: { approval: { by: "anna" } } });
});
